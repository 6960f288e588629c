import { expect, test } from 'vitest'
import type { Job } from '../../../contract/job.ts'
import { AGEING_STEP_MS } from '../../../contract/priority.ts'
import { makeJob } from '../../state/testing.ts'
import { NO_FILTER } from '../../state/view.ts'
import { toMatcher, toOlderQuery } from './filter.ts'
import { mayGrow } from './groups.ts'
import { saidBy, toRows } from './rows.ts'

const NOW = new Date(2026, 10, 22, 14, 0).getTime()
const DAY = 86_400_000
const ended = (id: string, at: number, kind: 'succeeded' | 'failed' = 'succeeded'): Job => makeJob({ id, state: 'finished', endedAt: at, outcome: { kind, reason: kind === 'failed' ? 'check-failed' : 'ok', message: '' } })
const lines = (jobs: Job[], filter = NO_FILTER): string[] => toRows(jobs, filter, NOW).map((row) => (row.kind === 'group' ? `${row.label} ${row.count}` : row.job.id))

test('groups in order: who runs, waits, is held, is next, and what ended by day', () => {
  expect(lines([
    ended('old', NOW - 40 * DAY), ended('y', NOW - DAY), ended('t1', NOW - 5000), ended('t2', NOW - 1000),
    makeJob({ id: 'q' }), makeJob({ id: 'b', state: 'blocked' }), makeJob({ id: 'h', state: 'held' }), makeJob({ id: 'w', state: 'waiting' }), makeJob({ id: 'r', state: 'running' }), makeJob({ id: 's', state: 'starting', startedAt: 5 }),
  ])).toEqual(['Running 2', 's', 'r', 'Waiting 1', 'w', 'Held and blocked 2', 'h', 'b', 'Queued 1', 'q', 'Finished today 2', 't2', 't1', 'Finished yesterday 1', 'y', 'Finished 2026-10-13 1', 'old'])
})

test('of jobs that ended at one moment the newest is first, so that what is read later comes beneath', () => {
  const jobs = [7, 9, 8].map((seq) => ({ ...ended(`j${seq}`, NOW), seq }))
  expect(lines(jobs)).toEqual(['Finished today 3', 'j9', 'j8', 'j7'])
  const later = [6, 5].map((seq) => ({ ...ended(`j${seq}`, NOW), seq }))
  expect(lines([...jobs, ...later]).slice(1, 4)).toEqual(['j9', 'j8', 'j7'])
})

test('a count says when there may be more than are read', () => {
  const finished = { unfinished: false, finished: true }
  expect([mayGrow('queued', 'state', finished), mayGrow('2026-11-22', 'state', finished), mayGrow('p1', 'pipeline', finished)]).toEqual([false, true, true])
  const unfinished = { unfinished: true, finished: false }
  expect([mayGrow('queued', 'state', unfinished), mayGrow('2026-11-22', 'state', unfinished), mayGrow('p1', 'pipeline', unfinished)]).toEqual([true, false, true])
})

test('the queue stands as the scheduler takes it; questions come before other waits', () => {
  expect(lines([makeJob({ id: 'late', queuedAt: 9 }), makeJob({ id: 'early', queuedAt: 1 }), makeJob({ id: 'urgent', queuedAt: 20, priority: 5 })])).toEqual(['Queued 3', 'urgent', 'early', 'late'])
  // A step of priority is worth ten minutes of waiting; who was held up, or waits for its time, has not waited.
  const waits = [makeJob({ id: 'first', queuedAt: 0 }), makeJob({ id: 'unblocked', createdAt: 0, queuedAt: AGEING_STEP_MS - 1 }), makeJob({ id: 'higher', queuedAt: AGEING_STEP_MS + 1, priority: 1 }), makeJob({ id: 'due', queuedAt: 0, notBefore: AGEING_STEP_MS })]
  expect(lines(waits)).toEqual(['Queued 4', 'first', 'higher', 'unblocked', 'due'])
  const waiting = (id: string, kind: 'quota' | 'approval', until?: number): Job => makeJob({ id, state: 'waiting', waitingFor: { kind, detail: '', ...(until === undefined ? {} : { until }) } })
  expect(lines([waiting('q', 'quota', 1), waiting('a2', 'approval', 9), waiting('a1', 'approval', 5)])).toEqual(['Needs you 2', 'a1', 'a2', 'Waiting 1', 'q'])
})

test('filters by state, profile, repository and text', () => {
  const jobs = [ended('x', 1, 'failed'), makeJob({ id: 'y', profile: 'careful', repository: '/code/web', title: 'Pay', prompt: 'Write TESTS' }), makeJob({ id: 'z', state: 'starting' })]
  const ids = (filter: Partial<typeof NO_FILTER>): string[] => jobs.filter(toMatcher({ ...NO_FILTER, ...filter })).map((job) => job.id)
  expect(ids({ state: 'failed' })).toEqual(['x'])
  expect(ids({ state: 'finished' })).toEqual(['x'])
  expect(ids({ state: 'pending' })).toEqual(['y'])
  expect(ids({ state: 'running' })).toEqual(['z'])
  expect(ids({ profile: 'careful', repository: '/code/web', text: ' tests ' })).toEqual(['y'])
  expect(ids({ text: 'pay', state: 'running' })).toEqual([])
})

test('filters by pipeline and label', () => {
  const jobs = [makeJob({ id: 'x', pipeline: 'p1', labels: { team: 'pay' } }), makeJob({ id: 'y', pipeline: 'p2', labels: { team: 'pay', url: 'a=b' } }), makeJob({ id: 'z' })]
  const ids = (filter: Partial<typeof NO_FILTER>): string[] => jobs.filter(toMatcher({ ...NO_FILTER, ...filter })).map((job) => job.id)
  expect(ids({ pipeline: 'p1' })).toEqual(['x'])
  expect(ids({ label: 'team=pay' })).toEqual(['x', 'y'])
  expect(ids({ label: 'url=a=b' })).toEqual(['y'])
  expect(ids({ label: 'team=' })).toEqual([])
})

test('other groups: the one with the newest job first, what is in none last; inside as states stand to one another', () => {
  const jobs = [ended('e', NOW - 5), makeJob({ id: 'q', seq: 2, pipeline: 'p1', pipelineTitle: 'Release' }), { ...ended('f', NOW), seq: 3, pipeline: 'p1', pipelineTitle: 'Release' }, makeJob({ id: 'r', seq: 4, state: 'running', pipeline: 'p1', pipelineTitle: 'Release' }), makeJob({ id: 'o', seq: 9, pipeline: 'p2', pipelineTitle: 'Release', repository: '/other' })]
  const grouped = (by: 'pipeline' | 'repository') => toRows(jobs, NO_FILTER, NOW, by).map((row) => (row.kind === 'group' ? `${row.label} ${row.count}` : row.job.id))
  expect(grouped('pipeline')).toEqual(['Release 1', 'o', 'Release 3', 'r', 'q', 'f', 'No pipeline 1', 'e'])
  expect(grouped('repository')).toEqual(['other 1', 'o', 'api 4', 'r', 'q', 'f', 'e'])
})

test('what is the same in all rows, or stands in the heading, the rows need not say', () => {
  const jobs = [makeJob({ id: 'a' }), makeJob({ id: 'b', repository: '/other' }), ended('c', NOW)]
  const said = (by: 'state' | 'pipeline' | 'repository' | 'profile', of = jobs) => saidBy(toRows(of, NO_FILTER, NOW, by), by)
  expect(said('state')).toEqual({ pipeline: false, repository: false, profile: true })
  expect(said('state', [...jobs, makeJob({ id: 'd', profile: 'other' })])).toEqual({ pipeline: false, repository: false, profile: false })
  expect(said('repository')).toEqual({ pipeline: false, repository: true, profile: true })
  expect(said('pipeline', jobs.slice(0, 1))).toEqual({ pipeline: true, repository: true, profile: true })
})

test('asks the engine only for what may not be loaded', () => {
  expect(toOlderQuery({ ...NO_FILTER, state: 'running' })).toBeNull()
  expect(toOlderQuery({ ...NO_FILTER, text: ' a ' })).toEqual({ state: 'finished', search: 'a', limit: 200 })
  expect(toOlderQuery({ ...NO_FILTER, state: 'failed', pipeline: 'p1', schedule: 's1', label: 'k=v', profile: 'x' })).toEqual({ state: 'failed', pipeline: 'p1', schedule: 's1', label: 'k=v', profile: 'x', limit: 200 })
  // A label that is still being typed would be refused.
  expect(toOlderQuery({ ...NO_FILTER, label: 'k' })).toEqual({ state: 'finished', limit: 200 })
})

test('10,000 jobs become rows within a frame or two', () => {
  const jobs = Array.from({ length: 10_000 }, (_, at) => ended(`j${at}`, NOW - at * 60_000))
  // The best of several, because other work on the machine interrupts some of them.
  const times = Array.from({ length: 8 }, () => {
    const start = performance.now()
    expect(toRows(jobs, { ...NO_FILTER, text: 'job' }, NOW).length).toBeGreaterThan(10_000)
    return performance.now() - start
  })
  // About 25 ms on the slow machine this was measured on; ten times that would be felt.
  expect(Math.min(...times)).toBeLessThan(250)
})
