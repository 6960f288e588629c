import { expect, test } from 'vitest'
import type { Edge, Job, Outcome } from '../../../contract/job.ts'
import { makeJob } from '../../state/testing.ts'
import { concerns, countAlive } from './moves.ts'
import { inOrder, spanOf, toFigures, toWhole } from './summary.ts'

const after = (...ids: string[]): Edge[] => ids.map((job) => ({ job, when: 'success', otherwise: 'cancel' }))
const ended = (kind: Outcome['kind'], at: number): Partial<Job> => ({ state: 'finished', outcome: { kind, reason: kind === 'succeeded' ? 'ok' : 'killed', message: '' }, startedAt: at - 10, endedAt: at })
const of = (id: string, over: Partial<Job> = {}): Job => makeJob({ id, title: id, pipeline: 'p1', pipelineTitle: 'Release 2.4', ...over })

test('a pipeline in figures', () => {
  const pipeline = toWhole('p1', [of('c', { seq: 3, state: 'blocked', after: after('b') }), of('a', { seq: 1, ...ended('succeeded', 50), costUsd: 0.25 }), of('b', { seq: 2, state: 'running', startedAt: 60, costUsd: 0.5, after: after('a') })])
  expect(pipeline).toMatchObject({ title: 'Release 2.4', ended: 1, total: 3, costUsd: 0.75, startedAt: 40, endedAt: null })
  expect(pipeline.jobs.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(pipeline.counts.map(({ word, count }) => `${count} ${word}`)).toEqual(['1 succeeded', '1 running', '1 blocked'])
  expect(spanOf(pipeline, 100)).toBe(60)
  expect(toWhole('p1', [of('a', ended('succeeded', 50)), of('b', ended('failed', 90))])).toMatchObject({ endedAt: 90, ended: 2 })
  expect(spanOf(toWhole('p1', [of('a')]), 100)).toBeNull()
})

test('what is under way comes first, then the newest', () => {
  const figures = (id: string, createdAt: number, endedAt: number | null) => toFigures({ id, title: id, createdAt, endedAt, startedAt: null, total: 1, counts: {}, costUsd: 0 })
  expect(inOrder([figures('old', 10, 50), figures('open', 5, null), figures('new', 20, 60)]).map(({ id }) => id)).toEqual(['open', 'new', 'old'])
})

test('a move is offered where it has something to do', () => {
  const jobs = [of('a', ended('succeeded', 50)), of('b', { state: 'running', after: after('a') }), of('c', { state: 'blocked', after: after('b') }), of('d', { state: 'held', after: after('c') })]
  const offered = (some: readonly Job[]): string[] => (['cancel', 'hold', 'release', 'retry'] as const).filter((move) => concerns(move, some))
  expect(offered(jobs)).toEqual(['cancel', 'hold', 'release'])
  expect(offered([of('a', ended('succeeded', 50))])).toEqual([])
  expect(offered([of('a', ended('failed', 50)), of('b', ended('succeeded', 60))])).toEqual(['retry'])
  expect(countAlive(jobs)).toBe(1)
})
