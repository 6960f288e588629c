import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { type Failure, failure } from '../../contract/errors.ts'

const HIDDEN = '[hidden]'
/** Shorter values would redact ordinary words. */
const SHORTEST_REDACTED = 8

/** A secret in memory. It has no printable form: text, JSON, inspection and `${…}` show "[hidden]". */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  /** The value itself: for the one place that writes it to its file, and for redaction. */
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return HIDDEN
  }
  toJSON(): string {
    return HIDDEN
  }
  [inspect.custom](): string {
    return HIDDEN
  }
}

/** What a secret is for: the kinds of login that have one. */
export type SecretKind = 'api-key' | 'token'
/** Whose secret it is. A run uses the newest of its profile's version or older. */
export interface SecretOwner { profile: string; version: number; kind: SecretKind }

const folderOf = (dataFolder: string) => join(dataFolder, 'secrets')

/** Writes a secret to a file only its owner can read, and returns the path. The file has no newline, because descriptor 3 is read as it is. */
export function storeSecret(dataFolder: string, owner: SecretOwner, secret: Secret): { ok: true; path: string } | Failure {
  const value = secret.reveal().trim()
  if (value === '' || /[\u0000-\u001f\u007f]/.test(value)) return failure('bad-input', `expected the ${owner.kind === 'token' ? 'token' : 'key'} on one line, found ${value === '' ? 'nothing' : 'control characters in it'}: copy it again`)
  const folder = folderOf(dataFolder)
  const path = join(folder, `${owner.profile}-${owner.version}.${owner.kind}`)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    const file = openSync(draft, 'wx', 0o600)
    try {
      writeSync(file, value)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
    return { ok: true, path }
  } catch (error) {
    rmSync(draft, { force: true })
    return failure('data-folder', `expected to write a secret in ${folder}, found: ${(error as NodeJS.ErrnoException).code ?? 'an error'}`)
  }
}

/** The file with the secret of a profile's version: its own, else the newest of an older version. Null when there is none. */
export function findSecret(dataFolder: string, owner: SecretOwner): string | null {
  const versions = listSecrets(dataFolder, owner.profile).filter((each) => each.kind === owner.kind && each.version <= owner.version)
  const newest = versions.sort((left, right) => right.version - left.version)[0]
  return newest === undefined ? null : join(folderOf(dataFolder), newest.file)
}

/** Whether a profile's version has a secret. */
export function hasSecret(dataFolder: string, owner: SecretOwner): boolean {
  const path = findSecret(dataFolder, owner)
  return path !== null && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
}

/** Removes the secrets of some versions of a profile, both ends included. */
export function removeSecrets(dataFolder: string, profile: string, { from = 0, to = Infinity }: { from?: number; to?: number }): void {
  for (const { file, version } of listSecrets(dataFolder, profile)) if (version >= from && version <= to) rmSync(join(folderOf(dataFolder), file), { force: true })
}

/** Removes every secret but those of these owners: what an end in the middle of an edit or a removal left. Most folders have none, and nobody is asked. */
export function sweepSecrets(dataFolder: string, listUsed: () => readonly SecretOwner[]): void {
  const files = listFiles(dataFolder).filter((file) => SECRET_FILE.test(file))
  if (files.length === 0) return
  const used = new Set(listUsed().map((owner) => findSecret(dataFolder, owner)))
  for (const path of files.map((file) => join(folderOf(dataFolder), file))) if (!used.has(path)) rmSync(path, { force: true })
}

/** `<profile>-<version>.<kind>`, and drafts of it. */
const SECRET_FILE = /-\d+\.(api-key|token)(\.[0-9a-f]{12})?$/

function listFiles(dataFolder: string): string[] {
  try {
    return readdirSync(folderOf(dataFolder))
  } catch {
    return []
  }
}

function listSecrets(dataFolder: string, profile: string): { file: string; version: number; kind: string }[] {
  return listFiles(dataFolder).flatMap((file) => {
    const found = file.startsWith(`${profile}-`) ? /^(\d+)\.(api-key|token)(\.[0-9a-f]{12})?$/.exec(file.slice(profile.length + 1)) : null
    // A draft that a crash left behind has no kind a caller asks for, and goes with the rest.
    return found ? [{ file, version: Number(found[1]), kind: found[3] === undefined ? found[2]! : 'draft' }] : []
  })
}

/** The command with which Claude fetches its key; it goes through sh, so the path is quoted. */
export function apiKeyHelperCommand(path: string): string {
  return `cat '${path.replaceAll("'", `'\\''`)}'`
}

/** The text with every secret taken out. */
export function redact(text: string, secrets: readonly Secret[]): string {
  let clean = text
  for (const secret of secrets) {
    const value = secret.reveal().trim()
    if (value.length >= SHORTEST_REDACTED) clean = clean.replaceAll(value, HIDDEN)
  }
  return clean
}
