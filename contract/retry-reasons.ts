import type { Reason } from './job.ts'

/** Failures that another attempt may mend. The rest would fail again for the same reason. */
export const REASONS_THAT_PASS = ['claude-error', 'api-error', 'limit-reached', 'max-turns', 'timed-out', 'check-failed', 'killed', 'lost'] as const satisfies readonly Reason[]
/** Reasons a retry may be asked for: all that are not success or somebody's decision. */
export const RETRY_REASONS = [...REASONS_THAT_PASS, 'auth-failed', 'budget-exceeded', 'refused-tools', 'start-failed', 'merge-conflict', 'not-landed'] as const satisfies readonly Reason[]
export const RETRY_SESSIONS = ['fresh', 'resume'] as const
export type RetrySession = (typeof RETRY_SESSIONS)[number]
