import { expect, test } from 'vitest'
import type { SequencedEvent } from '../../contract/event.ts'
import { apply } from './apply.ts'
import { makeApproval, makeJob } from './testing.ts'
import { addJobs, EMPTY_WORLD } from './world.ts'

const changed = (seq: number, id: string, state: 'queued' | 'running' = 'queued'): SequencedEvent => ({ seq, event: { kind: 'job.changed', job: makeJob({ id, state }) } })

test('lays events over the world without touching the old one', () => {
  const before = apply(EMPTY_WORLD, [changed(1, 'a')])
  const after = apply(before, [changed(2, 'a', 'running'), changed(3, 'b')])
  expect(before.jobs.get('a')?.state).toBe('queued')
  expect(after.jobs.get('a')?.state).toBe('running')
  expect([...after.jobs.keys()]).toEqual(['a', 'b'])
  expect(after.seq).toBe(3)
})

test('ignores what was heard before, also within one batch', () => {
  const world = apply(EMPTY_WORLD, [changed(5, 'a', 'running')])
  expect(apply(world, [changed(4, 'a', 'queued'), changed(5, 'a', 'queued')])).toBe(world)
  expect(apply(world, [changed(7, 'a', 'queued'), changed(6, 'a', 'running')]).jobs.get('a')?.state).toBe('queued')
})

test('a resync asks for a reload and takes its number, even a lower one', () => {
  const world = apply(EMPTY_WORLD, [changed(90, 'a')])
  const after = apply(world, [{ seq: 12, event: { kind: 'engine.changed', what: 'resync', profile: null } }, changed(13, 'b')])
  expect(after.needsReload).toBe(true)
  expect(after.seq).toBe(13)
  expect(after.jobs.has('b')).toBe(true)
})

test('keeps open questions only, whichever event tells of them', () => {
  const asked = apply(EMPTY_WORLD, [{ seq: 1, event: { kind: 'approval.asked', approval: makeApproval({ id: 'a1' }) } }, { seq: 2, event: { kind: 'approval.asked', approval: makeApproval({ id: 'a2', state: 'denied' }) } }])
  expect([...asked.approvals.keys()]).toEqual(['a1'])
  const answered = apply(asked, [{ seq: 3, event: { kind: 'approval.answered', approval: makeApproval({ id: 'a1', state: 'allowed' }) } }])
  expect(answered.approvals.size).toBe(0)
  expect(answered.jobs).toBe(EMPTY_WORLD.jobs)
})

test('remembers the newest log entry and leaves the jobs alone, so that lists need not be made again', () => {
  const world = apply(EMPTY_WORLD, [changed(1, 'a')])
  const after = apply(world, [{ seq: 2, event: { kind: 'log.appended', jobId: 'a', run: 1, fromSeq: 1, toSeq: 9 } }, { seq: 3, event: { kind: 'log.appended', jobId: 'a', run: 1, fromSeq: 10, toSeq: 12 } }])
  expect(after.logEnds.get('a')).toBe(12)
  expect(after.jobs).toBe(world.jobs)
})

test('counts what has to be read again', () => {
  const after = apply(EMPTY_WORLD, [{ seq: 1, event: { kind: 'profile.changed', name: 'x' } }, { seq: 2, event: { kind: 'engine.changed', what: 'paused', profile: null } }, { seq: 3, event: { kind: 'quota.changed', profile: 'x' } }, { seq: 4, event: { kind: 'schedule.changed', id: 's1' } }])
  expect(after.changed).toEqual({ profiles: 1, schedules: 1, engine: 2 })
})

test('a page never overwrites what an event brought', () => {
  const world = apply(EMPTY_WORLD, [changed(1, 'a', 'running')])
  const after = addJobs(world, [makeJob({ id: 'a', state: 'queued' }), makeJob({ id: 'b' })])
  expect(after.jobs.get('a')?.state).toBe('running')
  expect(after.jobs.size).toBe(2)
  expect(addJobs(after, [makeJob({ id: 'a' })])).toBe(after)
})

test('10,000 events over 10,000 jobs cost one copy of the map, not 10,000', () => {
  const world = addJobs(EMPTY_WORLD, Array.from({ length: 10_000 }, (_, at) => makeJob({ id: `j${at}` })))
  const events = Array.from({ length: 10_000 }, (_, at) => changed(at + 1, `j${at}`, 'running'))
  // The best of several, because other work on the machine interrupts some of them.
  const times = Array.from({ length: 4 }, () => {
    const start = performance.now()
    const after = apply(world, events)
    const took = performance.now() - start
    expect([...after.jobs.values()].every((job) => job.state === 'running')).toBe(true)
    return took
  })
  // A copy per event would be 10^8 steps, tens of seconds; one copy takes about 5 ms.
  expect(Math.min(...times)).toBeLessThan(500)
})
