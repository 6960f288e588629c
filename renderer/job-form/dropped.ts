import type { ClipboardEvent, DragEvent } from 'react'
import { MAX_ATTACHMENT_BYTES } from '../../contract/attachment.ts'
import '../api/ipc.ts'
import { call } from '../state/sync.ts'
import { notify } from '../ui/notices.tsx'
import { jobFormWords as words } from '../words/job-form.ts'

/** The files of a drop or a paste. None where there is text too: a table copied from a program brings its picture along. */
export function filesOf(event: DragEvent | ClipboardEvent): File[] {
  if ('dataTransfer' in event) return [...event.dataTransfer.files]
  return event.clipboardData.getData('text/plain') === '' ? [...event.clipboardData.files] : []
}

/** Where a file lies, as far as the program may know: the desktop window asks Electron, a browser keeps it to itself. Empty when it is not known. */
export const pathOf = (file: File): string => window.dispatch?.pathOf(file) ?? ''

/**
 * Where Claude can read a file: in its worktree if it lies in the repository, else where the engine keeps a copy, which the job may read.
 * What is no file, or too large, is named by its own path if that is known: then the profile decides. Null, and said why, when it cannot be named.
 */
export async function toReadable(file: File, repository: string): Promise<string | null> {
  const own = pathOf(file)
  const inside = toInside(own, repository)
  if (inside !== null) return inside
  const base64 = file.size > MAX_ATTACHMENT_BYTES ? null : await toBase64(file)
  if (base64 === null) {
    if (own === '') notify(file.size > MAX_ATTACHMENT_BYTES ? words.tooLarge(file.name) : words.unreadable(file.name), 'error')
    return own === '' ? null : own
  }
  const answer = await call('attachments.add', { name: file.name, base64 })
  if (answer.ok) return answer.value.path
  notify(answer.message, 'error')
  return null
}

/** A path as it is called inside of a folder; null when it lies elsewhere. */
export function toInside(path: string, folder: string): string | null {
  const top = folder.trim().replace(/[\\/]+$/, '')
  return top !== '' && path.startsWith(top) && /^[\\/]./.test(path.slice(top.length)) ? path.slice(top.length + 1) : null
}

/** Null for a folder, which a browser gives no content of. */
function toBase64(file: File): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,?/, '')))
    reader.addEventListener('error', () => resolve(null))
    reader.readAsDataURL(file)
  })
}

/** A text with paths put in where the caret is, each set off by blanks, quoted when it holds any. `end` is where the caret goes. */
export function insertPaths(text: string, at: { start: number; end: number }, paths: readonly string[]): { text: string; end: number } {
  const [before, after] = [text.slice(0, at.start), text.slice(at.end)]
  const named = paths.map((path) => (/\s/.test(path) ? `"${path}"` : path)).join(' ')
  const head = `${before}${before === '' || /\s$/.test(before) ? '' : ' '}${named}${/^\s/.test(after) ? '' : ' '}`
  return { text: head + after, end: head.length }
}
