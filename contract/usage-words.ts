import type { LimitState, Spent } from './usage.ts'
import { formatAge, formatClock, formatCount, formatMoney, formatUntil } from './formats.ts'

/** `3 runs, $0.42`. */
export const describeSpent = ({ runs, costUsd }: Pick<Spent, 'runs' | 'costUsd'>): string => (runs === 0 ? 'no runs' : `${formatCount(runs, 'run')}, ${formatMoney(costUsd)}`)

/** `five-hour limit`. */
export const nameLimit = ({ kind }: Pick<LimitState, 'kind'>): string => `${kind.replaceAll('_', '-')} limit`

/** How full a limit is: `62% used`; what else is known where that is not. */
export function describeFill({ status, utilization }: Pick<LimitState, 'status' | 'utilization'>): string {
  const used = utilization === null ? '' : `${Math.round(utilization * 100)}% used`
  if (status === 'rejected') return 'reached'
  const word = status === 'allowed' ? (used === '' ? 'not reached' : '') : status === 'allowed_warning' ? 'near' : status.replaceAll('_', ' ')
  return [word, used].filter((part) => part !== '').join(', ')
}

/** `62% used; resets at 14:05 (in 38 min); told 3m ago`. */
export function describeLimit(limit: LimitState, now: number): string {
  const resets = limit.resetsAt === null ? [] : [`resets at ${formatClock(limit.resetsAt, now)} (${formatUntil(limit.resetsAt, now)})`]
  return [describeFill(limit), ...resets, `told ${formatAge(limit.at, now)}`].join('; ')
}
