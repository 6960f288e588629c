import { join, sep } from 'node:path'
import { failure, type Result } from '../../contract/errors.ts'
import { describeLanding, type LandHow, type Landed, type Landing } from '../../contract/land.ts'
import { listParents } from '../store/edges.ts'
import { sql, type ReadDb, type WriteDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow, patchJob } from '../store/jobs.ts'
import { appendEntries } from '../store/logs.ts'
import { contains, landWork, listMissing, type BranchMove, type LandWork } from '../workspace/land.ts'
import { commonDirOf, realPath, shareBranches } from '../workspace/link.ts'
import { toLandingPlace } from '../workspace/remove.ts'
import { listCheckouts } from '../workspace/worktree.ts'
import type { Core } from './core.ts'

/** What is to be landed, all of it in one repository. `begun`: a landing of it that an engine did not see the end of. */
export interface IntoBranch { jobs: readonly JobRow[]; into: string; how: LandHow; dryRun: boolean; begun?: BranchMove | null; beforeMove?: (move: BranchMove, brought: readonly JobRow[]) => Promise<unknown> }
/** What was landed, and every job whose work came along, in order of age. */
export interface Brought { landing: Landing; brought: JobRow[] }

/** Landings of one repository follow one another, each on what the last one left; the lock is one engine's, and the branch moves only from where it was read. */
const turns = new WeakMap<Core, Map<string, Promise<unknown>>>()

async function inTurn<Value>(core: Core, repository: string, work: () => Promise<Value>): Promise<Value> {
  const busy = turns.get(core) ?? new Map<string, Promise<unknown>>()
  turns.set(core, busy)
  // Several checkouts of one repository share its branches.
  const key = commonDirOf(repository) ?? repository
  const before = busy.get(key) ?? Promise.resolve()
  const done = before.catch(() => undefined).then(work)
  busy.set(key, done)
  try {
    return await done
  } finally {
    if (busy.get(key) === done) busy.delete(key)
  }
}

export const landedOf = (row: JobRow): Landed | null => (row.landed === null ? null : (JSON.parse(row.landed) as Landed))
export const hasWork = (row: JobRow): boolean => row.isolation === 'worktree' && row.head_commit !== null && row.head_commit !== row.base_commit
export const refuseJobBranch = (into: string): Result<null> => (into.startsWith('dispatch/') ? failure('bad-input', `into: expected a branch of your own, found ${into}, which is a job's.`, { field: 'into' }) : { ok: true, value: null })

/** The job that works in place in a checkout of a repository, if there is one: nothing may move under it. */
export function inPlaceIn(db: ReadDb, repository: string): { seq: number; id: string } | undefined {
  const there = sql(db, `SELECT seq, id, repository FROM job WHERE state IN ('starting', 'running', 'waiting') AND isolation = 'none'`).all() as { seq: number; id: string; repository: string }[]
  return there.find((job) => shareBranches(job.repository, repository))
}

/** Brings the work of jobs into a branch, with what it is built on and is not there; or says why not, and changes nothing. */
export function landInto(core: Core, request: IntoBranch): Promise<Result<Brought>> {
  const { repository } = request.jobs[0]!
  return inTurn(core, repository, async () => {
    const places = await listPlaces(core, repository)
    const busy = underWay.get(core) ?? new Set()
    underWay.set(core, busy)
    for (const place of places) busy.add(place)
    try {
      return await bring(core, repository, request)
    } finally {
      for (const place of places) busy.delete(place)
      core.wake()
    }
  })
}

const underWay = new WeakMap<Core, Set<string>>()
const NOWHERE: ReadonlySet<string> = new Set()

/** The checkouts whose branches move with it, by the names jobs in place know them by. */
async function listPlaces(core: Core, repository: string): Promise<string[]> {
  const own = realPath(join(core.home, 'worktrees')) + sep
  const checkouts = (await listCheckouts(repository)).map(({ path }) => realPath(path)).filter((path) => !path.startsWith(own))
  return [repository, ...checkouts]
}

/** Checkouts of repositories something is being landed in just now: no job starts to work in place there. */
export const landingIn = (core: Core): ReadonlySet<string> => underWay.get(core) ?? NOWHERE

async function bring(core: Core, repository: string, { jobs, into, how, dryRun, begun, beforeMove }: IntoBranch): Promise<Result<Brought>> {
  const fits = refuseJobBranch(into)
  if (!fits.ok) return fits
  const inPlace = inPlaceIn(core.store.read, repository)
  if (inPlace) return failure('wrong-state', `Expected a repository nobody works in, but ${inPlace.id} works in place in ${repository}. Wait for it: \`dispatch wait ${inPlace.id}\`.`, { job: inPlace.id })
  const tips = await findTips(repository, jobs)
  const parts = await Promise.all(tips.map((tip) => toPart(core.store.read, tip, { into, since: begun?.before ?? `refs/heads/${into}` })))
  const brought = [...new Map([...jobs, ...parts.flatMap((part) => part.brings)].map((row) => [row.seq, row])).values()].sort((a, b) => a.seq - b.seq)
  const folder = toLandingPlace(join(core.home, 'landings'), jobs[0]!.id)
  const landed = await landWork({ repository, into, how, work: parts.map((part) => part.work), dryRun, worktrees: join(core.home, 'worktrees'), folder, ...(begun ? { begun } : {}), ...(beforeMove ? { beforeMove: (move) => beforeMove(move, brought) } : {}) })
  if (!landed.ok) {
    const message = landed.code === 'nothing' ? `There is nothing to land: ${landed.message}.` : `${landed.message}.`
    return failure(landed.code === 'conflict' ? 'conflict' : 'wrong-state', landed.help === undefined ? message : `${message} ${landed.help}`, { into, ...(landed.help === undefined ? {} : { what: message }), ...(landed.code === 'nothing' ? { nothing: true } : {}), ...(landed.files.length > 0 ? { files: landed.files } : {}) })
  }
  const { ok: _, ...facts } = landed
  return { ok: true, value: { landing: { dryRun, repository, into, how, jobs: brought.map(({ id, title }) => ({ id, title })), ...facts }, brought } }
}

/** A job whose work another of them builds on is landed with that one. */
interface Tip { row: JobRow; holds: JobRow[] }

async function findTips(repository: string, jobs: readonly JobRow[]): Promise<Tip[]> {
  const tips: Tip[] = []
  // Children come after their parents: from the end, whoever is in nobody else's work yet is a tip.
  for (const row of jobs.toReversed()) {
    let within: Tip | undefined
    for (const tip of tips) if (await contains(repository, tip.row.head_commit!, row.head_commit!)) within = tip
    if (within) within.holds.unshift(row)
    else tips.unshift({ row, holds: [row] })
  }
  return tips
}

/** Where a job it builds on was landed there, as its work knew it, only what came after is missing. */
async function toPart(db: ReadDb, { row, holds }: Tip, { into, since }: { into: string; since: string }): Promise<{ work: LandWork; brings: JobRow[] }> {
  const { repository } = row
  const below = listBelow(db, row).filter((each) => each.isolation === 'worktree' && shareBranches(each.repository, repository))
  const missing = below.length === 0 ? [] : await listMissing(repository, row.head_commit!, since)
  const there = new Set(missing)
  const builtOn = below.filter((each) => each.landed === null && hasWork(each) && there.has(each.head_commit!))
  const brings = [...new Map([...builtOn, ...holds].map((each) => [each.seq, each])).values()].sort((a, b) => a.seq - b.seq)
  const heads = new Set(below.map(landedOf).flatMap((landed) => (landed?.into === into ? [landed.head] : [])))
  const from = await findLast(repository, missing.filter((commit) => heads.has(commit)))
  return { work: { title: row.title, head: row.head_commit!, from, message: `${row.title.replaceAll('\0', '')}\n\n${brings.map((job) => `Dispatch-Job: ${job.id}`).join('\n')}\n` }, brings }
}

/** The one that has all the others in its history, if there is one. They are given newest first. */
async function findLast(repository: string, [last, ...others]: string[]): Promise<string | null> {
  if (last === undefined) return null
  for (const other of others) if (!(await contains(repository, last, other))) return null
  return last
}

/** All jobs above it along the edges. */
function listBelow(db: ReadDb, row: JobRow): JobRow[] {
  const found = new Map<number, JobRow>()
  const open = [row.seq]
  for (let seq = open.pop(); seq !== undefined; seq = open.pop()) {
    for (const parent of listParents(db, seq)) {
      if (found.has(parent.seq)) continue
      found.set(parent.seq, getJobRow(db, parent.seq)!)
      open.push(parent.seq)
    }
  }
  return [...found.values()]
}

/** Notes in each of these jobs that its work was landed; `own`: the one whose run tells its log itself. */
export function storeLanded(db: WriteDb, { brought, landing }: Brought, { now, own }: { now: number; own?: JobRow }): void {
  for (const job of brought) {
    const landed: Landed = { at: now, into: landing.into, how: landing.how, head: job.head_commit!, commit: landing.after }
    patchJob(db, job.seq, { landed: JSON.stringify(landed) })
    if (job.seq === own?.seq) continue
    const text = `${describeLanding(landing)}${own === undefined ? '' : ` It came with ${own.id} ‘${own.title}’, which builds on it.`}`
    appendEntries(db, { job: job.seq, run: job.run, now }, [{ kind: 'git', text, data: { ...landed, before: landing.before } }])
  }
}
