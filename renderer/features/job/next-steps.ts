import type { Job, Reason } from '../../../contract/job.ts'

/** Where a person looks or goes next. Retrying has its own button and key. */
export type NextStep = { kind: 'changes' | 'check' | 'refused' | 'log' | 'profile' | 'worktree' | 'health' } | { kind: 'cause'; job: Pick<Job, 'id' | 'title'> }

/** Where to look after each end; `cause` and `worktree` only where there is one. */
const STEPS: Record<Reason, readonly NextStep['kind'][]> = {
  ok: ['changes'],
  'claude-error': ['log', 'worktree'],
  'api-error': ['log'],
  'auth-failed': ['profile'],
  'limit-reached': ['profile'],
  'max-turns': ['log', 'changes', 'profile'],
  'budget-exceeded': ['log', 'changes', 'profile'],
  'refused-tools': ['refused', 'profile', 'changes'],
  'timed-out': ['log', 'changes', 'profile'],
  'check-failed': ['check', 'changes', 'worktree'],
  'start-failed': ['log', 'profile', 'health'],
  killed: ['log', 'worktree'],
  'dependency-failed': ['cause'],
  'by-person': ['changes'],
  replaced: [],
  'merge-conflict': ['worktree', 'log'],
  'not-landed': ['changes', 'log'],
  lost: ['worktree', 'log'],
}

/** The steps that fit a job; `known` finds the job that is the cause. */
export function nextSteps(job: Job, known: ReadonlyMap<string, Job>): NextStep[] {
  const kinds = job.state === 'finished' && job.outcome ? STEPS[job.outcome.reason] : job.state === 'held' ? (job.conflict ? ['worktree' as const] : ['cause' as const]) : []
  return kinds.flatMap((kind): NextStep[] => {
    if (kind === 'cause') {
      const cause = findCause(job, known)
      return cause ? [{ kind, job: cause }] : []
    }
    if (kind === 'worktree' && job.worktree === null) return []
    if (kind === 'changes' && (job.headCommit === null || job.headCommit === job.baseCommit)) return []
    if (kind === 'check' && (job.runs.at(-1)?.verified?.output ?? '') === '') return []
    return [{ kind }]
  })
}

const FELL = new Set(['failed', 'lost', 'cancelled'])

/** The job everything hangs on: up along what fell or is held, until one fell by itself. */
function findCause(job: Job, known: ReadonlyMap<string, Job>): Job | null {
  let at = job
  const seen = new Set([job.id])
  for (;;) {
    const above = at.after.flatMap((edge) => known.get(edge.job) ?? []).find((parent) => !seen.has(parent.id) && (parent.state === 'held' || FELL.has(parent.outcome?.kind ?? '')))
    if (!above) return at === job ? null : at
    seen.add(above.id)
    at = above
  }
}
