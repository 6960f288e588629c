import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '../../contract/job.ts'
import { describeLand, describeLanding, type Land } from '../../contract/land.ts'
import { toLand, type JobRow } from '../store/job-row.ts'
import { patchJob } from '../store/jobs.ts'
import type { Begun, Turned } from '../store/landing.ts'
import { contains, type BranchMove } from '../workspace/land.ts'
import { resolveRef } from '../workspace/repository.ts'
import { seeChanges } from './changes.ts'
import { inPlaceIn, landInto, storeLanded } from './land-into.ts'
import { failed, stoppedOutcome, storeFact, type RunContext } from './run.ts'
import { takeUpClaudeEnd } from './take-up.ts'

/** The last step of a run that has succeeded: its work comes into the branch it was meant for, or the job has failed and keeps its work. */
export async function landLast(run: RunContext, done: Outcome, begun: Begun | null = null): Promise<Outcome> {
  const { core, row, live } = run
  const land = toLand(row)
  if (land === null || done.kind !== 'succeeded') return done
  const into = land.into!
  const beforeMove = (move: BranchMove): Promise<unknown> => storeFact(run, (db) => patchJob(db, row.seq, { landing: JSON.stringify({ ...move, verified: run.verified, outcome: done } satisfies Begun) }))
  for (;;) {
    await standAside(run)
    const stopped = stoppedOutcome(run)
    if (stopped && !(begun && await isThere(row, into, begun))) return stopped
    const landed = await landInto(core, { jobs: [row], into, how: land.how, dryRun: false, begun, beforeMove })
    if (landed.ok) {
      const { landing } = landed.value
      live.log.entry({ kind: 'git', text: describeLanding(landing), data: { into, how: land.how, before: landing.before, commit: landing.after } })
      await storeFact(run, (db) => storeLanded(db, landed.value, { now: core.now(), own: row }), { durable: false })
      return toLanded(done, into)
    }
    // Somebody began to work in place meanwhile.
    if (landed.details?.['job'] !== undefined) continue
    if (landed.details?.['nothing'] === true) {
      live.log.entry({ kind: 'note', text: `Nothing to land: nothing of it is missing in ${into}` })
      return done
    }
    const { message, details } = landed
    live.log.entry({ kind: 'note', text: `Not landed ${describeLand({ ...land, unverified: false })}: ${message}`, data: { into, how: land.how, ...details } })
    row.landing = JSON.stringify({ refused: message } satisfies Turned)
    await storeFact(run, (db) => patchJob(db, row.seq, { landing: row.landing }), { durable: false })
    return failed('not-landed', toRefusal(row, land, message))
  }
}

const toLanded = (done: Outcome, into: string): Outcome => ({ ...done, message: `${done.message} Landed in ${into}.` })
const toRefusal = (row: JobRow, { into, unverified }: Land, message: string): string =>
  `Done, but not landed in ${into}: ${message} Its work is kept on ${row.branch}. When that is mended: \`dispatch land ${row.id} --into ${into}${unverified ? ' --unverified' : ''}\`.`

const isThere = async ({ repository }: JobRow, into: string, { after }: BranchMove): Promise<boolean> => {
  const branch = await resolveRef(repository, `refs/heads/${into}`)
  return branch.ok && contains(repository, branch.commit, after)
}

/** How soon to look again at a job whose end nobody tells. */
const LOOK_MS = 250

/** Nothing moves under a job that works in place: its end is waited for. */
async function standAside({ core, row, live }: RunContext): Promise<void> {
  const stand = (aside: boolean): void => {
    if ((live.aside ?? false) === aside) return
    live.aside = aside
    core.wake()
  }
  let told: number | null = null
  let over: Promise<unknown> | null = null
  for (let other = inPlaceIn(core.store.read, row.repository); other && live.stopCause === null; other = inPlaceIn(core.store.read, row.repository)) {
    if (told !== other.seq) live.log.entry({ kind: 'note', text: `Waits with landing until ${other.id} has ended, which works in place in ${row.repository}` })
    told = other.seq
    stand(true)
    const done = core.live.get(other.seq)?.done ?? null
    // Claimed, but its run is not there yet; or over, and a full disk keeps its end from being stored.
    await Promise.race([done !== null && done !== over ? done : pause(LOOK_MS, null, { ref: false }), live.stopped])
    over = done
  }
  stand(false)
}

/** Goes on from a landing that an engine did not see the end of: neither Claude nor the check is asked again. */
export async function takeUpLanding(run: RunContext, begun: Begun): Promise<Outcome> {
  const { row } = run
  await takeUpClaudeEnd(run, 'what is left is to land its work')
  run.folder = row.worktree
  run.verified = begun.verified
  await seeChanges(run)
  return row.landed === null ? landLast(run, begun.outcome, begun) : toLanded(begun.outcome, toLand(row)!.into!)
}
