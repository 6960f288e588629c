import { expect, test } from 'vitest'
import type { CallName } from '../../contract/api.ts'
import type { Client } from '../api/client.ts'
import { useStore } from './store.ts'
import { loadOlder, startSync } from './sync.ts'
import { makeJob } from './testing.ts'

/** An engine with three pages of unfinished jobs, which does not answer the first time it is asked for the second. */
function carrier(): Client {
  let away = true
  const answers: Partial<Record<CallName, (args: { state?: string; cursor?: string }) => unknown>> = {
    'engine.status': () => ({ eventSeq: 7, jobs: { queued: 3 } }),
    'approvals.list': () => ({ approvals: [] }),
    'profiles.list': () => ({ profiles: [] }),
    'jobs.list': ({ state, cursor }) => {
      if (state === 'finished') return { jobs: [], next: null, total: 0 }
      const page = Number(cursor ?? 0)
      return { jobs: [makeJob({ id: `j${page}` })], next: page < 2 ? String(page + 1) : null, total: 3 }
    },
  }
  const call = async (name: CallName, args: { cursor?: string }) => {
    if (args.cursor === '1' && away) {
      away = false
      return { ok: false, code: 'no-engine', message: 'away' }
    }
    return { ok: true, value: answers[name]!(args) }
  }
  return { call: call as Client['call'], subscribe: () => () => {} }
}

test('an engine that is away while the pages are read is waited for, and no job is missing', async () => {
  const whole = new Promise<void>((resolve) => { useStore.subscribe(({ world }) => { if (world.jobs.size === 3) resolve() }) })
  startSync(carrier())
  await whole
  expect([...useStore.getState().world.jobs.keys()].sort()).toEqual(['j0', 'j1', 'j2'])
  expect(useStore.getState()).toMatchObject({ loaded: true, trouble: null })
})

test('a page of older jobs that is asked for many times is read once', async () => {
  let asked = 0
  const call = async (name: CallName, { state, cursor }: { state?: string; cursor?: string }) => {
    if (name !== 'jobs.list' || state !== 'finished') return { ok: false, code: 'no-engine', message: 'away' }
    if (cursor === 'c1') asked++
    return { ok: true, value: { jobs: [makeJob({ id: 'old', state: 'finished' })], next: null, total: null } }
  }
  startSync({ call: call as Client['call'], subscribe: () => () => {} })
  useStore.setState({ next: 'c1' })
  expect(await Promise.all([loadOlder(), loadOlder(), loadOlder()])).toEqual([null, null, null])
  expect(asked).toBe(1)
  expect(useStore.getState().next).toBeNull()
  expect(useStore.getState().world.jobs.has('old')).toBe(true)
})
