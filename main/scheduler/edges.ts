import type { JobEdit } from '../../contract/api.ts'
import { failure, orRefuse, Refusal, type Result } from '../../contract/errors.ts'
import { MAX_PARENTS } from '../../contract/job.ts'
import { findPath, nameCircle } from '../queue/graph.ts'
import { redecide } from '../queue/steer.ts'
import { graphOf, listEdges, listParents, parentsOf, putEdge, removeEdge } from '../store/edges.ts'
import { jobChanged } from '../store/events.ts'
import { sql, type ReadDb, type WriteDb } from '../store/handles.ts'
import { resolveId } from '../store/ids.ts'
import type { JobRow, NewEdge } from '../store/job-row.ts'
import { getJobRow, getJobRowById, patchJob } from '../store/jobs.ts'
import { appendEntries } from '../store/logs.ts'
import { standing } from './by-person.ts'
import { dependencyOutcomes, takeSteps } from './settle-store.ts'
import { checkConversation, checkNames, resolveParent } from './submit.ts'

/** What an edit says of the edges into a job. */
export type EdgeEdit = Pick<JobEdit, 'after' | 'noAfter' | 'any'>

export const changesEdges = (edit: EdgeEdit): boolean => edit.after !== undefined || edit.noAfter !== undefined || edit.any !== undefined

interface Change { put: NewEdge[]; drop: number[] }
const nameOf = (row: Pick<JobRow, 'id' | 'title'>): string => `${row.id} ‘${row.title}’`

/** Changes the edges into a job that has not started, in the caller's transaction; its state is decided anew from them, and everything downstream with it. A refusal undoes all of it. */
export function* editEdges(db: WriteDb, row: JobRow, edit: EdgeEdit, now: number): Generator<void, void, void> {
  if (row.resume === 1) throw new Refusal('wrong-state', `Expected a job that has not started, but ${row.id} was interrupted and goes on with what its parents had given it. Let it end, or cancel it and submit it anew.`, { state: row.state })
  const before = listEdges(db, row.seq)
  const change = orRefuse(toChange(db, row, before, edit))
  for (const { parent } of change.put) if (!before.some((edge) => edge.parent === parent)) yield* refuseCycle(db, row, parent)
  for (const parent of change.drop) removeEdge(db, row.seq, parent)
  for (const edge of change.put) putEdge(db, row.seq, edge)
  if (edit.any !== undefined) patchJob(db, row.seq, { any_of: edit.any ? 1 : 0 })
  const after = getJobRow(db, row.seq)!
  orRefuse(checkAll(db, after, before.length))
  for (const parent of [row.seq, ...change.drop, ...change.put.map((edge) => edge.parent)]) jobChanged(db, parent)
  const text = describe(db, before, change)
  if (text !== '') appendEntries(db, { job: row.seq, run: row.run, now }, [{ kind: 'note', text }])
  yield* takeSteps(db, redecide(graphOf(db), standing(row), dependencyOutcomes(db)), now)
}

/** The names of an edit as rows, and only what really changes. */
function toChange(db: ReadDb, row: JobRow, before: readonly NewEdge[], edit: EdgeEdit): Result<Change> {
  const change: Change = { put: [], drop: [] }
  const named = new Set<number>()
  for (const each of edit.after ?? []) {
    const spec = typeof each === 'string' ? { job: each } : each
    const parent = resolveParent(db, spec.job)
    if (!parent.ok) return parent
    const { seq, id } = parent.value
    if (seq === row.seq) return failure('cycle', `after: ${nameOf(row)} cannot wait for itself. Take it out.`, { field: 'after', cycle: [row.id, row.id] })
    if (named.has(seq)) return failure('bad-input', `after: ${id} is named twice. Name each parent once.`, { field: 'after' })
    named.add(seq)
    const known = before.find((edge) => edge.parent === seq)
    const edge: NewEdge = { parent: seq, when: spec.when ?? known?.when ?? 'success', otherwise: spec.otherwise ?? known?.otherwise ?? 'cancel', alias: spec.alias ?? known?.alias ?? null }
    if (!known || known.when !== edge.when || known.otherwise !== edge.otherwise || known.alias !== edge.alias) change.put.push(edge)
  }
  for (const text of edit.noAfter ?? []) {
    const id = resolveId(db, 'j', text)
    if (!id.ok) return { ...id, code: id.code === 'ambiguous-id' ? id.code : 'unknown-parent', message: `noAfter: ${id.message}`, details: { ...id.details, field: 'noAfter' } }
    const { seq } = getJobRowById(db, id.value)!
    if (named.has(seq)) return failure('bad-input', `noAfter: ${id.value} is named twice, or in after too. Name each parent once.`, { field: 'noAfter' })
    named.add(seq)
    if (!before.some((edge) => edge.parent === seq)) {
      const parents = listParents(db, row.seq).map((parent) => parent.id)
      return failure('bad-input', `noAfter: expected a parent of ${row.id} (${parents.join(', ') || 'it has none'}), found ${id.value}. Leave it out.`, { field: 'noAfter' })
    }
    change.drop.push(seq)
  }
  const count = before.length - change.drop.length + change.put.filter((edge) => !before.some((known) => known.parent === edge.parent)).length
  if (count > MAX_PARENTS) return failure('bad-input', `after: expected at most ${MAX_PARENTS} entries, found more`, { field: 'after' })
  return { ok: true, value: change }
}

function* refuseCycle(db: ReadDb, row: JobRow, parent: number): Generator<void, void, void> {
  const path = yield* findPath(parentsOf(db), row.seq, parent)
  if (path === null) return
  const jobs = [...path, row.seq].map((seq) => sql(db, 'SELECT id, title FROM job WHERE seq = ?').get(seq) as Pick<JobRow, 'id' | 'title'>)
  throw new Refusal('cycle', `after: the jobs would wait for one another in a circle: ${nameCircle(jobs.map(nameOf))}. Take one of these edges out first.`, { field: 'after', cycle: jobs.map((job) => job.id) })
}

/** What must be true of a job with the edges it has now: its prompt names only what they give, and its conversation goes on where it was. */
function checkAll(db: ReadDb, row: JobRow, before: number): Result<null> {
  const parents = listParents(db, row.seq)
  const names = checkNames(row.prompt, parents)
  if (!names.ok) return names
  const last = sql(db, 'SELECT seq, id, title FROM job WHERE conversation = ? AND seq < ? ORDER BY seq DESC LIMIT 1').get(row.conversation, row.seq) as Pick<JobRow, 'seq' | 'id' | 'title'> | undefined
  if (last !== undefined && !parents.some((parent) => parent.seq === last.seq)) {
    return failure('wrong-state', `noAfter: ${row.id} goes on in the conversation of ${nameOf(last)}, so it must wait for it. Cancel it and submit it with context branch to begin a conversation of its own.`, { field: 'noAfter', state: row.state })
  }
  if ((row.context === 'continue' || row.context === 'fork') && parents.length !== 1 && (parents.length === 0 || parents.length > before)) {
    return failure('bad-input', `context: ${row.context} takes up one parent's conversation, this job would have ${parents.length} parents. Name one with after.`, { field: 'context' })
  }
  return checkConversation(row.any_of === 1, row.context, parents.length)
}

/** What changed, for the job's log. */
function describe(db: ReadDb, before: readonly NewEdge[], change: Change): string {
  const name = (seq: number): string => nameOf(getJobRow(db, seq)!)
  const words = (edge: NewEdge): string => `${name(edge.parent)} (${edge.when}, else ${edge.otherwise})`
  const [changed, added] = [change.put.filter((edge) => before.some((known) => known.parent === edge.parent)), change.put.filter((edge) => !before.some((known) => known.parent === edge.parent))]
  const part = (lead: string, all: readonly string[]): string[] => (all.length === 0 ? [] : [`${lead} ${all.slice(0, 5).join(', ')}${all.length > 5 ? ` and ${all.length - 5} more` : ''}.`])
  return [...part('Starts now after', added.map(words)), ...part('Changed: after', changed.map(words)), ...part('No longer after', change.drop.map(name))].join(' ')
}
