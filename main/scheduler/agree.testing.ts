import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Moved } from '../../contract/api.ts'
import { Refusal } from '../../contract/errors.ts'
import { JobSpec, type Outcome } from '../../contract/job.ts'
import { decide } from '../queue/decide.ts'
import { createModel, type Model } from '../queue/model.testing.ts'
import { answered, asked, started } from '../queue/transition.ts'
import { answerApproval, insertApproval, listOpenOf } from '../store/approvals.ts'
import { graphOf } from '../store/edges.ts'
import { sql, type WriteDb } from '../store/handles.ts'
import { newId } from '../store/ids.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow, moveJob } from '../store/jobs.ts'
import { setSetting } from '../store/settings.ts'
import { createComparison, LIVE, same, type Comparison } from './agree-compare.testing.ts'
import { cancelJob, holdJob, releaseJob, retryJob } from './commands.ts'
import { editJob } from './edit.ts'
import { closeRun } from './finish.ts'
import { submitJob } from './submit.ts'
import { makeBench, type Bench } from './testing.ts'
import { createTicker } from './tick.ts'
import { followQuestions } from './waiting.ts'

const CAPACITY = { slots: 3, profiles: { default: 1, wide: 2 } }
const OUTCOMES: Outcome[] = [
  { kind: 'succeeded', reason: 'ok', message: '' }, { kind: 'succeeded', reason: 'ok', message: '' }, { kind: 'failed', reason: 'check-failed', message: '' },
  { kind: 'failed', reason: 'start-failed', message: '' }, { kind: 'cancelled', reason: 'by-person', message: '' }, { kind: 'lost', reason: 'lost', message: '' },
]

/** Some of which meet, and some do not. */
const TOUCHES: (string[] | null)[] = [null, ['src/**'], ['src/pay', 'docs/a.md'], ['docs/*.md'], ['*.json'], ['src/{cart,user}/**']]
const pick = fc.nat(99)
const edge = fc.record({ pick, when: fc.constantFrom('success', 'success', 'failure', 'done'), otherwise: fc.constantFrom('cancel', 'cancel', 'hold') })
const anyCommand = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('submit'), edges: fc.array(edge, { maxLength: 3 }), any: fc.constantFrom(false, false, true), hold: fc.constantFrom(false, false, false, true), retryMax: fc.constantFrom(0, 0, 1, 2), priority: fc.integer({ min: -1, max: 1 }), profile: fc.constantFrom('default', 'wide'), later: fc.constantFrom(0, 0, 0, 5000), inPlace: fc.constantFrom(false, true), touches: fc.constantFrom(...TOUCHES) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('claim') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('start'), pick }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('end'), pick, outcome: fc.constantFrom(...OUTCOMES) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('conflict'), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('interrupt'), pick, resume: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('retry'), pick, withDependents: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('hold', 'release', 'cancel', 'ask', 'answer'), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release'), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('hold', 'release'), pick, withDependents: fc.constant(true) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit'), pick, put: fc.array(edge, { maxLength: 2 }), drop: fc.array(pick, { maxLength: 1 }), any: fc.constantFrom(undefined, undefined, false, true), touches: fc.constantFrom(undefined, undefined, ...TOUCHES) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('advance'), ms: fc.constantFrom(1000, 20_000, 700_000) }) },
)
type Command = typeof anyCommand extends fc.Arbitrary<infer Each> ? Each : never

let bench: Bench
let comparison: Comparison
let remove = (): void => {}
beforeAll(async () => {
  bench = await makeBench({ keep: (each) => { remove = each } })
  await bench.profile({ name: 'wide', slots: 2 })
  await bench.core.store.writer.write((db) => setSetting(db, 'slots', String(CAPACITY.slots)))
  comparison = createComparison(bench.core.store.read)
})
afterAll(() => remove())

/** Both sides from nothing; row numbers start at 1 again. */
async function empty(): Promise<Model> {
  await bench.core.store.writer.write((db) => { for (const table of ['approval', 'log_entry', 'run', 'edge', 'job', 'conversation', 'event']) sql(db, `DELETE FROM ${table}`).run() })
  return createModel()
}

/** Jobs a command could mean: those in these states, so that most commands do something; any job when there is none. */
function pickJob(model: Model, { do: what, pick: number }: { do: string; pick: number }): number | null {
  const wanted: Record<string, string[]> = { start: ['starting'], conflict: ['starting'], end: ['starting', 'running', 'waiting'], interrupt: ['starting', 'running', 'waiting'], ask: ['running', 'waiting'], answer: ['waiting'], retry: ['finished'], release: ['held'], hold: ['blocked', 'queued'], edit: ['blocked', 'held', 'queued'], cancel: ['blocked', 'held', 'queued', 'running', 'waiting'] }
  const all = [...model.jobs.values()]
  const fitting = all.filter((job) => wanted[what]!.includes(job.status.state))
  // One in eight goes to a job in the wrong state: it must be refused on both sides.
  const among = fitting.length > 0 && number % 8 !== 0 ? fitting : all
  return among.length === 0 ? null : among[number % among.length]!.seq
}

const write = <Value>(piece: (db: WriteDb) => Value): Promise<Value> => bench.core.store.writer.write(piece)
const rowOf = (seq: number): JobRow => getJobRow(bench.core.store.read, seq)!

/** The same command on both sides; both must take it, or both refuse. */
async function apply(model: Model, each: Command): Promise<void> {
  const { core } = bench
  model.now = core.now()
  if (each.do === 'advance') return bench.advance((each as { ms: number }).ms)
  if (each.do === 'submit') return submitBoth(model, each as Submit)
  if (each.do === 'claim') return claimBoth(model)
  const given = each as Given & { pick: number }
  const seq = pickJob(model, given)
  if (seq === null) return
  const [real, expected] = await onJob(model, seq, given)
  same(real, expected, `${given.do} of job ${seq}`)
}

interface Given { do: string; withDependents: boolean; outcome: Outcome; resume: boolean; put: EdgePick[]; drop: number[]; any?: boolean; touches?: string[] | null }
async function onJob(model: Model, seq: number, given: Given): Promise<[boolean, boolean]> {
  const { core } = bench
  switch (given.do) {
    case 'start': return [await write((db) => moveJob(db, seq, started(), core.now())), model.move(seq, started())]
    case 'end': return [await closeReal(seq, given.outcome, null), model.close(seq, given.outcome, { interrupted: false, resume: false })]
    case 'conflict': return [await conflictReal(seq), model.conflict(seq)]
    case 'interrupt': {
      const lost: Outcome = { kind: 'lost', reason: 'lost', message: '' }
      return [await closeReal(seq, lost, given.resume ? 'resume' : 'lost'), model.close(seq, lost, { interrupted: true, resume: given.resume })]
    }
    case 'ask': return ask(model, seq)
    case 'answer': return answer(model, seq)
    case 'cancel': return [await asSaid((dryRun) => cancelJob(core, rowOf(seq), dryRun)), model.cancel(seq)]
    case 'hold': return [await asSaid((dryRun) => holdJob(core, rowOf(seq), { ...given, dryRun })), model.hold(seq, given.withDependents)]
    case 'release': return [await asSaid((dryRun) => releaseJob(core, rowOf(seq), { ...given, dryRun })), model.release(seq, given.withDependents)]
    case 'edit': return edit(model, seq, given)
    default: return [await asSaid((dryRun) => retryJob(core, rowOf(seq), given.withDependents, dryRun)), model.retry(seq, given.withDependents)]
  }
}

/** What a dry run says is what is done then, and it changes nothing itself. */
async function asSaid(command: (dryRun: boolean) => Promise<Moved>): Promise<boolean> {
  const before = comparison.version()
  const said: Moved[] = []
  const allowed = await taken(command(true).then((moved) => said.push(moved)))
  if (comparison.version() !== before) expect.fail('expected a dry run to write nothing, and it did')
  const done: Moved[] = []
  same(await taken(command(false).then((moved) => done.push(moved))), allowed, 'taken, as its dry run')
  same(done[0]?.also, said[0]?.also, 'what moved, as its dry run said')
  return allowed
}

async function taken(command: Promise<unknown>): Promise<boolean> {
  try {
    await command
    return true
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'wrong-state' || error.code === 'cycle')) return false
    throw error
  }
}

interface EdgePick { pick: number; when: 'success'; otherwise: 'cancel' }
/** What all jobs have in common. */
let spec: JobSpec | null = null
interface Submit { edges: EdgePick[]; any: boolean; hold: boolean; retryMax: number; priority: number; profile: string; later: number; inPlace: boolean; touches: string[] | null }
async function submitBoth(model: Model, { edges, any, hold, retryMax, priority, profile, later, inPlace, touches }: Submit): Promise<void> {
  const parents = new Map(model.jobs.size === 0 ? [] : edges.map((each) => [(each.pick % model.jobs.size) + 1, each]))
  const retry = { max: retryMax, backoffMs: 10_000 }
  const notBefore = later === 0 ? 0 : model.now + later
  model.submit({ edges: [...parents].map(([parent, { when, otherwise }]) => ({ parent, when, otherwise })), any, hold, retry, profile, priority, notBefore, inPlace, touches })
  const after = [...parents].map(([parent, { when, otherwise }]) => ({ job: rowOf(parent).id, when, otherwise }))
  spec ??= JobSpec.parse({ prompt: 'x', repository: bench.repository })
  await submitJob(bench.core, { ...spec, after, any, hold, retry, profile, priority, notBefore, isolation: inPlace ? 'none' : 'worktree', touches: touches ?? [] }, { from: 'api', device: 'test' })
}

/** Edges to put into a job and to take from it; a job may be named by both, or be its own parent, and then nothing changes. */
async function edit(model: Model, seq: number, { put, drop, any, touches }: Given): Promise<[boolean, boolean]> {
  const toSeq = (number: number): number => (number % model.jobs.size) + 1
  const parents = new Map(put.filter((each) => toSeq(each.pick) !== seq).map(({ pick: number, when, otherwise }) => [toSeq(number), { when, otherwise }]))
  const dropped = drop.map((number) => model.jobs.get(seq)!.edges[number % Math.max(1, model.jobs.get(seq)!.edges.length)]?.parent).filter((parent) => parent !== undefined && !parents.has(parent)) as number[]
  const mode = any === undefined ? {} : { any }
  const [said, meant] = touches === undefined ? [{}, {}] : [{ touches: touches ?? [] }, { touches }]
  const real = taken(editJob(bench.core, rowOf(seq), { id: rowOf(seq).id, after: [...parents].map(([parent, words]) => ({ job: rowOf(parent).id, ...words })), noAfter: dropped.map((parent) => rowOf(parent).id), ...mode, ...said }))
  return [await real, model.edit(seq, { put: [...parents].map(([parent, words]) => ({ parent, ...words })), drop: dropped, ...mode, ...meant })]
}

async function claimBoth(model: Model): Promise<void> {
  const claimed: number[] = []
  const ticker = createTicker(bench.core, (row) => {
    // One that resumes goes on with what it had been given.
    if (row.resume === 0) same(decide(graphOf(bench.core.store.read).edgesInto(row.seq)), { kind: 'go' }, `job ${row.seq} started`)
    claimed.push(row.seq)
  })
  ticker.wake()
  await ticker.settled()
  ticker.stop()
  same(claimed, model.claim(CAPACITY), 'the jobs that start')
}

async function closeReal(job: number, outcome: Outcome, onInterrupt: 'resume' | 'lost' | null): Promise<boolean> {
  const { run, state } = rowOf(job)
  const end = { execution: { exitCode: onInterrupt ? null : 0, signal: null, stoppedBy: onInterrupt ? ('engine' as const) : null }, claimed: null, verified: null, costUsd: 0, costTotalUsd: 0, usage: null }
  await bench.core.store.writer.steps((db) => closeRun(db, { job, run, end, outcome, interrupted: onInterrupt !== null, onInterrupt: onInterrupt ?? 'lost', now: bench.core.now(), random: 1 }))
  return LIVE.includes(state)
}

/** Parents that are not its own, so that a release need not look into a worktree. */
const STOPPED = { parents: [{ id: 'j', title: 'J', commit: 'c' }], reached: 1, files: ['x'], resolved: false }
async function conflictReal(job: number): Promise<boolean> {
  const { run, state, cancel_requested } = rowOf(job)
  if (state !== 'starting' || cancel_requested === 1) return false
  const end = { execution: { exitCode: null, signal: null, stoppedBy: null }, claimed: null, verified: null, costUsd: 0, costTotalUsd: 0, usage: null }
  const outcome: Outcome = { kind: 'failed', reason: 'merge-conflict', message: '' }
  await bench.core.store.writer.steps((db) => closeRun(db, { job, run, end, outcome, interrupted: false, onInterrupt: 'lost', now: bench.core.now(), random: 1, merging: STOPPED }))
  return true
}

const question = { kind: 'approval', detail: 'may it?' } as const
async function ask(model: Model, seq: number): Promise<[boolean, boolean]> {
  const now = bench.core.now()
  const { run, state } = rowOf(seq)
  if (state !== 'running' && state !== 'waiting') return [false, model.move(seq, asked(question))]
  await write((db) => {
    insertApproval(db, { id: newId('a'), job: seq, run, tool: 'Bash', input: {}, suggestions: [], question: 'may it?', askedAt: now, expiresAt: now + 1 })
    followQuestions(db, seq, now)
  })
  return [true, model.move(seq, asked(question))]
}

/** Answers the oldest open question; while there are more, the job waits for the next one. */
async function answer(model: Model, seq: number): Promise<[boolean, boolean]> {
  const open = listOpenOf(bench.core.store.read, seq)
  if (open.length === 0) return [false, false]
  await write((db) => { answerApproval(db, open[0]!.id, { state: 'denied', message: null, now: bench.core.now() }); followQuestions(db, seq, bench.core.now()) })
  return [true, model.move(seq, open.length > 1 ? asked(question) : answered())]
}

/** How many histories are played in all, in as many parts as there are files that play them. */
const RUNS = Number(process.env['DISPATCH_PROPERTY_RUNS'] ?? 10_000)
const PARTS = 2

const plain = { do: 'submit', edges: [], any: false, hold: false, retryMax: 0, priority: 0, profile: 'default', later: 0, inPlace: false, touches: null }
const nth = (what: string, more: object = {}): Command => ({ do: what, pick: 0, ...more }) as Command
const crash = [{ do: 'claim' }, nth('interrupt', { resume: true })] as Command[]
/** Too rare for chance, and once told differently by the two sides. */
const RARE: [Command[]][] = [
  // A conflict that is merged anew lets go what it had kept held.
  [[plain, { do: 'claim' }, nth('end', { outcome: OUTCOMES[3] }), { ...plain, edges: [{ pick: 0, when: 'success', otherwise: 'hold' }] }, nth('retry', { withDependents: false }), { do: 'claim' }, nth('conflict'), { do: 'retry', pick: 0, withDependents: false }] as Command[]],
  // A job held for a conflict is cancelled by an edge that was put into it, and revived: a person who holds it then holds nothing but the job.
  [[plain, plain, { do: 'claim' }, nth('end', { outcome: OUTCOMES[2] }), { do: 'claim' }, { ...nth('conflict'), pick: 1 }, { do: 'edit', pick: 1, put: [{ pick: 0, when: 'success', otherwise: 'cancel' }], drop: [], any: undefined },
    nth('retry', { withDependents: true }), nth('hold', { withDependents: true })] as Command[]],
  // A cancelled job is run again with its dependents, and one of them can be met by none of its two parents: both sides name the same one.
  [[plain, { ...plain, priority: 1 }, { do: 'claim' }, { ...plain, edges: [{ pick: 33, when: 'success', otherwise: 'cancel' }, { pick: 0, when: 'failure', otherwise: 'cancel' }] },
    { ...plain, edges: [{ pick: 0, when: 'failure', otherwise: 'cancel' }, { pick: 17, when: 'success', otherwise: 'cancel' }] }, nth('end', { pick: 1, outcome: { kind: 'cancelled', reason: 'by-person', message: '' } }), { do: 'claim' },
    nth('end', { outcome: { kind: 'succeeded', reason: 'ok', message: '' } }), nth('retry', { pick: 21, withDependents: true })] as Command[]],
  // A job that killed six engines, and is tried again by a person: its crashes count anew.
  [[plain as Command, ...Array.from({ length: 6 }, () => crash).flat(), nth('retry', { withDependents: false }), ...crash]],
]

/** Part of the histories. Each begins with a seed of its own; that, and the shortest failing history, are in the message of a failure: give both to fc.assert to see it again. */
export function testAgreement(part: { rare: boolean }): void {
  test('whatever happens in whatever order, SQLite and the pure queue agree after every step', async () => {
    let played = 0
    const examples = part.rare ? RARE : []
    const numRuns = Math.ceil(RUNS / PARTS) + examples.length
    await fc.assert(fc.asyncProperty(fc.array(anyCommand, { minLength: 8, maxLength: 40, size: 'max' }), async (commands) => {
      const model = await empty()
      for (const each of commands) {
        await apply(model, each as Command)
        comparison.compare(model)
      }
      comparison.checkRest()
      played++
    }), { numRuns, examples })
    // Nothing ended it early.
    expect(played).toBe(numRuns)
  }, 3_600_000)
}
