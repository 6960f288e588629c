import { expect, test } from 'vitest'
import type { CallName } from '../../contract/api.ts'
import type { Client } from '../api/client.ts'
import { useStore } from './store.ts'
import { startSync } from './sync.ts'
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
