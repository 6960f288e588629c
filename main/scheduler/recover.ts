import { cleanRun } from '../profiles/launch.ts'
import { interrupted } from '../queue/transition.ts'
import { dropLease, listLeased } from '../store/conversations.ts'
import { sql } from '../store/handles.ts'
import { getJobRow, listLive, moveJob, patchJob } from '../store/jobs.ts'
import type { JobRow } from '../store/job-row.ts'
import { begunOf } from '../store/landing.ts'
import { getProfile } from '../store/profiles.ts'
import { listOpenRuns, type OpenRun } from '../store/runs.ts'
import { commitWork } from '../workspace/finish.ts'
import { listExposed } from '../workspace/include.ts'
import { realPath } from '../workspace/link.ts'
import { toRunRef } from '../workspace/worktree.ts'
import { FOLDER_MARKER, RUN_MARKER, takenOverMarker, type Core } from './core.ts'
import { closeRun } from './finish.ts'
import { settleLandings } from './land-open.ts'
import { knownOf } from './take-up.ts'
import { toWorkMessage } from './work-message.ts'

/** What was found of a dead engine. */
export interface Recovered { processes: number; resumed: number; lost: number; cancelled: number }

/**
 * Settles what a dead engine left, before anything is started: its processes are ended, its runs closed, its jobs resumed or lost as their
 * profiles say. Nothing runs twice, because nothing starts before this returns.
 */
export async function recover(core: Core): Promise<Recovered> {
  const runs = listOpenRuns(core.store.read)
  const found: Recovered = { processes: await core.runner.endMarked(FOLDER_MARKER, core.folderId), resumed: 0, lost: 0, cancelled: 0 }
  for (const run of runs) {
    // A program that cleared its environment is still found as the child of the process we started.
    if (run.pid !== null && run.pid_start !== null) found.processes += await core.runner.endTree({ pid: run.pid, startTime: run.pid_start })
  }
  for (const run of runs) {
    const job = getJobRow(core.store.read, run.job)!
    const { onInterrupt, copy } = getProfile(core.store.read, job.profile, job.profile_version)!.spec
    cleanRun(core.home, job.profile, job.id, run.number)
    if (onInterrupt === 'lost' && begunOf(job) === null) await keepInterrupted(core, { job, run, copy })
    const known = knownOf(core.store.read, run)
    await core.store.writer.steps((db) => closeRun(db, {
      job: run.job, run: run.number, interrupted: true, onInterrupt, now: core.now(), random: core.random(),
      outcome: { kind: 'lost', reason: 'lost', message: 'The engine ended while this job was running, and its profile says not to resume. What it had done is on its branch. Retry it to run it again.' },
      end: { ...known, execution: { exitCode: null, signal: null, stoppedBy: 'engine' }, verified: null },
    }))
    const { state, outcome } = getJobRow(core.store.read, run.job)!
    if (state === 'queued') found.resumed++
    else if (outcome === 'cancelled') found.cancelled++
    else found.lost++
  }
  // Claimed, but its run was never written: nothing of it ever started.
  for (const job of listLive(core.store.read)) await core.store.writer.write((db) => moveJob(db, job.seq, interrupted(), core.now()))
  await nameReally(core)
  await settleLandings(core)
  await dropDeadLeases(core)
  return found
}

/** An earlier version stored a repository by the name it was given: jobs in place of one folder must know it by the same name. */
async function nameReally(core: Core): Promise<void> {
  const open = sql(core.store.read, `SELECT seq, repository FROM job WHERE state <> 'finished' AND isolation = 'none'`).all() as Pick<JobRow, 'seq' | 'repository'>[]
  const changed = open.flatMap(({ seq, repository }) => { const real = realPath(repository); return real === repository ? [] : [{ seq, real }] })
  if (changed.length > 0) await core.store.writer.write((db) => { for (const { seq, real } of changed) patchJob(db, seq, { repository: real }) })
}

/** A lost job's uncommitted work is kept on its branch all the same. */
async function keepInterrupted(core: Core, { job, run, copy }: { job: JobRow; run: OpenRun; copy: string[] }): Promise<void> {
  if (job.isolation === 'none' || job.worktree === null || job.branch === null) return
  const { repository, worktree, branch } = job
  const leaveOut = await listExposed({ repository, worktree, copy })
  const kept = await commitWork({ repository, worktree, branch, leaveOut, keepRef: toRunRef(job.id, run.number), message: toWorkMessage(job, run.number, true) })
  if (kept.ok) await core.store.writer.write((db) => patchJob(db, job.seq, { head_commit: kept.headCommit }))
  else core.report(`the interrupted work of ${job.id} could not be committed: ${kept.message}`)
}

/** Conversations whose terminal is gone belong to the queue again. */
export async function dropDeadLeases(core: Core): Promise<number> {
  let dropped = 0
  for (const conversation of listLeased(core.store.read)) {
    if (await core.runner.isAlive({ pid: conversation.lease_pid!, startTime: conversation.lease_start! })) continue
    // Its Claude may have outlived it, and would be a second writer.
    await core.runner.endMarked(RUN_MARKER, takenOverMarker(conversation.id))
    if (await core.store.writer.write((db) => dropLease(db, conversation.id, conversation.lease))) dropped++
  }
  return dropped
}
