import type { Verified } from '../../contract/check.ts'
import type { Claimed, Execution, Job, Run, Usage } from '../../contract/job.ts'
import { reasonChainOf } from './explain.ts'
import type { Landed } from '../../contract/land.ts'
import { conflictOf } from './merging.ts'
import { sql, type ReadDb } from './handles.ts'
import { toCheck, toLand, toRetry, toTouches, type JobRow } from './job-row.ts'
import { getPipeline } from './pipelines.ts'
import { windowsOf } from './profiles.ts'

/** A prompt longer than this is cut in lists and events; `jobs.get` gives it whole. */
const SHOWN_PROMPT = 4000

interface RunRow { job: number; number: number; session_id: string | null; started_at: number; ended_at: number | null; execution: string | null; claimed: string | null; verified: string | null; changed_files: number | null; cost_usd: number; usage: string | null }

const parse = <Value>(json: string | null): Value | null => (json === null ? null : (JSON.parse(json) as Value))

function toRun(row: RunRow): Run {
  return {
    number: row.number, startedAt: row.started_at, endedAt: row.ended_at, sessionId: row.session_id,
    execution: parse<Execution>(row.execution), claimed: parse<Claimed>(row.claimed), verified: parse<Verified>(row.verified), ...(row.changed_files === null ? {} : { changedFiles: row.changed_files }),
    costUsd: row.cost_usd, usage: parse<Usage>(row.usage),
  }
}

/** Only what waits to start is asked for its windows: they change with the profile, and say nothing of what has run. */
function toStartsWithin(db: ReadDb, row: JobRow): Pick<Job, 'startsWithin'> {
  const windows = row.state === 'queued' ? windowsOf(db, row.profile) : []
  return windows.length === 0 ? {} : { startsWithin: windows }
}

/** A row as the Job of the interface. `whole`: the full prompt and every run, as one asks for a single job; else as in lists and events. */
export function toJob(db: ReadDb, row: JobRow, whole: boolean): Job {
  const after = sql(db, 'SELECT p.id AS job, e.condition AS "when", e.otherwise, e.alias FROM edge e JOIN job p ON p.seq = e.parent WHERE e.child = ? ORDER BY e.position').all(row.seq) as (Job['after'][number] & { alias: string | null })[]
  const children = sql(db, 'SELECT c.id FROM edge e JOIN job c ON c.seq = e.child WHERE e.parent = ? ORDER BY e.child').pluck().all(row.seq) as string[]
  const runs = row.run === 0 ? [] : (whole
    ? sql(db, 'SELECT * FROM run WHERE job = ? ORDER BY number').all(row.seq)
    : sql(db, 'SELECT * FROM run WHERE job = ? ORDER BY number DESC LIMIT 1').all(row.seq)) as RunRow[]
  const [conflict, land, touches] = [conflictOf(row), toLand(row), toTouches(row)]
  const cut = !whole && row.prompt.length > SHOWN_PROMPT
  return {
    id: row.id, seq: row.seq, title: row.title, prompt: cut ? row.prompt.slice(0, SHOWN_PROMPT) : row.prompt, ...(cut ? { promptCut: true } : {}),
    repository: row.repository, profile: row.profile, profileVersion: row.profile_version,
    state: row.state, waitingFor: parse(row.waiting),
    outcome: row.outcome === null ? null : { kind: row.outcome, reason: row.reason!, message: row.message! },
    priority: row.priority, labels: JSON.parse(row.labels) as Record<string, string>,
    after: after.map(({ alias, ...edge }) => (alias === null ? edge : { ...edge, alias })), any: row.any_of === 1, children,
    context: row.context, conversation: row.conversation, sessionId: runs.at(-1)?.session_id ?? null,
    isolation: row.isolation, ...(touches === null ? {} : { touches }), onConflict: row.on_conflict, ...(conflict === null ? {} : { conflict }), base: row.base,
    check: toCheck(row), ...(land === null ? {} : { land }),
    retry: toRetry(row),
    timeoutMs: row.timeout_ms, ...(row.silence_ms === null ? {} : { silenceMs: row.silence_ms }), maxTurns: row.max_turns, budgetUsd: row.budget_usd, model: row.model, notBefore: row.not_before,
    pipeline: row.pipeline, pipelineTitle: row.pipeline === null ? null : getPipeline(db, row.pipeline)!.title, alias: row.alias, ...(row.schedule === null ? {} : { schedule: row.schedule }),
    worktree: row.worktree, branch: row.branch, baseCommit: row.base_commit, headCommit: row.head_commit,
    ...(row.landed === null ? {} : { landed: JSON.parse(row.landed) as Landed }),
    run: row.run, runs: runs.map(toRun),
    ...toStartsWithin(db, row),
    createdAt: row.created_at, queuedAt: row.queued_at, startedAt: row.started_at, endedAt: row.ended_at,
    costUsd: row.cost_usd, submittedFrom: row.submitted_from, reasonChain: reasonChainOf(db, row, whole),
  }
}
