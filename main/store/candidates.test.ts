import { expect, test } from 'vitest'
import { AGEING_STEP_MS } from '../../contract/priority.ts'
import type { Touches } from '../queue/overlap.ts'
import { ready } from '../queue/ready.ts'
import { listCandidates, type Busy } from './candidates.ts'
import { sql } from './handles.ts'
import { addJob, tempStore } from './testing.ts'

const NOW = 100 * AGEING_STEP_MS
const nothingBusy: Busy = { now: NOW, conversations: [], repositories: new Map() }

test('the pages the queue is read in are ordered as the queue itself decides, whatever priorities and times there are', async () => {
  const { read, writer } = await tempStore()
  await writer.write((db) => {
    for (let seq = 0; seq < 300; seq++) {
      const row = addJob(db, { priority: (seq * 7) % 11 - 5, not_before: seq % 3 === 0 ? (seq * 13 % 90) * AGEING_STEP_MS : 0 })
      sql(db, 'UPDATE job SET queued_at = ? WHERE seq = ?').run((seq * 29 % 97) * AGEING_STEP_MS + seq, row.seq)
    }
  })
  const all = listCandidates(read, 'default', nothingBusy, 1000)
  expect(all).toHaveLength(300)
  const order = ready(all, { paused: false, slots: 1000, profiles: new Map([['default', { slots: 1000, paused: false }]]), busyConversations: new Set(), busyRepositories: new Map() }, NOW)
  expect(all.map((each) => each.job)).toEqual(order.map((each) => each.job))
  expect(listCandidates(read, 'default', nothingBusy, 64)).toEqual(all.slice(0, 64))
})

test('a job of low priority that has waited long enough stands in the first page, before hundreds that came later with a higher one', async () => {
  const { read, writer } = await tempStore()
  const old = await writer.write((db) => {
    const { seq } = addJob(db, { priority: -5 })
    for (let each = 0; each < 200; each++) addJob(db, { priority: 5, created_at: 1000 + 10 * AGEING_STEP_MS - 1 })
    return seq
  })
  const first = () => listCandidates(read, 'default', nothingBusy, 64).map((each) => each.job)
  expect(first()).not.toContain(old)
  await writer.write((db) => sql(db, `UPDATE job SET queued_at = queued_at + 2 WHERE seq <> ?`).run(old))
  expect(first()[0]).toBe(old)
})

test('a job whose time comes later waits from then on', async () => {
  const { read, writer } = await tempStore()
  const seqs = await writer.write((db) => [addJob(db, { not_before: 5000 }).seq, addJob(db, { created_at: 4000 }).seq])
  expect(listCandidates(read, 'default', nothingBusy, 64).map(({ job, since }) => [job, since])).toEqual([[seqs[1], 4000], [seqs[0], 5000]])
})

test('however many stand before it that may not start beside what works in place, one that may is found', async () => {
  const { read, writer } = await tempStore()
  const [alone, free, worktree] = await writer.write((db) => {
    const add = (touches: string[] | null, repository = '/r'): number => addJob(db, { isolation: 'none', repository, touches: touches === null ? null : JSON.stringify(touches) }).seq
    for (let each = 0; each < 150; each++) add(each % 2 === 0 ? null : [`src/${each}.ts`, 'docs'])
    const found = [add(null, '/s'), add(['docs/a.md']), addJob(db, { repository: '/r', touches: '["src"]' }).seq]
    for (let each = 0; each < 100; each++) add(['src'])
    return found
  }) as [number, number, number]
  const listed = (...there: Touches[]) => listCandidates(read, 'default', { ...nothingBusy, repositories: new Map([['/r', there]]) }, 64)
  expect(listed(['src/**']).map(({ job, repositoryLock, touches }) => [job, repositoryLock, touches])).toEqual([[alone, '/s', null], [free, '/r', ['docs/a.md']], [worktree, null, null]])
  expect(listed(['src/**'], null).map((each) => each.job)).toEqual([alone, worktree])
  expect(listed(['other'])).toHaveLength(64)
})
