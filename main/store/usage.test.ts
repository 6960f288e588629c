import { expect, test } from 'vitest'
import { endRun, insertRun } from './runs.ts'
import { addJob, tempStore } from './testing.ts'
import { listLimits, noteLimits, spentByProfile, spentToday } from './usage.ts'

const NOON = new Date(2026, 10, 22, 12, 0).getTime()
const HOUR = 3_600_000

test('runs count for the profile of their job, on the day they ended; one that runs does not count yet', async () => {
  const store = await tempStore()
  await store.writer.write((db) => {
    const ended: [string, number, number][] = [['default', NOON - HOUR, 0.5], ['default', NOON - 20 * HOUR, 1], ['careful', NOON, 0.25], ['careful', NOON - 8 * 24 * HOUR, 9]]
    for (const [profile, at, costUsd] of ended) {
      const { seq } = addJob(db, { profile })
      insertRun(db, { job: seq, number: 1, resumed: false }, at - HOUR)
      endRun(db, { job: seq, number: 1 }, { execution: { exitCode: 0, signal: null, stoppedBy: null }, claimed: null, verified: null, costUsd, costTotalUsd: costUsd, usage: null }, at)
    }
    insertRun(db, { job: addJob(db).seq, number: 1, resumed: false }, NOON)
  })
  const spent = spentByProfile(store.read, NOON)
  expect(spent.of('default')).toEqual({ today: { since: NOON - 12 * HOUR, runs: 1, costUsd: 0.5 }, week: { since: NOON - 168 * HOUR, runs: 2, costUsd: 1.5 } })
  expect(spent.of('careful')).toMatchObject({ today: { runs: 1, costUsd: 0.25 }, week: { runs: 1, costUsd: 0.25 } })
  expect(spent.of('read-only').week).toMatchObject({ runs: 0, costUsd: 0 })
  expect(spentToday(store.read, NOON)).toEqual({ since: NOON - 12 * HOUR, runs: 2, costUsd: 0.75 })
})

test('of a limit the latest word counts, each kind on its own, and none after it has reset', async () => {
  const store = await tempStore()
  const week = { kind: 'seven_day', status: 'allowed', utilization: 0.1, resetsAt: NOON + 48 * HOUR }
  const hours = (utilization: number) => ({ kind: 'five_hour', status: 'allowed', utilization, resetsAt: NOON + HOUR })
  await store.writer.write((db) => {
    noteLimits(db, 'default', [hours(0.2), week], NOON - 2)
    noteLimits(db, 'default', [hours(0.6)], NOON - 1)
    noteLimits(db, 'careful', [], NOON)
  })
  expect([...listLimits(store.read, NOON)]).toEqual([['default', [{ ...hours(0.6), at: NOON - 1 }, { ...week, at: NOON - 2 }]]])
  expect(listLimits(store.read, NOON + 2 * HOUR).get('default')).toEqual([{ ...week, at: NOON - 2 }])
})
