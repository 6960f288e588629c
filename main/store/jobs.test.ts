import { expect, test } from 'vitest'
import { JobFilter } from '../../contract/api.ts'
import { Job, type Outcome } from '../../contract/job.ts'
import { listInTheWay } from '../queue/decide.ts'
import * as moves from '../queue/transition.ts'
import { graphOf, waiveEdge } from './edges.ts'
import { listJobs } from './job-list.ts'
import { countJobs, getJobRow, moveJob, patchJob } from './jobs.ts'
import { toJob } from './job-view.ts'
import { endRun, insertRun } from './runs.ts'
import { addJob, tempStore } from './testing.ts'

const failed: Outcome = { kind: 'failed', reason: 'killed', message: 'gone' }
const fallen: Outcome = { kind: 'cancelled', reason: 'dependency-failed', message: 'because' }

test('times follow the state', async () => {
  const { writer } = await tempStore()
  await writer.write((db) => {
    const { seq } = addJob(db, { created_at: 5 }, { state: 'blocked' })
    const times = () => { const { queued_at, started_at, ended_at } = getJobRow(db, seq)!; return [queued_at, started_at, ended_at] }
    expect(times()).toEqual([null, null, null])
    for (const [move, at, after] of [
      [moves.parentsMet(), 10, [10, null, null]], [moves.claimed(), 20, [10, 20, null]], [moves.started(), 30, [10, 20, null]], [moves.ended(failed), 40, [10, 20, 40]],
      [moves.retried({ kind: 'go' }), 50, [50, 20, null]], [moves.claimed(), 60, [50, 60, null]],
    ] as const) {
      expect(moveJob(db, seq, move, at)).toBe(true)
      expect(times()).toEqual(after)
    }
  })
})

test('a late writer changes nothing, not even the news', async () => {
  const { writer } = await tempStore()
  await writer.write((db) => {
    const { seq } = addJob(db)
    moveJob(db, seq, moves.claimed(), 1)
    moveJob(db, seq, moves.ended(failed), 2)
    const before = getJobRow(db, seq)
    const events = (): unknown => db.prepare('SELECT MAX(seq) FROM event').pluck().get()
    const news = events()
    for (const late of [moves.claimed(), moves.started(), moves.ended({ kind: 'succeeded', reason: 'ok', message: '' }), moves.interrupted(), moves.held(), moves.answered(), moves.cancelled(failed)]) expect(moveJob(db, seq, late, 99)).toBe(false)
    expect(moveJob(db, 12_345, moves.claimed(), 99)).toBe(false)
    expect(getJobRow(db, seq)).toEqual(before)
    expect(events()).toBe(news)
  })
})

test('two claims of one job: the second finds nothing', async () => {
  const { writer } = await tempStore()
  const seq = await writer.write((db) => addJob(db).seq)
  const claims = await Promise.all([1, 2, 3].map(() => writer.write((db) => moveJob(db, seq, moves.claimed(), 1))))
  expect(claims).toEqual([true, false, false])
})

test('the root cause is handed down, and forgotten with a retry', async () => {
  const { writer, read } = await tempStore()
  const [a, b, c, d] = await writer.write((db) => {
    const rows = [addJob(db), addJob(db, {}, { state: 'blocked' }, [{ parent: 1 }]), addJob(db, {}, { state: 'blocked' }, [{ parent: 2 }]), addJob(db, {}, { state: 'finished', outcome: fallen, cause: 1 }, [{ parent: 1 }])].map((row) => row.seq)
    moveJob(db, rows[0]!, moves.claimed(), 1)
    moveJob(db, rows[0]!, moves.ended(failed), 2)
    moveJob(db, rows[1]!, moves.dependencyFailed(rows[0]!, { ...fallen, message: 'Cancelled: its edge can no longer be met, because that job failed (killed).' }), 3)
    moveJob(db, rows[2]!, moves.dependencyFailed(rows[1]!, { ...fallen, message: 'Cancelled: its edge can no longer be met, because that job was cancelled in its turn.' }), 4)
    return rows as [number, number, number, number]
  })
  const causes = () => [a, b, c, d].map((seq) => { const row = getJobRow(read, seq)!; return [row.cause, row.root_cause] })
  expect(causes()).toEqual([[null, null], [a, a], [b, a], [a, a]])
  const fallenBecauseOf = (parent: number) => [...graphOf(read).edgesFrom(parent)].filter((edge) => edge.childCause === parent).map((edge) => edge.child)
  expect([fallenBecauseOf(a), fallenBecauseOf(b)]).toEqual([[b, d], [c]])
  expect(toJob(read, getJobRow(read, c)!, true).reasonChain).toEqual([expect.stringMatching(/‘A job’ failed \(killed\): gone$/), expect.stringMatching(/was cancelled \(dependency-failed\)$/)])
  // A cause that ran again is described by what was told when it mattered, not by how it stands now.
  await writer.write((db) => { moveJob(db, a, moves.retried({ kind: 'go' }), 5) })
  expect(toJob(read, getJobRow(read, b)!, true).reasonChain).toEqual(['its edge can no longer be met, because that job failed (killed); that job has been run again since'])
  await writer.write((db) => moveJob(db, b, moves.revived(), 5))
  expect(causes()[1]).toEqual([null, null])
  expect(fallenBecauseOf(a)).toEqual([d])
})

test('a run ends once, and its cost is the job’s once', async () => {
  const { writer, read } = await tempStore()
  const end = { execution: { exitCode: 0, signal: null, stoppedBy: null }, claimed: null, verified: null, costUsd: 0.5, costTotalUsd: 0.5, usage: null }
  const seq = await writer.write((db) => { const row = addJob(db); insertRun(db, { job: row.seq, number: 1, resumed: false }, 10); patchJob(db, row.seq, { run: 1 }); return row.seq })
  expect(await Promise.all([1, 2].map(() => writer.write((db) => endRun(db, { job: seq, number: 1 }, end, 20))))).toEqual([true, false])
  const job = toJob(read, getJobRow(read, seq)!, true)
  expect(Job.parse(job)).toEqual(job)
  expect(job).toMatchObject({ costUsd: 0.5, run: 1, runs: [{ number: 1, startedAt: 10, endedAt: 20, execution: { exitCode: 0 } }] })
})

test('only edges that can no longer be met are waived', async () => {
  const { writer } = await tempStore()
  await writer.write((db) => {
    const ends = (outcome: Outcome) => addJob(db, {}, { state: 'finished', outcome, cause: null }).seq
    const [good, bad, open] = [ends({ kind: 'succeeded', reason: 'ok', message: '' }), ends(failed), addJob(db).seq]
    const child = addJob(db, {}, { state: 'held', by: { kind: 'parent', job: bad } }, [
      { parent: good }, { parent: bad }, { parent: open }, { parent: ends(failed), when: 'failure' }, { parent: ends({ kind: 'succeeded', reason: 'ok', message: '' }), when: 'failure' }, { parent: ends(failed), when: 'done' },
    ]).seq
    const inTheWay = listInTheWay(graphOf(db).edgesInto(child))
    expect(inTheWay).toEqual([bad, open + 2])
    for (const parent of inTheWay) waiveEdge(db, child, parent, true)
    expect(listInTheWay(graphOf(db).edgesInto(child))).toEqual([])
  })
})

test('a list is newest first, a page at a time, without a gap or a repeat', async () => {
  const { writer, read } = await tempStore()
  await writer.write((db) => { for (let i = 0; i < 25; i++) addJob(db, { title: `job ${i}` }) })
  const titles: string[] = []
  let cursor: string | undefined
  do {
    const page = listJobs(read, JobFilter.parse({ limit: 10, ...(cursor === undefined ? {} : { cursor }) }))
    titles.push(...page.jobs.map((job) => job.title))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  expect(titles).toEqual(Array.from({ length: 25 }, (_, i) => `job ${24 - i}`))
})

test('each filter keeps what it names', async () => {
  const { writer, read } = await tempStore()
  await writer.write((db) => {
    addJob(db, { title: '100% done_it', labels: '{"team":"pay","x":"1"}' })
    addJob(db, { title: '1000 donexit', profile: 'careful', repository: '/other', labels: '{"team":"web"}' }, { state: 'held', by: { kind: 'person' } })
    addJob(db, { title: 'three', prompt: 'Look for a Needle here' }, { state: 'finished', outcome: failed, cause: null })
    addJob(db, { title: 'four' }, { state: 'finished', outcome: { kind: 'succeeded', reason: 'ok', message: '' }, cause: null })
  })
  const found = (filter: Partial<JobFilter>) => listJobs(read, JobFilter.parse(filter)).jobs.map((job) => job.title)
  expect(found({ state: 'unfinished' })).toEqual(['1000 donexit', '100% done_it'])
  expect(found({ state: 'finished' })).toEqual(['four', 'three'])
  expect(found({ state: 'held' })).toEqual(['1000 donexit'])
  expect(found({ state: 'failed' })).toEqual(['three'])
  expect(found({ state: 'succeeded' })).toEqual(['four'])
  expect(found({ state: 'cancelled' })).toEqual([])
  expect(found({ profile: 'careful' })).toEqual(['1000 donexit'])
  expect(found({ repository: '/other' })).toEqual(['1000 donexit'])
  expect(found({ label: 'team=pay' })).toEqual(['100% done_it'])
  expect(found({ label: 'team=' })).toEqual([])
  // % and _ are what they are.
  expect(found({ search: '100%' })).toEqual(['100% done_it'])
  expect(found({ search: 'done_it' })).toEqual(['100% done_it'])
  expect(found({ search: 'needle' })).toEqual(['three'])
  expect(countJobs(read)).toMatchObject({ queued: 1, held: 1, finished: 2, failed: 1, succeeded: 1, cancelled: 0, lost: 0, blocked: 0 })
})

test('a long prompt is cut in lists and whole where one asks for the job', async () => {
  const { writer, read } = await tempStore()
  const row = await writer.write((db) => addJob(db, { prompt: 'x'.repeat(5000) }))
  expect(toJob(read, row, false)).toMatchObject({ promptCut: true, prompt: 'x'.repeat(4000) })
  expect(toJob(read, row, true).prompt).toHaveLength(5000)
  expect(toJob(read, row, true).promptCut).toBeUndefined()
})
