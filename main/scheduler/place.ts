import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from '../../contract/job.ts'
import { prepareFolders, profileFolders } from '../profiles/folders.ts'
import { mergingOf } from '../store/merging.ts'
import { patchJob, type JobPatch } from '../store/jobs.ts'
import { runToResume } from '../store/runs.ts'
import { commitWork } from '../workspace/finish.ts'
import { goOnMerging } from '../workspace/fan-in.ts'
import { copyIncluded, listExposed } from '../workspace/include.ts'
import { inspectRepository, snapshotHead } from '../workspace/repository.ts'
import { keepRun, prepareWorktree, reopenWorktree, toRunRef, type MergeConflict, type Parent } from '../workspace/worktree.ts'
import { describeEnd, runCommand } from './command.ts'
import { parentsToMerge, stillFits, toMerging } from './fan-in.ts'
import { failed, storeFact, type RunContext, type Step } from './run.ts'
import { toWorkMessage } from './work-message.ts'

const git = (run: RunContext, text: string, data: Record<string, unknown> | null = null): void => run.live.log.entry({ kind: 'git', text, data })

/** Not forced to the disk: a start must not wait for it, and the next move of the job, which is, takes it along. */
async function remember(run: RunContext, facts: JobPatch): Promise<void> {
  Object.assign(run.row, facts)
  await storeFact(run, (db) => patchJob(db, run.row.seq, facts), { durable: false })
}

/** The folder Claude works in: a worktree of its own, or the checkout itself. */
export const openPlace: Step = async (run) => {
  const folders = prepareFolders(profileFolders(run.core.home, run.profile.name))
  if (!folders.ok) return failed('start-failed', folders.message)
  if (run.row.isolation === 'none') return openInPlace(run)
  return run.row.resume === 1 && run.row.worktree !== null && run.row.base_commit !== null ? reopen(run) : openWorktree(run)
}

const openInPlace: Step = async (run) => {
  const found = await inspectRepository(run.row.repository)
  if (!found.ok) return failed('start-failed', found.message)
  run.folder = found.root
  git(run, `Works in place in ${found.root} at ${found.head?.slice(0, 12) ?? 'no commit'}${found.dirty ? ', with uncommitted changes' : ''}`)
  // What it began from stays so when it goes on, or its change could not be told.
  await remember(run, run.row.resume === 1 && run.row.base_commit !== null ? { branch: found.branch } : { base_commit: found.head, branch: found.branch })
  return null
}

const reopen: Step = async (run) => {
  const { repository, worktree, branch } = run.row
  const opened = await reopenWorktree({ repository, worktree: worktree!, branch: branch! })
  if (!opened.ok) return failed('start-failed', opened.message)
  run.leaveOut = await listExposed({ repository, worktree: worktree!, copy: run.profile.copy })
  run.folder = worktree
  for (const note of opened.notes) git(run, note)
  git(run, `Goes on in the worktree as it was left, at ${opened.headCommit.slice(0, 12)}`)
  return null
}

const openWorktree: Step = async (run) => {
  const { core, row } = run
  const worktree = join(core.home, 'worktrees', row.id)
  const branch = `dispatch/${row.id}`
  mkdirSync(join(core.home, 'worktrees'), { recursive: true, mode: 0o700 })
  if (run.live.number > 1) {
    const kept = await keepRun({ repository: row.repository, branch, job: row.id, run: run.live.number - 1 })
    if (kept.ok && kept.commit !== null) git(run, `Run ${run.live.number - 1} is kept at ${toRunRef(row.id, run.live.number - 1)}`)
  }
  const parents = parentsToMerge(core.store.read, row)
  const keepConflict = row.on_conflict === 'hold'
  const merging = mergingOf(row)
  const goesOn = merging?.resolved === true && stillFits(merging, parents) && existsSync(worktree)
  const prepared = goesOn
    ? await goOnMerging({ repository: row.repository, worktree, branch, parents, keepConflict })
    : await prepareWorktree({ repository: row.repository, worktree, branch, ...(row.base === null ? {} : { base: row.base }), parents, keepConflict })
  if (!prepared.ok) return prepared.code === 'start-failed' ? failed('start-failed', prepared.message) : stopAtConflict(run, parents, prepared)
  run.folder = worktree
  for (const note of prepared.notes) git(run, note)
  git(run, `Worktree on ${branch} from ${prepared.baseCommit.slice(0, 12)}${parents.length > 0 ? ` (${parents.map((parent) => parent.job).join(' + ')})` : ''}`, { branch, worktree, baseCommit: prepared.baseCommit, merged: prepared.merged })
  await remember(run, { worktree, branch, base_commit: prepared.baseCommit, head_commit: null, merging: null, landing: null, landed: null })
  return null
}

/** The run ends here. Held, the job leaves its worktree to a person; else it has failed. */
async function stopAtConflict(run: RunContext, parents: Parent[], conflict: MergeConflict): Promise<ReturnType<typeof failed>> {
  const { row } = run
  git(run, conflict.message, { files: conflict.files, parent: conflict.parent })
  if (row.on_conflict === 'hold') run.merging = toMerging(parents, conflict)
  await remember(run, { worktree: join(run.core.home, 'worktrees', row.id), branch: `dispatch/${row.id}`, base_commit: null, head_commit: null, merging: null })
  return failed('merge-conflict', conflict.message)
}

/** Files git does not carry but the work needs. */
export const bringFiles: Step = async (run) => {
  if (run.row.isolation === 'none') return null
  const brought = await copyIncluded({ repository: run.row.repository, worktree: run.folder!, copy: run.profile.copy })
  run.leaveOut = [...run.leaveOut, ...brought.exposed]
  for (const note of brought.notes) git(run, note)
  if (brought.copied.length > 0) git(run, `Brought along: ${brought.copied.slice(0, 20).join(', ')}${brought.copied.length > 20 ? ` and ${brought.copied.length - 20} more` : ''}`)
  return null
}

/** The profile's set-up command, once per fresh worktree. */
export const setUp: Step = async (run) => {
  const { setup } = run.profile
  // A run that got as far as Claude had it done; one that was interrupted in it has it done again.
  if (setup === null || (run.row.resume === 1 && runToResume(run.core.store.read, run.row.seq, run.live.number) !== undefined)) return null
  const end = await runCommand(run, { ...setup, kind: 'note', step: 'setup' })
  if (end.exitCode === 0 && end.startError === null && !end.timedOut) return null
  return failed('start-failed', `The profile's set-up command (${setup.command}) ${describeEnd(end, setup.timeoutMs)}. Its output is in the log.`)
}

/** Whatever Claude left is kept on the job's branch, however the run ended. Work that cannot be kept is lost, whatever Claude says of it. */
export const keepWork: Step = async (run) => {
  const { row } = run
  if (run.folder === null) return null
  if (row.isolation === 'none') {
    const now = await snapshotHead(row.repository)
    if (!now.ok) return lost(`The repository is gone: ${now.message}`)
    if (now.head !== null) await remember(run, { head_commit: now.head })
    return null
  }
  const kept = await commitWork({
    repository: row.repository, worktree: run.folder, branch: row.branch!, keepRef: toRunRef(row.id, run.live.number), leaveOut: run.leaveOut,
    message: toWorkMessage(row, run.live.number),
  })
  if (!kept.ok) {
    git(run, `The work could not be committed: ${kept.message}`)
    return lost(`Claude's work could not be kept on ${row.branch}: ${kept.message}${existsSync(run.folder) ? ` It is left in ${run.folder}.` : ''}`)
  }
  for (const note of kept.notes) git(run, note)
  if (kept.committed) git(run, `Committed ${kept.files} ${kept.files === 1 ? 'file' : 'files'} to ${row.branch} as ${kept.headCommit.slice(0, 12)}`, { headCommit: kept.headCommit })
  else git(run, kept.headCommit === row.base_commit ? 'Nothing changed' : `Nothing left to commit; ${row.branch} is at ${kept.headCommit.slice(0, 12)}`, { headCommit: kept.headCommit })
  await remember(run, { head_commit: kept.headCommit })
  return null
}

const lost = (message: string): Outcome => ({ kind: 'lost', reason: 'lost', message })
