import type Database from 'better-sqlite3'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { failure, type Result } from '../../contract/errors.ts'

/** The migrations folder: at the top of the checkout and of the package, above wherever this code was bundled to. */
export function migrationsFolder(from = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'migrations')
    if (existsSync(join(candidate, '0001_initial.sql'))) return candidate
    if (dirname(folder) === folder) throw new Error(`no migrations folder above ${from}`)
  }
}

/** Numbered SQL files, in order: migration n brings the file from version n−1 to n. */
export function listMigrations(folder = migrationsFolder()): { version: number; sql: string }[] {
  const files = readdirSync(folder).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort()
  return files.map((name, index) => {
    const version = Number(name.slice(0, 4))
    if (version !== index + 1) throw new Error(`migrations are not numbered without gaps: ${name}`)
    return { version, sql: readFileSync(join(folder, name), 'utf8') }
  })
}

/** The version of a database, unless it is newer than this program: an older program must not write to it. */
export function refuseNewer(db: Database.Database, known = listMigrations().length): Result<number> {
  const found = Number(db.pragma('user_version', { simple: true }))
  if (found <= known) return { ok: true, value: found }
  return failure('newer-data', `The data folder was written by a newer Dispatch (version ${found}, this program knows ${known}). Update this program, or use another folder with --home.`, { found, known })
}

/** Brings a database to the newest version, each step in a transaction of its own. */
export function migrate(db: Database.Database, migrations = listMigrations()): Result<{ from: number; to: number }> {
  const to = migrations.length
  const before = refuseNewer(db, to)
  if (!before.ok) return before
  for (const { version, sql } of migrations) {
    // Checked again inside the transaction: another process may have migrated in the meantime.
    db.transaction(() => {
      if (Number(db.pragma('user_version', { simple: true })) >= version) return
      db.exec(sql)
      db.pragma(`user_version = ${version}`)
    }).immediate()
  }
  return { ok: true, value: { from: before.value, to } }
}

/** The schema as text, for the snapshot the check compares. */
export function dumpSchema(db: Database.Database): string {
  const rows = db.prepare(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name`).all() as { sql: string }[]
  return `-- Generated from the migrations by npm run schema; the check compares.\nPRAGMA user_version = ${db.pragma('user_version', { simple: true })};\n\n${rows.map(({ sql }) => `${sql};`).join('\n\n')}\n`
}
