import type { Outcome } from '../../contract/job.ts'
import { createStreamParser } from '../claude/stream.ts'
import { toClaimed } from '../claude/outcome.ts'
import { started } from '../queue/transition.ts'
import type { ReadDb } from '../store/handles.ts'
import { moveJob } from '../store/jobs.ts'
import { iterateRaw } from '../store/logs.ts'
import { costOfSession, endClaude, markRun, runToResume, type ClaudeFacts, type OpenRun } from '../store/runs.ts'
import { storeFact, type RunContext } from './run.ts'

/** Where an engine ended after Claude was done: its end is this run's, and Claude is not run again. Null when Claude has yet to do its part. */
export async function takeUpClaudeEnd(run: RunContext, more?: string): Promise<{ outcome: Outcome | null } | null> {
  const { core, live, row } = run
  const last = row.resume === 1 ? runToResume(core.store.read, row.seq, live.number) : undefined
  if (last === undefined || !last.interrupted || last.claudeEnd === null) return null
  const { claudeEnd, claimed, sessionId } = last
  run.execution = claudeEnd.execution
  run.claimed = claimed
  run.refused = claudeEnd.refused
  const left = more ?? (claudeEnd.outcome !== null ? 'its work is kept' : row.check_timeout_ms === null ? 'what is left is to keep its work' : 'only the check is run again')
  live.log.entry({ kind: 'note', text: `Claude was done when the engine ended: ${left}`, data: { sessionId } })
  await storeFact(run, (db) => {
    markRun(db, row.seq, live.number, { sessionId })
    // What it cost stands with the run it cost it in.
    endClaude(db, { job: row.seq, number: live.number }, claudeEnd, { claimed, costUsd: 0, costTotalUsd: 0, usage: null })
    moveJob(db, row.seq, started(), core.now())
  })
  live.endClock()
  return { outcome: claudeEnd.outcome }
}

/** What Claude had said and cost when its engine died: as stored at its end, else as far as its stream was stored. */
export function knownOf(db: ReadDb, run: OpenRun): ClaudeFacts {
  if (run.done !== null) return run.done
  if (run.session_id === null) return { claimed: null, costUsd: 0, costTotalUsd: 0, usage: null }
  const parser = createStreamParser({ baselineCostUsd: costOfSession(db, run.session_id) })
  for (const bytes of iterateRaw(db, run.job, run.number)) parser.push(bytes)
  parser.end()
  const summary = parser.summary()
  return { claimed: toClaimed(summary), costUsd: summary.costUsd, costTotalUsd: summary.totalCostUsd, usage: summary.usage }
}
