import Database from 'better-sqlite3'
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { failure, type Failure, type Result } from '../../contract/errors.ts'
import { BUSY_MS, DATABASE, diskFull, explain } from './explain-error.ts'
import type { ReadDb, WriteDb } from './handles.ts'
import { migrate, refuseNewer } from './migrate.ts'
import { createOwed, type Owed } from './owed.ts'
import { createWriter, FOLD_PAGES, type Writer } from './writer.ts'

/** An open data folder. */
export interface Store { read: ReadDb; writer: Writer; /** What waits for room on the disk. */ owed: Owed; file: string; /** Why it can only be looked at; null in a usual one. */ lookOnly: Failure | null; close(): void }

/** Like mkdir -p, which in Node never returns for a folder below /proc: there every try says ENOENT although the parent exists. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    makeFolder(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  }
}

/** Makes the data folder (mode 0700) if there is none, and says clearly when it cannot be used. */
export function prepareHome(home: string): Result<string> {
  try {
    makeFolder(home)
    if (!statSync(home).isDirectory()) return failure('data-folder', `Expected a folder for Dispatch's data, found a file: ${home}. Choose another with --home or DISPATCH_HOME.`)
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK)
    return { ok: true, value: home }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EEXIST' || code === 'ENOTDIR') return failure('data-folder', `Expected a folder for Dispatch's data, found a file: ${fileIn(home)}. Choose another with --home or DISPATCH_HOME.`)
    if (code === 'ENOSPC') return diskFull(home)
    return failure('data-folder', `The data folder cannot be written: ${home} (${code ?? String(error)}). Make it writable, or choose another with --home or DISPATCH_HOME.`, { trouble: 'unwritable' })
  }
}

/** The part of a path that is a file where a folder was to be. */
function fileIn(path: string): string {
  const above = dirname(path)
  return above === path || (existsSync(above) && statSync(above).isDirectory()) ? path : fileIn(above)
}

/** Opens (and makes, and migrates) the store of a data folder. */
export function openStore(home: string): Result<Store> {
  const prepared = prepareHome(home)
  if (!prepared.ok) return prepared
  const file = join(home, DATABASE)
  const opened: Database.Database[] = []
  try {
    const write = new Database(file, { timeout: BUSY_MS })
    opened.push(write)
    // Looked at before the first pragma that writes: a newer file stays as it is, byte for byte.
    const known = refuseNewer(write)
    if (!known.ok) {
      write.close()
      return known
    }
    write.pragma('journal_mode = WAL')
    write.pragma('synchronous = FULL')
    write.pragma('foreign_keys = ON')
    write.pragma(`wal_autocheckpoint = ${FOLD_PAGES}`)
    write.pragma('journal_size_limit = 67108864')
    const migrated = migrate(write)
    if (!migrated.ok) {
      write.close()
      return migrated
    }
    const read = new Database(file, { readonly: true, timeout: BUSY_MS })
    opened.push(read)
    read.pragma('query_only = ON')
    const writer = createWriter(write as WriteDb)
    return { ok: true, value: { read: read as ReadDb, writer, owed: createOwed(home, writer), file, lookOnly: null, close: () => { read.close(); writer.close() } } }
  } catch (error) {
    for (const db of opened) db.close()
    return explain(error, home)
  }
}

/** What SQLite finds wrong with the file, or 'ok'. Looked at through a connection of its own: the index of texts keeps a memory of its segments in a long-lived one, and would report damage where there is none. */
export function findDamage(file: string): string {
  const db = new Database(file, { readonly: true, timeout: BUSY_MS })
  try {
    return db.pragma('quick_check(1)', { simple: true }) as string
  } finally {
    db.close()
  }
}
