import { orRefuse, Refusal } from '../../contract/errors.ts'
import { titleOf } from '../../contract/job.ts'
import { MAX_PLAN_JOBS, type PlanExport, type PlanJob } from '../../contract/plan.ts'
import { renameParents } from '../queue/template.ts'
import { listEdges } from '../store/edges.ts'
import { sql, type ReadDb } from '../store/handles.ts'
import { resolveId } from '../store/ids.ts'
import { toCheck, toLand, toRetry, toTouches, type JobRow, type NewEdge } from '../store/job-row.ts'
import { getJobRow, getJobRowById } from '../store/jobs.ts'
import { getPipeline } from '../store/pipelines.ts'
import { toAliases } from './plan-aliases.ts'
import { writePlan, type WrittenJob } from './plan-write.ts'
import { checkNames } from './submit.ts'

/** Writes a pipeline, or the graph connected to a job, back as a plan: its jobs as they are now, not what became of them. */
export function exportPlan(db: ReadDb, given: string, { format, now }: { format: PlanExport['format']; now: number }): PlanExport {
  const { title, rows } = /^\s*p/i.test(given) ? ofPipeline(db, given) : aroundJob(db, given)
  const aliases = toAliases(rows)
  const bySeq = new Map(rows.map((row) => [row.seq, row]))
  const jobs = new Map(rows.map((row) => [aliases.get(row.seq)!, toWritten(db, row, { aliases, bySeq, now })]))
  const notes = [...jobs].flatMap(([alias, job]) => job.notes.map((note) => `${alias} ${note}`))
  return { title, jobs: rows.length, format, text: writePlan(title, jobs, format), notes }
}

function ofPipeline(db: ReadDb, given: string): { title: string; rows: JobRow[] } {
  const pipeline = getPipeline(db, orRefuse(resolveId(db, 'p', given)))!
  const rows = sql(db, 'SELECT seq FROM job WHERE pipeline = ? ORDER BY seq').pluck().all(pipeline.id) as number[]
  return { title: pipeline.title, rows: rows.map((seq) => getJobRow(db, seq)!) }
}

function aroundJob(db: ReadDb, given: string): { title: string; rows: JobRow[] } {
  const root = getJobRowById(db, orRefuse(resolveId(db, 'j', given)))!
  const beside = sql(db, 'SELECT parent FROM edge WHERE child = @job UNION SELECT child FROM edge WHERE parent = @job').pluck()
  const found = new Set([root.seq])
  // A set may grow while it is walked.
  for (const seq of found) {
    for (const other of beside.all({ job: seq }) as number[]) found.add(other)
    if (found.size > MAX_PLAN_JOBS) throw new Refusal('too-large', `Expected a graph of at most ${MAX_PLAN_JOBS} jobs, the one around ${root.id} is larger. Name a pipeline instead.`)
  }
  const title = root.pipeline === null ? root.title : getPipeline(db, root.pipeline)!.title
  return { title, rows: [...found].toSorted((a, b) => a - b).map((seq) => getJobRow(db, seq)!) }
}

interface Around { aliases: ReadonlyMap<number, string>; bySeq: ReadonlyMap<number, JobRow>; now: number }

function toWritten(db: ReadDb, row: JobRow, around: Around): WrittenJob {
  const { aliases, bySeq } = around
  const notes: string[] = []
  const edges = listEdges(db, row.seq)
  const inside = edges.filter((edge) => bySeq.has(edge.parent))
  for (const edge of edges) if (!bySeq.has(edge.parent)) notes.push(`also waits for ${outside(db, edge)}, which is not of this plan: left out`)
  const names = new Map(inside.flatMap((edge) => [edge.alias, bySeq.get(edge.parent)!.alias, bySeq.get(edge.parent)!.id].map((name) => [name, aliases.get(edge.parent)!])))
  const prompt = renameParents(row.prompt, (name) => names.get(name) ?? name)
  const known = checkNames(prompt, inside.map((edge) => ({ id: '', alias: aliases.get(edge.parent)! })))
  if (!known.ok) notes.push(`names ${String(known.details?.['name'])} in its prompt, whose parent is not of this plan: change it`)
  const context = contextOf(row, inside.map((edge) => bySeq.get(edge.parent)!), notes)
  return {
    spec: {
      ...(row.title === titleOf(row.prompt) && row.title === titleOf(prompt) ? {} : { title: row.title }),
      repository: row.repository, profile: row.profile, priority: row.priority, context, isolation: row.isolation, onConflict: row.on_conflict,
      ...limitsOf(row, around.now), prompt,
    },
    after: inside.map((edge) => ({ job: aliases.get(edge.parent)!, when: edge.when, otherwise: edge.otherwise })), notes,
  }
}

const outside = (db: ReadDb, edge: NewEdge): string => {
  const parent = getJobRow(db, edge.parent)!
  return `${parent.id} ‘${parent.title}’ (${edge.when}, else ${edge.otherwise})`
}

/** A plan can only take up the conversation of a parent it holds. */
function contextOf(row: JobRow, parents: readonly JobRow[], notes: string[]): PlanJob['context'] {
  const [parent] = parents
  const fits = row.context === 'continue' ? parents.length === 1 && parent!.conversation === row.conversation : row.context !== 'fork' || parents.length === 1
  if (fits) return row.context
  notes.push(`${row.context === 'fork' ? 'forks a conversation' : `continues conversation ${row.conversation}`} that is not of this plan: written as context branch`)
  return 'branch'
}

/** Without the time it has anyway. */
function checkOf(row: JobRow): object | null {
  const check = toCheck(row)
  if (check === null) return null
  const { timeoutMs, ...rest } = check
  return timeoutMs === 600_000 ? rest : check
}

/** Its branch alone, where it says no more. */
function landOf(row: JobRow): string | object | null {
  const land = toLand(row)
  if (land === null || (land.how === 'squash' && !land.unverified)) return land?.into ?? null
  return { into: land.into, ...(land.how === 'squash' ? {} : { how: land.how }), ...(land.unverified ? { unverified: true } : {}) }
}

/** What only some jobs have. */
function limitsOf(row: JobRow, now: number): Partial<PlanJob> {
  const labels = JSON.parse(row.labels) as Record<string, string>
  const retry = toRetry(row)
  const all: Record<string, unknown> = {
    labels: Object.keys(labels).length > 0 ? labels : null, any: row.any_of === 1 ? true : null, base: row.base,
    touches: toTouches(row), check: checkOf(row), land: landOf(row),
    retry: retry.max === 0 && row.retry_backoff_ms === 10_000 && retry.on === undefined && retry.session === undefined ? null : retry,
    timeoutMs: row.timeout_ms, silenceMs: row.silence_ms, maxTurns: row.max_turns, budgetUsd: row.budget_usd, model: row.model,
    // One that has run has left its time and its hold behind.
    notBefore: row.run === 0 && row.not_before > now ? row.not_before : null, hold: row.run === 0 && row.held_by === 'person' ? true : null,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
}
