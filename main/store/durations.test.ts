import { expect, test } from 'vitest'
import { estimatesOf, type Kind } from './durations.ts'
import { sql } from './handles.ts'
import type { NewJob } from './job-row.ts'
import { insertPipeline } from './pipelines.ts'
import { addJob, tempStore } from './testing.ts'
import type { Store } from './open.ts'

type Ended = Partial<NewJob> & { ms: number | null; how?: 'succeeded' | 'failed' }

async function addEnded(store: Store, jobs: readonly Ended[]): Promise<void> {
  await store.writer.write((db) => {
    for (const { ms, how = 'succeeded', ...job } of jobs) {
      const { seq } = addJob(db, job, { state: 'finished', outcome: { kind: how, reason: how === 'succeeded' ? 'ok' : 'killed', message: '' }, cause: null })
      sql(db, 'UPDATE job SET started_at = ?, ended_at = 100000 WHERE seq = ?').run(ms === null ? null : 100_000 - ms, seq)
    }
  })
}

test('how long a job takes: as in pipelines of its name, else like its namesakes, else like what ran there', async () => {
  const store = await tempStore()
  await store.writer.write((db) => { for (const at of [1, 2, 3, 4]) insertPipeline(db, { id: `p00000000${at}`, title: at === 4 ? 'other' : 'nightly', created_at: at }) })
  await addEnded(store, [
    { pipeline: 'p000000001', alias: 'tests', title: 'Tests', ms: 100 },
    { pipeline: 'p000000002', alias: 'tests', title: 'Tests', ms: 300 },
    { pipeline: 'p000000002', alias: 'build', title: 'Build', ms: 9999, how: 'failed' },
    { pipeline: 'p000000004', alias: 'docs', title: 'Docs', ms: 50 },
    { alias: null, title: 'By hand', ms: 70 },
    { alias: null, title: 'By hand', ms: 90 },
    { alias: null, title: 'Never started', ms: null },
    { repository: '/code/web', alias: 'tests', title: 'Tests', ms: 1 },
  ])
  const kind = (more: Partial<Kind>): Kind => ({ alias: null, title: 'new', repository: '/code/api', profile: 'default', ...more })
  const kinds = [kind({ alias: 'tests' }), kind({ alias: 'docs' }), kind({ title: 'By hand' }), kind({ alias: 'new' }), kind({ alias: 'tests', repository: '/code/web' }), kind({ profile: 'careful' }), kind({ repository: '/elsewhere' })]
  const estimateOf = estimatesOf(store.read, { id: 'p000000003', title: 'nightly' }, kinds)
  expect(kinds.map(estimateOf)).toEqual([200, 50, 80, 90, 1, null, null])
})

test('the newest five count', async () => {
  const store = await tempStore()
  await addEnded(store, [9000, 9000, 9000, 10, 20, 30, 40, 50].map((ms) => ({ alias: 'a', title: 'A', ms })))
  const kind: Kind = { alias: 'a', title: 'A', repository: '/code/api', profile: 'default' }
  expect(estimatesOf(store.read, { id: 'p000000001', title: 'p' }, [kind])(kind)).toBe(30)
})
