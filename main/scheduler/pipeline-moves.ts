import type { Moved } from '../../contract/api.ts'
import { sql, type ReadDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow } from '../store/jobs.ts'
import { byPerson } from './by-person.ts'
import type { Core } from './core.ts'
import { moveMany, tellMoved, type ManyMove } from './many-moves.ts'

/** What can be done with a pipeline as a whole. */
export type PipelineMove = ManyMove

const CANCELLED = byPerson('Cancelled by a person with its pipeline.')

const rowsOf = (db: ReadDb, pipeline: string): JobRow[] => (sql(db, 'SELECT seq FROM job WHERE pipeline = ? ORDER BY seq').pluck().all(pipeline) as number[]).map((seq) => getJobRow(db, seq)!)

/** Moves a whole pipeline in one transaction, or says what that would do. `changed`: its jobs the move is for; `also`: what moves because of them, in it or outside. */
export async function movePipeline(core: Core, pipeline: string, move: PipelineMove, dryRun: boolean): Promise<Moved> {
  const moved = await moveMany(core, { name: pipeline, rows: (db) => rowsOf(db, pipeline).filter((row) => move !== 'retry' || row.outcome !== 'succeeded'), move, dependents: move === 'retry', cancelled: CANCELLED }, dryRun)
  return tellMoved(core.store.read, moved, dryRun)
}
