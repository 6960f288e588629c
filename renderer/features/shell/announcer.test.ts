import { expect, test } from 'vitest'
import { makeJob } from '../../state/testing.ts'
import { toNews, toSentence } from './announcer.tsx'

const of = (...jobs: ReturnType<typeof makeJob>[]) => new Map(jobs.map((job) => [job.id, job]))

test('says what began, waits or ended; not what is new or merely moved up', () => {
  const before = of(makeJob({ id: 'a', state: 'running' }), makeJob({ id: 'b', state: 'blocked' }))
  const now = of(makeJob({ id: 'a', state: 'finished', outcome: { kind: 'failed', reason: 'check-failed', message: '' } }), makeJob({ id: 'b', state: 'queued' }), makeJob({ id: 'c', state: 'running' }))
  expect(toSentence(toNews(before, now))).toBe('Job a: failed.')
  expect(toNews(now, now)).toEqual([])
})

test('many are counted', () => {
  expect(toSentence(['a', 'b', 'c', 'd'].map((id) => makeJob({ id })))).toBe('4 jobs changed.')
})
