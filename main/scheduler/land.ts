import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { orRefuse, Refusal } from '../../contract/errors.ts'
import { describeLanding, type LandHow, type Landed, type Landing } from '../../contract/land.ts'
import { formatClock } from '../../contract/words.ts'
import { listParents } from '../store/edges.ts'
import { sql, type ReadDb } from '../store/handles.ts'
import { resolveId } from '../store/ids.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow, getJobRowById, patchJob } from '../store/jobs.ts'
import { appendEntries } from '../store/logs.ts'
import { verifiedOf } from '../store/runs.ts'
import { contains, landWork, type LandWork } from '../workspace/land.ts'
import { inspectRepository } from '../workspace/repository.ts'
import type { Core } from './core.ts'

export interface LandArgs { id: string; into?: string | undefined; how: LandHow; unverified: boolean; dryRun: boolean }

/** Landings of one repository follow one another; the lock is this process's, and the branch moves only from where it was read. */
const busy = new Map<string, Promise<unknown>>()

/** Brings the work of a job, or of a pipeline, into a branch of the person's; refuses rather than half-do it. */
export async function land(core: Core, args: LandArgs): Promise<Landing> {
  const jobs = args.id.trim().toLowerCase().startsWith('p') ? jobsOfPipeline(core, args) : [oneJob(core, args)]
  const repository = jobs[0]!.repository
  const before = busy.get(repository) ?? Promise.resolve()
  const done = before.catch(() => undefined).then(() => landInto(core, repository, { jobs, args }))
  busy.set(repository, done)
  try {
    return await done
  } finally {
    if (busy.get(repository) === done) busy.delete(repository)
  }
}

const landedOf = (row: JobRow): Landed | null => (row.landed === null ? null : (JSON.parse(row.landed) as Landed))
const hasWork = (row: JobRow): boolean => row.isolation === 'worktree' && row.head_commit !== null && row.head_commit !== row.base_commit

function wrong(row: JobRow, message: string): Refusal {
  return new Refusal('wrong-state', message, { state: row.state, outcome: row.outcome, job: row.id })
}

function oneJob(core: Core, { id, unverified }: LandArgs): JobRow {
  const row = getJobRowById(core.store.read, orRefuse(resolveId(core.store.read, 'j', id)))!
  const landed = landedOf(row)
  if (landed) throw wrong(row, `${row.id} was landed in ${landed.into} at ${formatClock(landed.at, core.now())} (${landed.commit.slice(0, 12)}). Work is landed once; run it again to have more of it.`)
  if (row.state !== 'finished') throw wrong(row, `Expected a finished job, but ${row.id} is ${row.state}. Wait for it: \`dispatch wait ${row.id}\`.`)
  if (row.isolation === 'none') throw wrong(row, `${row.id} worked in place: its work is in ${row.repository} already.`)
  if (!hasWork(row)) throw wrong(row, `${row.id} changed nothing: there is nothing to land.`)
  refuseUnverified(core.store.read, [row], unverified)
  return row
}

function jobsOfPipeline(core: Core, { id, unverified }: LandArgs): JobRow[] {
  const { read } = core.store
  const pipeline = orRefuse(resolveId(read, 'p', id))
  const rows = sql(read, 'SELECT * FROM job WHERE pipeline = ? ORDER BY seq').all(pipeline) as JobRow[]
  const open = rows.find((row) => row.state !== 'finished')
  if (open) throw wrong(open, `Expected a pipeline that has ended, but ${open.id} ‘${open.title}’ of it is ${open.state}. Wait for it, or land single jobs.`)
  if (!unverified) {
    const failed = rows.find((row) => row.outcome !== 'succeeded')
    if (failed) throw wrong(failed, `Expected a pipeline that succeeded, but ${failed.id} ‘${failed.title}’ of it ${failed.outcome} (${failed.reason}). Retry it, land single jobs, or land the rest with --unverified.`)
  }
  const work = rows.filter((row) => row.outcome === 'succeeded' && hasWork(row))
  const left = work.filter((row) => row.landed === null)
  const last = work.map(landedOf).findLast((each) => each !== null)
  if (left.length === 0) throw wrong(rows[0]!, last ? `All work of ${pipeline} is landed, last in ${last.into} at ${formatClock(last.at, core.now())}.` : `No job of ${pipeline} left work to land.`)
  if (new Set(left.map((row) => row.repository)).size > 1) throw wrong(left[0]!, `The jobs of ${pipeline} work in several repositories. Land them one by one.`)
  refuseUnverified(read, left, unverified)
  return left
}

function refuseUnverified(db: ReadDb, rows: readonly JobRow[], allowed: boolean): void {
  if (allowed) return
  const bad = rows.find((row) => row.outcome !== 'succeeded' || verifiedOf(db, row.seq) !== 'passed')
  if (!bad) return
  const why = bad.outcome === 'succeeded' ? 'no check has passed on it' : `it ${bad.outcome} (${bad.reason})`
  throw wrong(bad, `The work of ${bad.id} ‘${bad.title}’ is not verified: ${why}. Look at it (\`dispatch diff ${bad.id}\`), then land it with --unverified.`)
}

async function landInto(core: Core, repository: string, { jobs, args }: { jobs: JobRow[]; args: LandArgs }): Promise<Landing> {
  const into = args.into ?? await currentBranch(repository)
  if (into.startsWith('dispatch/')) throw new Refusal('bad-input', `into: expected a branch of your own, found ${into}, which is a job's.`, { field: 'into' })
  const inPlace = sql(core.store.read, `SELECT id FROM job WHERE state IN ('starting', 'running', 'waiting') AND isolation = 'none' AND repository = ?`).pluck().get(repository) as string | undefined
  if (inPlace !== undefined) throw new Refusal('wrong-state', `Expected a repository nobody works in, but ${inPlace} works in place in ${repository}. Wait for it: \`dispatch wait ${inPlace}\`.`, { job: inPlace })
  const tips = await findTips(repository, jobs)
  const work = tips.map((tip) => toWork(core.store.read, tip, into))
  const landed = await landWork({ repository, into, how: args.how, work, dryRun: args.dryRun, worktrees: join(core.home, 'worktrees'), folder: join(core.home, 'landings', `${jobs[0]!.id}-${randomBytes(4).toString('hex')}`) })
  if (!landed.ok) throw new Refusal(landed.code === 'conflict' ? 'conflict' : 'wrong-state', landed.code === 'nothing' ? `There is nothing to land: ${landed.message}.` : `${landed.message}.`, { into, ...(landed.files.length > 0 ? { files: landed.files } : {}) })
  const { ok: _, ...facts } = landed
  const landing: Landing = { dryRun: args.dryRun, repository, into, how: args.how, jobs: jobs.map(({ id, title }) => ({ id, title })), ...facts }
  if (!args.dryRun) await remember(core, jobs, landing)
  return landing
}

async function currentBranch(repository: string): Promise<string> {
  const found = await inspectRepository(repository, { dirty: false })
  if (!found.ok) throw new Refusal('not-a-repository', `repository: ${found.message}`, { path: repository })
  if (found.branch === null) throw new Refusal('bad-input', `into: expected a branch, but ${repository} stands on none (detached HEAD). Name one with --into.`, { field: 'into' })
  return found.branch
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

/** A parent that was landed there as the job knew it: only what came after is missing. */
function toWork(db: ReadDb, { row, holds }: Tip, into: string): LandWork {
  const parents = listParents(db, row.seq)
  const parent = parents.length === 1 ? landedOf(getJobRow(db, parents[0]!.seq)!) : null
  const from = parent !== null && parent.into === into && parent.head === row.base_commit ? row.base_commit : null
  return { title: row.title, head: row.head_commit!, from, message: `${row.title}\n\n${holds.map((job) => `Dispatch-Job: ${job.id}`).join('\n')}\n` }
}

function remember(core: Core, jobs: readonly JobRow[], landing: Landing): Promise<void> {
  const at = core.now()
  return core.store.writer.write((db) => {
    for (const job of jobs) {
      const landed: Landed = { at, into: landing.into, how: landing.how, head: job.head_commit!, commit: landing.after }
      patchJob(db, job.seq, { landed: JSON.stringify(landed) })
      appendEntries(db, { job: job.seq, run: job.run, now: at }, [{ kind: 'git', text: describeLanding(landing), data: { ...landed, before: landing.before } }])
    }
  })
}
