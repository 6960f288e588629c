import type { Pipeline, PipelineDetail } from '../../contract/pipeline.ts'
import { describeForecast, describeForeseen } from '../../contract/pipeline-words.ts'
import { formatDuration } from '../../contract/formats.ts'
import { plainLine } from './plain.ts'

const ORDER = ['succeeded', 'failed', 'lost', 'cancelled', 'running', 'starting', 'waiting', 'held', 'queued', 'blocked']

/** `4 succeeded, 1 failed, 1 held`, in the order of a life. */
export const toCounts = ({ counts }: Pick<Pipeline, 'counts'>): string => ORDER.flatMap((word) => (counts[word] ? [`${counts[word]} ${word}`] : [])).join(', ')

const ENDED = ORDER.slice(0, 4)

/** `5 of 6 ended`; empty once all have. */
export const toProgress = ({ counts, total, endedAt }: Pick<Pipeline, 'counts' | 'total' | 'endedAt'>): string => (endedAt === null ? `${ENDED.reduce((sum, word) => sum + (counts[word] ?? 0), 0)} of ${total} ended` : '')

/** How long it took, or takes so far; empty before it began. */
export const toSpan = ({ startedAt, endedAt }: Pick<Pipeline, 'startedAt' | 'endedAt'>, now: number): string => (startedAt === null ? '' : formatDuration((endedAt ?? now) - startedAt))

/** Jobs of a critical path that are named before those in its middle are only counted. */
const PATH_NAMED = 6
/** Conflicts told before the rest is only counted. */
const CONFLICTS_TOLD = 10

/** What is still to come: when it is likely to end, through which jobs, and which work does not go together. */
export function toOutlook({ forecast, conflicts = [] }: PipelineDetail, titleOf: (id: string) => string | undefined, now: number): string[] {
  const lines = forecast ? [plainLine(describeForecast(forecast, now))] : []
  if (forecast && forecast.criticalPath.length > 1) lines.push(`Critical path: ${namePath(forecast.criticalPath.map((id) => `${id} ${plainLine(titleOf(id) ?? '')}`.trim())).join(' → ')}`)
  for (const conflict of conflicts.slice(0, CONFLICTS_TOLD)) lines.push(plainLine(describeForeseen(conflict, titleOf)))
  if (conflicts.length > CONFLICTS_TOLD) lines.push(`… and ${conflicts.length - CONFLICTS_TOLD} more conflicts`)
  return lines
}

function namePath(names: readonly string[]): readonly string[] {
  if (names.length <= PATH_NAMED) return names
  return [...names.slice(0, PATH_NAMED - 2), `… ${names.length - PATH_NAMED + 1} more …`, names.at(-1)!]
}
