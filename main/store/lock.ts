import Database from 'better-sqlite3'
import { join } from 'node:path'

/** Held for as long as the engine lives. The operating system lets go of it when the process ends, however it ends. */
export interface EngineLock { release(): void }

/** A connection nobody refers to is collected and closed, and its lock goes with it: these stay whatever the caller forgets. */
const held = new Set<Database.Database>()

/** Takes the one engine's place in a data folder; null when another process has it. A SQLite file is used for its lock alone: it works the same on every system. */
export function lockFolder(home: string): EngineLock | null {
  const db = new Database(join(home, 'engine.lock'), { timeout: 0 })
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE')
    held.add(db)
    return { release: () => { held.delete(db); db.exec('ROLLBACK'); db.close() } }
  } catch (error) {
    db.close()
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
