import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { failure, type Result } from '../../contract/errors.ts'

/** Where material that was pasted or dropped into a prompt is kept: a folder each, named by its content. */
const attachmentsFolder = (dataFolder: string): string => join(dataFolder, 'attachments')
/** Letters of a folder's name: enough of the hash that two contents never share one. */
const ID_LENGTH = 20
const LONGEST_NAME = 100

/** Keeps the bytes and gives their path, which a prompt then names. The same content under the same name is kept once. */
export function keepAttachment(dataFolder: string, name: string, bytes: Uint8Array): Result<string> {
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, ID_LENGTH)
  const folder = join(attachmentsFolder(dataFolder), id)
  const path = join(folder, toFileName(name))
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(path, bytes, { mode: 0o600 })
    return { ok: true, value: path }
  } catch (error) {
    return failure('data-folder', `expected to keep ${name} in ${folder}, found: ${(error as Error).message}`)
  }
}

/** A name that stays in its folder and needs no quotes in a prompt. */
function toFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1)!.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '')
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(last)?.[0] ?? ''
  return `${last.slice(0, last.length - ending.length).slice(0, LONGEST_NAME) || 'file'}${ending}`
}

/** The folders of the attachments a text names: what its job may read besides its own folder. */
export function findAttachments(dataFolder: string, text: string): string[] {
  const folder = attachmentsFolder(dataFolder) + sep
  const found = new Set<string>()
  for (let at = text.indexOf(folder); at >= 0; at = text.indexOf(folder, at + 1)) {
    const id = text.slice(at + folder.length, at + folder.length + ID_LENGTH)
    if (/^[0-9a-f]+$/.test(id) && id.length === ID_LENGTH) found.add(folder + id)
  }
  return [...found]
}

/** Folders of attachments that were last kept before a time. */
export function listAttachments(dataFolder: string, before: number): string[] {
  const folder = attachmentsFolder(dataFolder)
  try {
    return readdirSync(folder).map((name) => join(folder, name)).filter((path) => readdirSync(path).every((file) => statSync(join(path, file)).mtimeMs < before))
  } catch {
    return []
  }
}
