import type { Approval } from '../../contract/approval.ts'
import type { Job } from '../../contract/job.ts'

/** A whole job for tests, with what the test is about laid over it. */
export function makeJob(over: Partial<Job> & { id: string }): Job {
  return {
    seq: 1, title: `Job ${over.id}`, prompt: 'Do it', repository: '/code/api', profile: 'default', profileVersion: 1, state: 'queued', waitingFor: null, outcome: null, priority: 0, labels: {}, after: [], any: false, children: [],
    context: 'branch', conversation: 'c000000001', sessionId: null, isolation: 'worktree', base: null, check: null, retry: { max: 0, backoffMs: 10_000 }, timeoutMs: null, maxTurns: null, budgetUsd: null, model: null,
    notBefore: 0, pipeline: null, pipelineTitle: null, alias: null, worktree: null, branch: null, baseCommit: null, headCommit: null, run: 0, runs: [], createdAt: 1000, queuedAt: 1000, startedAt: null, endedAt: null, costUsd: 0, submittedFrom: 'cli', reasonChain: [],
    ...over,
  }
}

/** A question for tests. */
export function makeApproval(over: Partial<Approval> & { id: string }): Approval {
  return { job: 'j000000001', jobTitle: 'Job', run: 1, repository: '/code/api', profile: 'default', tool: 'Bash', input: { command: 'ls' }, question: 'run `ls` in api', state: 'asked', askedAt: 1000, expiresAt: 9000, answeredAt: null, message: null, ...over }
}
