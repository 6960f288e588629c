import type { ForeseenConflict } from '../../contract/pipeline.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

/** Two jobs of a pipeline whose work conflicts, `one` being the older, and the commits at which it does. */
export interface StoredConflict { pipeline: string; one: number; other: number; oneHead: string; otherHead: string; files: readonly string[] }

/** Stores a conflict; one of the same two jobs from before gives way. */
export function putConflict(db: WriteDb, conflict: StoredConflict): void {
  sql(db, 'INSERT OR REPLACE INTO conflict (pipeline, one, other, one_head, other_head, files) VALUES (?, ?, ?, ?, ?, ?)')
    .run(conflict.pipeline, conflict.one, conflict.other, conflict.oneHead, conflict.otherHead, JSON.stringify(conflict.files))
}

/** Takes a conflict away: the work has been merged since. */
export function removeConflict(db: WriteDb, { pipeline, one, other }: Pick<StoredConflict, 'pipeline' | 'one' | 'other'>): void {
  sql(db, 'DELETE FROM conflict WHERE pipeline = ? AND one = ? AND other = ?').run(pipeline, one, other)
}

/** The conflicts of a pipeline that still stand: both jobs have succeeded with the very work it was seen in, and neither's is landed. In the order of the jobs. */
export function listConflicts(db: ReadDb, pipeline: string): (StoredConflict & { ids: ForeseenConflict['jobs'] })[] {
  const rows = sql(db, `SELECT c.pipeline, c.one, c.other, c.one_head AS oneHead, c.other_head AS otherHead, c.files, a.id AS oneId, b.id AS otherId
    FROM conflict c JOIN job a ON a.seq = c.one JOIN job b ON b.seq = c.other
    WHERE c.pipeline = ? AND a.outcome = 'succeeded' AND b.outcome = 'succeeded' AND a.head_commit = c.one_head AND b.head_commit = c.other_head AND a.landed IS NULL AND b.landed IS NULL
    ORDER BY c.one, c.other`).all(pipeline) as (Omit<StoredConflict, 'files'> & { files: string; oneId: string; otherId: string })[]
  return rows.map(({ oneId, otherId, files, ...row }) => ({ ...row, ids: [oneId, otherId], files: JSON.parse(files) as string[] }))
}
