import type { Pipeline } from '../../contract/pipeline.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

/** One row of table pipeline. */
export interface PipelineRow { id: string; title: string; created_at: number }

/** Stores a pipeline; its jobs follow in the same transaction. */
export function insertPipeline(db: WriteDb, row: PipelineRow): void {
  sql(db, 'INSERT INTO pipeline (id, title, created_at) VALUES (?, ?, ?)').run(row.id, row.title, row.created_at)
}

/** One pipeline by full id. */
export function getPipeline(db: ReadDb, id: string): PipelineRow | undefined {
  return sql(db, 'SELECT id, title, created_at FROM pipeline WHERE id = ?').get(id) as PipelineRow | undefined
}

/** Pipelines, newest first, a page at a time; a cursor that is none begins at the newest. */
export function listPipelines(db: ReadDb, { limit, cursor }: { limit: number; cursor?: string | undefined }): { rows: PipelineRow[]; next: string | null } {
  const [, time, id] = /^([0-9a-z]+)\.(.+)$/.exec(cursor ?? '') ?? []
  const rows = (time === undefined
    ? sql(db, 'SELECT id, title, created_at FROM pipeline ORDER BY created_at DESC, id DESC LIMIT ?').all(limit + 1)
    : sql(db, 'SELECT id, title, created_at FROM pipeline WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?').all(Number.parseInt(time, 36), id, limit + 1)) as PipelineRow[]
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? `${last.created_at.toString(36)}.${last.id}` : null }
}

/** A row as the Pipeline of the interface: counted from its jobs, which lie beside one another. */
export function toPipeline(db: ReadDb, row: PipelineRow): Pipeline {
  const groups = sql(db, `SELECT COALESCE(outcome, state) AS word, outcome IS NULL AS open, COUNT(*) AS n, SUM(cost_usd) AS cost, MIN(started_at) AS started, MAX(ended_at) AS ended
    FROM job WHERE pipeline = ? GROUP BY word, open`).all(row.id) as { word: string; open: 0 | 1; n: number; cost: number; started: number | null; ended: number | null }[]
  const started = groups.flatMap((group) => group.started ?? [])
  const isOpen = groups.some((group) => group.open === 1)
  return {
    id: row.id, title: row.title, createdAt: row.created_at,
    total: groups.reduce((sum, group) => sum + group.n, 0), counts: Object.fromEntries(groups.map((group) => [group.word, group.n])),
    costUsd: groups.reduce((sum, group) => sum + group.cost, 0), startedAt: started.length === 0 ? null : Math.min(...started),
    endedAt: isOpen || groups.length === 0 ? null : Math.max(...groups.map((group) => group.ended!)),
  }
}
