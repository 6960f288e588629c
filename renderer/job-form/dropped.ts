import type { DragEvent, ClipboardEvent } from 'react'
import '../api/ipc.ts'
import { notify } from '../ui/notices.tsx'
import { jobFormWords as words } from '../words/job-form.ts'

/**
 * Where dropped or pasted files lie, as far as the program may know: the desktop window asks Electron, a browser keeps it to itself.
 * Null when there are no files in it; what cannot be named is said.
 */
export function readPaths(event: DragEvent | ClipboardEvent): string[] | null {
  const files = [...('dataTransfer' in event ? event.dataTransfer : event.clipboardData).files]
  if (files.length === 0) return null
  const pathOf = window.dispatch?.pathOf
  const paths = pathOf ? files.map((file) => pathOf(file)).filter((path) => path !== '') : []
  if (paths.length < files.length) notify(pathOf ? words.noImage : words.noPath, 'error')
  return paths
}

/** A text with paths put in where the caret is, each set off by blanks, quoted when it holds any. */
export function insertPaths(text: string, at: { start: number; end: number }, paths: readonly string[]): string {
  const [before, after] = [text.slice(0, at.start), text.slice(at.end)]
  const named = paths.map((path) => (/\s/.test(path) ? `"${path}"` : path)).join(' ')
  return `${before}${before === '' || /\s$/.test(before) ? '' : ' '}${named}${after === '' || /^\s/.test(after) ? '' : ' '}${after}`
}
