import { expect, test } from 'vitest'
import { listConflicts, putConflict, removeConflict } from './conflicts.ts'
import { sql } from './handles.ts'
import { patchJob } from './jobs.ts'
import { insertPipeline } from './pipelines.ts'
import { addJob, tempStore } from './testing.ts'

test('a conflict is told for as long as both jobs stand at the work it was seen in, and neither is landed', async () => {
  const { writer, read } = await tempStore()
  const pipeline = 'p000000001'
  const [one, other, third] = await writer.write((db) => {
    insertPipeline(db, { id: pipeline, title: 'p', created_at: 1 })
    return [1, 2, 3].map((at) => {
      const row = addJob(db, { pipeline, id: `j00000000${at}` }, { state: 'finished', outcome: { kind: 'succeeded', reason: 'ok', message: '' }, cause: null })
      patchJob(db, row.seq, { head_commit: `head${at}` })
      return row.seq
    })
  }) as [number, number, number]
  await writer.write((db) => {
    putConflict(db, { pipeline, one, other: third, oneHead: 'head1', otherHead: 'head3', files: ['b.ts'] })
    putConflict(db, { pipeline, one, other, oneHead: 'head1', otherHead: 'head2', files: ['old.ts'] })
    putConflict(db, { pipeline, one, other, oneHead: 'head1', otherHead: 'head2', files: ['a.ts', 'c.ts'] })
  })
  const told = () => listConflicts(read, pipeline).map(({ ids, files }) => [...ids, ...files].join(' '))
  expect(told()).toEqual(['j000000001 j000000002 a.ts c.ts', 'j000000001 j000000003 b.ts'])
  expect(listConflicts(read, 'p000000002')).toEqual([])
  await writer.write((db) => patchJob(db, other, { head_commit: 'head4' }))
  expect(told()).toEqual(['j000000001 j000000003 b.ts'])
  await writer.write((db) => patchJob(db, third, { landed: '{}' }))
  expect(told()).toEqual([])
  await writer.write((db) => { patchJob(db, third, { landed: null }); sql(db, `UPDATE job SET outcome = NULL, reason = NULL, message = NULL, ended_at = NULL, state = 'queued' WHERE seq = ?`).run(one) })
  expect(told()).toEqual([])
  await writer.write((db) => { sql(db, `UPDATE job SET outcome = 'succeeded', reason = 'ok', message = '', ended_at = 1, state = 'finished' WHERE seq = ?`).run(one) })
  expect(told()).toEqual(['j000000001 j000000003 b.ts'])
  await writer.write((db) => removeConflict(db, { pipeline, one, other: third }))
  expect(told()).toEqual([])
})
