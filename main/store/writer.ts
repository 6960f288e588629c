import type { WriteDb } from './handles.ts'

/** The one who writes. Everything waiting is committed together: one fsync for many, and each is acknowledged only after it. */
export interface Writer {
  /** Runs inside a transaction; resolves after the commit. A throw undoes only this piece and rejects. */
  write<Value>(piece: (db: WriteDb) => Value): Promise<Value>
  /** Like `write`, but without forcing the disk: for the log, which may lose its last moments to a power cut but never its order. */
  append<Value>(piece: (db: WriteDb) => Value): Promise<Value>
  /** One transaction made of many small steps: between them the event loop goes on, but no other piece is written. */
  steps<Value>(piece: (db: WriteDb) => Generator<void, Value>): Promise<Value>
  /** Called after every commit. */
  onCommit(listener: () => void): void
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
  close(): void
}

interface Piece { run: (db: WriteDb) => unknown; durable: boolean; resolve: (value: never) => void; reject: (error: unknown) => void }
interface SteppedPiece { steps: (db: WriteDb) => Generator<void, unknown>; resolve: (value: never) => void; reject: (error: unknown) => void }

/** How long one slice of a stepped transaction may take: well under the 50 ms that people and sockets would notice. */
const SLICE_MS = 12
/** Pages of the write-ahead log, 16 MB, after which a commit folds it into the database: bounds both the file and the pause that makes. */
export const FOLD_PAGES = 4000
/** Pieces in one commit: bounds the pause a group makes. */
const GROUP = 256

export function createWriter(db: WriteDb): Writer {
  const queue: (Piece | SteppedPiece)[] = []
  const listeners: (() => void)[] = []
  const idlers: (() => void)[] = []
  let draining = false
  let closed = false
  let durable = true

  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  const savepoint = db.prepare('SAVEPOINT piece')
  const release = db.prepare('RELEASE piece')
  const undo = db.prepare('ROLLBACK TO piece')

  function enqueue(piece: Piece | SteppedPiece): void {
    if (closed) return piece.reject(new Error('the store is closed'))
    queue.push(piece)
    if (draining) return
    draining = true
    setImmediate(drain)
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const first = queue[0]!
      if ('steps' in first) {
        queue.shift()
        await runSteps(first)
      } else {
        runGroup()
        if (queue.length > 0) await new Promise(setImmediate)
      }
    }
    draining = false
    for (const done of idlers.splice(0)) done()
  }

  function setDurable(wanted: boolean): void {
    if (durable === wanted) return
    db.pragma(`synchronous = ${wanted ? 'FULL' : 'NORMAL'}`)
    durable = wanted
  }

  function runGroup(): void {
    const end = queue.findIndex((piece) => 'steps' in piece)
    const group = queue.splice(0, Math.min(GROUP, end < 0 ? queue.length : end)) as Piece[]
    const settled: (() => void)[] = []
    try {
      setDurable(group.some((piece) => piece.durable))
      begin.run()
      for (const piece of group) settled.push(runPiece(piece, group.length > 1))
      commit.run()
    } catch (error) {
      if (db.inTransaction) rollback.run()
      for (const piece of group) piece.reject(error)
      return
    }
    for (const settle of settled) settle()
    notify()
  }

  /** Runs a piece; what it resolves or rejects with is told after the commit. */
  function runPiece(piece: Piece, guarded: boolean): () => void {
    if (guarded) savepoint.run()
    try {
      const value = piece.run(db)
      if (guarded) release.run()
      return () => piece.resolve(value as never)
    } catch (error) {
      // A full disk or a dead connection ends the whole transaction, not one piece.
      if (!guarded || !db.inTransaction || isFatal(error)) throw error
      undo.run()
      release.run()
      return () => piece.reject(error)
    }
  }

  async function runSteps(piece: SteppedPiece): Promise<void> {
    try {
      setDurable(true)
      begin.run()
      const steps = piece.steps(db)
      let until = performance.now() + SLICE_MS
      let step = steps.next()
      while (!step.done) {
        if (performance.now() > until) {
          await new Promise(setImmediate)
          until = performance.now() + SLICE_MS
        }
        step = steps.next()
      }
      foldLater()
      commit.run()
      piece.resolve(step.value as never)
      notify()
    } catch (error) {
      if (db.inTransaction) rollback.run()
      piece.reject(error)
    }
  }

  /** A large commit and the folding of the write-ahead log would each fit a pause, but not both in one: the log is folded in a turn of its own. */
  function foldLater(): void {
    db.pragma('wal_autocheckpoint = 0')
    setImmediate(() => {
      if (closed) return
      db.pragma(`wal_autocheckpoint = ${FOLD_PAGES}`)
      // Between two slices of the next piece it waits for that one's commit.
      if (!db.inTransaction) fold()
    })
  }

  function fold(): void {
    try {
      db.pragma('wal_checkpoint(PASSIVE)')
    } catch (error) {
      // As after any commit: what is not folded now is folded later.
      if (!isFatal(error)) throw error
    }
  }

  function notify(): void {
    for (const listener of listeners) listener()
  }

  const write = <Value>(run: (db: WriteDb) => Value, isDurable: boolean): Promise<Value> => new Promise((resolve, reject) => enqueue({ run, durable: isDurable, resolve, reject }))

  return {
    write: (piece) => write(piece, true),
    append: (piece) => write(piece, false),
    steps: (steps) => new Promise((resolve, reject) => enqueue({ steps, resolve, reject })),
    onCommit: (listener) => { listeners.push(listener) },
    idle: () => (draining ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve()),
    close: () => { closed = true; db.close() },
  }
}

const isFatal = (error: unknown): boolean => /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|READONLY)/.test((error as { code?: string }).code ?? '')
