import { orRefuse, Refusal } from '../../contract/errors.ts'
import type { LandHow, Landing } from '../../contract/land.ts'
import { formatClock } from '../../contract/formats.ts'
import { sql, type ReadDb } from '../store/handles.ts'
import { resolveId } from '../store/ids.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRowById } from '../store/jobs.ts'
import { verifiedOf } from '../store/runs.ts'
import { inspectRepository } from '../workspace/repository.ts'
import { shareBranches } from '../workspace/link.ts'
import type { Core } from './core.ts'
import { hasWork, landedOf, landInto } from './land-into.ts'
import { landByHand, settleLandings } from './land-open.ts'

export interface LandArgs { id: string; into?: string | undefined; how: LandHow; unverified: boolean; dryRun: boolean }

/** Brings the work of a job, or of a pipeline, into a branch of the person's; refuses rather than half-do it. */
export async function land(core: Core, args: LandArgs): Promise<Landing> {
  await settleLandings(core)
  const jobs = args.id.trim().toLowerCase().startsWith('p') ? jobsOfPipeline(core, args) : [oneJob(core, args)]
  const into = args.into ?? await currentBranch(jobs[0]!.repository)
  const request = { jobs, into, how: args.how }
  return orRefuse(await (args.dryRun ? landInto(core, { ...request, dryRun: true }) : landByHand(core, request))).landing
}

/** `what`: the message without what helps at the command line. */
function wrong(row: JobRow, message: string, more: { what?: string; unverified?: true } = {}): Refusal {
  return new Refusal('wrong-state', message, { state: row.state, outcome: row.outcome, job: row.id, ...more })
}

/** Its part is done, whether it could be landed at its end or not. */
const isDone = (row: JobRow): boolean => row.outcome === 'succeeded' || row.reason === 'not-landed'
/** One that was to be landed is asked for what it is built on, too. */
const mayHaveWork = (row: JobRow): boolean => hasWork(row) || (row.reason === 'not-landed' && row.head_commit !== null)

function oneJob(core: Core, { id, unverified }: LandArgs): JobRow {
  const row = getJobRowById(core.store.read, orRefuse(resolveId(core.store.read, 'j', id)))!
  const landed = landedOf(row)
  if (landed) throw wrong(row, `${row.id} was landed in ${landed.into} at ${formatClock(landed.at, core.now())} (${landed.commit.slice(0, 12)}). Work is landed once; run it again to have more of it.`)
  if (row.state !== 'finished') throw wrong(row, `Expected a finished job, but ${row.id} is ${row.state}. Wait for it: \`dispatch wait ${row.id}\`.`)
  if (row.isolation === 'none') throw wrong(row, `${row.id} worked in place: its work is in ${row.repository} already.`)
  if (!mayHaveWork(row)) throw wrong(row, `${row.id} changed nothing: there is nothing to land.`)
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
    const failed = rows.find((row) => !isDone(row))
    if (failed) throw wrong(failed, `Expected a pipeline that succeeded, but ${failed.id} ‘${failed.title}’ of it ${failed.outcome} (${failed.reason}). Retry it, land single jobs, or land the rest with --unverified.`)
  }
  const work = rows.filter((row) => isDone(row) && mayHaveWork(row))
  const left = work.filter((row) => row.landed === null)
  const last = work.map(landedOf).findLast((each) => each !== null)
  if (left.length === 0) throw wrong(rows[0]!, last ? `All work of ${pipeline} is landed, last in ${last.into} at ${formatClock(last.at, core.now())}.` : `No job of ${pipeline} left work to land.`)
  if (!left.every((row) => shareBranches(row.repository, left[0]!.repository))) throw wrong(left[0]!, `The jobs of ${pipeline} work in several repositories. Land them one by one.`)
  refuseUnverified(read, left, unverified)
  return left
}

function refuseUnverified(db: ReadDb, rows: readonly JobRow[], allowed: boolean): void {
  if (allowed) return
  const bad = rows.find((row) => !isDone(row) || verifiedOf(db, row.seq) !== 'passed')
  if (!bad) return
  const why = isDone(bad) ? 'no check has passed on it' : `it ${bad.outcome} (${bad.reason})`
  const what = `The work of ${bad.id} ‘${bad.title}’ is not verified: ${why}.`
  throw wrong(bad, `${what} Look at it (\`dispatch diff ${bad.id}\`), then land it with --unverified.`, { what, unverified: true })
}

async function currentBranch(repository: string): Promise<string> {
  const found = await inspectRepository(repository, { dirty: false })
  if (!found.ok) throw new Refusal('not-a-repository', `repository: ${found.message}`, { path: repository })
  if (found.branch === null) throw new Refusal('bad-input', `into: expected a branch, but ${repository} stands on none (detached HEAD). Name one with --into.`, { field: 'into' })
  return found.branch
}
