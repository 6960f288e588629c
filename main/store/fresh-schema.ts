import Database from 'better-sqlite3'
import { dumpSchema, migrate } from './migrate.ts'

/** The schema of a new data folder, as text: what migrations/schema.sql must hold. */
export function freshSchema(): string {
  const db = new Database(':memory:')
  try {
    migrate(db)
    return dumpSchema(db)
  } finally {
    db.close()
  }
}
