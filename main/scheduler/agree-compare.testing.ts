import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { decide } from '../queue/decide.ts'
import { toTest } from '../queue/glob.ts'
import type { Model, ModelJob } from '../queue/model.testing.ts'
import { graphOf } from '../store/edges.ts'
import { askAtOnce, sql, type ReadDb } from '../store/handles.ts'
import { toTouches, type JobRow } from '../store/job-row.ts'
import { conflictOf } from '../store/merging.ts'

export const LIVE = ['starting', 'running', 'waiting']

/** Like `expect(found).toEqual(expected)`, at a tenth of its price while nothing is wrong. */
export function same(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, what).toEqual(expected)
}

/** One job as both sides can tell it. Edges in their order, with whether a person has forgiven them. */
type Shown = [seq: number, state: string, held: string | number | null, outcome: string | null, ...rest: unknown[]]
const showModel = ({ status, ...job }: ModelJob): Shown => [
  job.seq, status.state, status.state === 'held' ? (status.by.kind === 'parent' ? status.by.job : status.by.kind) : null,
  status.state === 'finished' ? `${status.outcome.kind} ${status.outcome.reason}` : null, status.state === 'finished' ? status.cause : null, job.rootCause,
  job.run, job.attempts, job.resume, job.cancelRequested, job.notBefore, job.any, job.touches, job.edges.map((each) => [each.parent, each.when, each.otherwise, each.waived]),
]

type Row = Pick<JobRow, 'seq' | 'state' | 'held_by' | 'held_parent' | 'merging' | 'outcome' | 'reason' | 'cause' | 'root_cause' | 'run' | 'attempts' | 'resume' | 'cancel_requested' | 'not_before' | 'any_of' | 'isolation' | 'touches'>
const JOBS = 'SELECT seq, state, held_by, held_parent, merging, outcome, reason, cause, root_cause, run, attempts, resume, cancel_requested, not_before, any_of, isolation, touches FROM job ORDER BY seq'
const EDGES = 'SELECT child, parent, condition, otherwise, waived FROM edge ORDER BY child, position'
const showRow = (row: Row, edges: unknown[]): Shown => [
  row.seq, row.state, row.held_by === 'parent' ? row.held_parent : conflictOf(row) ? 'conflict' : row.held_by, row.outcome && `${row.outcome} ${row.reason}`, row.cause, row.root_cause,
  row.run, row.attempts, row.resume === 1, row.cancel_requested === 1, row.not_before, row.any_of === 1, toTouches(row), edges,
]

/** Holds SQLite against the pure queue, ten thousand times a dozen steps: read anew only when something was written, and looked into only when the texts differ. */
export interface Comparison {
  /** Changes with every commit that changes anything, in whatever table. */
  version(): unknown
  /** Both sides tell the same, and what SQLite holds makes sense by itself. */
  compare(model: Model): void
  /** Dearer to look at, and nothing that mends itself: once a history is enough. */
  checkRest(): void
}

export function createComparison(read: ReadDb): Comparison {
  const dataVersion = read.prepare('PRAGMA data_version').pluck()
  let stored: { version: unknown; text: string; shown: Shown[] } = { version: null, text: '', shown: [] }
  const version = (): unknown => dataVersion.get()
  return {
    version,
    compare: (model) => {
      const now = version()
      if (now !== stored.version) {
        const shown = look(read)
        stored = { version: now, shown, text: JSON.stringify(shown) }
      }
      const expected = [...model.jobs.values()].map(showModel)
      if (JSON.stringify(expected) !== stored.text) expect(stored.shown).toEqual(expected)
    },
    checkRest: () => checkRest(read),
  }
}

const look = (read: ReadDb): Shown[] => askAtOnce(read, () => {
  const rows = sql(read, JOBS).all() as Row[]
  const edges = new Map<number, unknown[]>(rows.map((row) => [row.seq, []]))
  for (const [child, parent, when, otherwise, waived] of sql(read, EDGES).raw().all() as [number, ...unknown[]][]) edges.get(child)!.push([parent, when, otherwise, waived === 1])
  checkDecisions(read, rows)
  checkPlaces(rows)
  return rows.map((row) => showRow(row, edges.get(row.seq)!))
})

/** Every job that has not started stands where its edges put it. */
function checkDecisions(read: ReadDb, rows: Row[]): void {
  const graph = graphOf(read)
  const states = new Map(rows.map((row) => [row.seq, row.state]))
  for (const row of rows) {
    const byParent = row.held_parent !== null && states.get(row.held_parent) === 'finished'
    if (row.state !== 'blocked' && !(row.state === 'queued' && row.resume === 0) && !byParent) continue
    const decision = decide(graph.edgesInto(row.seq))
    // One of several parents is enough, and another of them is tried again: it stays held for the first until that one has ended.
    if (row.state === 'held' && row.any_of === 1 && decision.kind === 'wait') continue
    const expected = row.state === 'blocked' ? { kind: 'wait' } : row.state === 'queued' ? { kind: 'go' } : { kind: 'hold', cause: row.held_parent }
    same(decision, expected, `${row.state} job ${row.seq}`)
  }
}

/** Paths of which every two lists of globs that the histories name match one, if they match any. */
const PATHS = ['src/pay/a.ts', 'src/cart/a.ts', 'src/user/a.ts', 'docs/a.md', 'docs/b.md', 'package.json']

/** Of those that work in place no two are at the same files, and one that does not say what it touches is alone. */
function checkPlaces(rows: Row[]): void {
  const there = rows.filter((row) => row.isolation === 'none' && LIVE.includes(row.state))
  if (there.length < 2) return
  const matched = there.flatMap((row) => PATHS.filter((path) => toTouches(row)?.some((glob) => toTest(glob)(path)) ?? true))
  same(matched.length, new Set(matched).size, `jobs in place beside one another: ${there.map(({ seq, touches }) => `${seq} ${touches}`).join(', ')}`)
}

function checkRest(read: ReadDb): void {
  const rows = sql(read, `SELECT seq, state, outcome, (SELECT COUNT(*) FROM run WHERE job = seq AND ended_at IS NULL) AS open, EXISTS (SELECT 1 FROM approval a WHERE a.job = seq AND a.state = 'asked') AS asks FROM job`).all() as { seq: number; state: string; outcome: string | null; open: number; asks: 0 | 1 }[]
  for (const { seq, state, outcome, open, asks } of rows) {
    same({ open, asks, over: outcome !== null }, { open: LIVE.includes(state) ? 1 : 0, asks: state === 'waiting' ? 1 : 0, over: state === 'finished' }, `open runs and questions of job ${seq} (${state}), and whether it has an outcome`)
  }
  const numbers = sql(read, 'SELECT id / 8388608 AS job, COUNT(*) AS n, MAX(id % 8388608) AS last FROM log_entry GROUP BY job').all() as { n: number; last: number }[]
  for (const { n, last } of numbers) same(last, n, 'log numbers are dense')
}
