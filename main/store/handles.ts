import type Database from 'better-sqlite3'

declare const readable: unique symbol
declare const writable: unique symbol

/** A connection that can only read: it sees the last commit. */
export type ReadDb = Database.Database & { readonly [readable]: true }
/** The connection inside a transaction. Only `Writer` hands it out, so nothing is written outside of one. */
export type WriteDb = ReadDb & { readonly [writable]: true }

const prepared = new WeakMap<Database.Database, Map<string, Database.Statement>>()

/** A statement of this connection, compiled once. */
export function sql(db: ReadDb, text: string): Database.Statement<unknown[], unknown> {
  let statements = prepared.get(db)
  if (!statements) prepared.set(db, statements = new Map())
  let statement = statements.get(text)
  if (!statement) statements.set(text, statement = db.prepare(text))
  return statement
}

/** Many questions as one: SQLite takes its locks once, which is two thirds of the price of a small question. */
export function askAtOnce<Value>(db: ReadDb, ask: () => Value): Value {
  if (db.inTransaction) return ask()
  sql(db, 'BEGIN').run()
  try {
    return ask()
  } finally {
    sql(db, 'COMMIT').run()
  }
}
