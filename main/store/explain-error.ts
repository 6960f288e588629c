import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { failure, type Failure } from '../../contract/errors.ts'

/** Name of the database inside the data folder. */
export const DATABASE = 'dispatch.db'

/** How long to wait for another process's write (a submit from the command line) before giving up. */
export const BUSY_MS = 5000

/** `details.trouble` tells kinds of trouble of the data folder apart. */
export const diskFull = (home: string): Failure => failure('data-folder', `The disk that holds ${home} is full: nothing was stored. Free some space and try again.`, { trouble: 'full' })

/** Whether a write failed for a reason outside of it that may pass: a full disk, one that reports errors, a folder made read-only, another program that holds the file. */
export const isStorageTrouble = (error: unknown): boolean => /^(?:SQLITE_(?:FULL|IOERR|BUSY|READONLY|CANTOPEN|PERM)|ENOSPC)/.test((error as { code?: string } | null)?.code ?? '')

/** Below this the database's own side files do not fit any more. */
export const LEAST_ROOM_BYTES = 256 * 1024

function hasNoRoom(home: string): boolean {
  try {
    const disk = statfsSync(home)
    return disk.bavail * disk.bsize < LEAST_ROOM_BYTES
  } catch {
    return false
  }
}

/** What a SQLite error means for the person. */
export function explain(error: unknown, home: string): Failure {
  const code = (error as { code?: string }).code ?? ''
  const message = error instanceof Error ? error.message : String(error)
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return diskFull(home)
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return failure('data-folder', `The database ${join(home, DATABASE)} is damaged (${message}). Nothing was changed. Move it away together with its -wal and -shm files and start again, or bring back a copy.`)
  }
  // A file that cannot be made or grow for want of room is reported as an input/output error, or as one that cannot be opened.
  if ((code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN')) && hasNoRoom(home)) return diskFull(home)
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') {
    return failure('data-folder', `The database ${join(home, DATABASE)} cannot be written (${message}). Make the data folder writable, or choose another with --home.`, { trouble: 'unwritable' })
  }
  if (code.startsWith('SQLITE_BUSY')) return failure('data-folder', `The database ${join(home, DATABASE)} is locked by another program for more than ${BUSY_MS / 1000} s. Try again, or end that program.`)
  if (code.startsWith('SQLITE_IOERR')) return failure('data-folder', `The disk reported an error for ${join(home, DATABASE)} (${message}). Nothing was stored; check the disk.`)
  return failure('internal', `Unexpected database error: ${message}`)
}
