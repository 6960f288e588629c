import type { Pipeline } from '../../contract/pipeline.ts'
import { formatDuration } from '../../contract/words.ts'

const ORDER = ['succeeded', 'failed', 'lost', 'cancelled', 'running', 'starting', 'waiting', 'held', 'queued', 'blocked']

/** `4 succeeded, 1 failed, 1 held`, in the order of a life. */
export const toCounts = ({ counts }: Pick<Pipeline, 'counts'>): string => ORDER.flatMap((word) => (counts[word] ? [`${counts[word]} ${word}`] : [])).join(', ')

/** How long it took, or takes so far; empty before it began. */
export const toSpan = ({ startedAt, endedAt }: Pick<Pipeline, 'startedAt' | 'endedAt'>, now: number): string => (startedAt === null ? '' : formatDuration((endedAt ?? now) - startedAt))
