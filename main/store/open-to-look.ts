import Database from 'better-sqlite3'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal, type Failure } from '../../contract/errors.ts'
import { BUSY_MS, DATABASE } from './explain-error.ts'
import type { ReadDb } from './handles.ts'
import { listMigrations, refuseNewer } from './migrate.ts'
import type { Store } from './open.ts'
import { createOwed } from './owed.ts'
import type { Writer } from './writer.ts'

/** A larger file is not read into memory. */
const MOST_IN_MEMORY = 1024 ** 3

/**
 * A store for looking only, where the data folder is read-only or its disk full; null when not even that can be done. Whatever writes is refused
 * with `why`.
 */
export function openToLook(home: string, why: Failure): Store | null {
  const trouble = why.details?.['trouble']
  if (trouble !== 'full' && trouble !== 'unwritable') return null
  const file = join(home, DATABASE)
  try {
    const read = openBeside(file) ?? openInMemory(file)
    const known = read && refuseNewer(read)
    if (!read || !known?.ok || known.value !== listMigrations().length) {
      read?.close()
      return null
    }
    read.pragma('query_only = ON')
    const writer = refusing(why)
    return { read: read as ReadDb, writer, owed: createOwed(home, writer), file, lookOnly: why, close: () => read.close() }
  } catch {
    return null
  }
}

/** Needs the side files of the database, or room for them. */
function openBeside(file: string): Database.Database | null {
  const db = new Database(file, { readonly: true, timeout: BUSY_MS })
  try {
    db.prepare('SELECT COUNT(*) FROM sqlite_schema').get()
    return db
  } catch {
    db.close()
    return null
  }
}

/** A file nobody has open holds everything itself, and needs no side files when it is in memory. With a log beside it, it does not: then it is left. */
function openInMemory(file: string): Database.Database | null {
  const log = `${file}-wal`
  if (statSync(file).size > MOST_IN_MEMORY || (existsSync(log) && statSync(log).size > 0)) return null
  const bytes = readFileSync(file)
  // Read and write version of the header: 2 asks for a log beside the file, which memory does not have.
  bytes.fill(1, 18, 20)
  return new Database(bytes, { readonly: true })
}

function refusing(why: Failure): Writer {
  const refuse = (): Promise<never> => Promise.reject(new Refusal(why.code, why.message, why.details))
  return { write: refuse, append: refuse, steps: refuse, onCommit: () => {}, idle: () => Promise.resolve(), close: () => {} }
}
