import type { Job, Run } from '../../../../contract/job.ts'
import { formatClock, formatCount, formatDuration, formatMoney, formatTokens } from '../../../../contract/formats.ts'
import { outcomeMark, type Tone } from '../../../../contract/words.ts'
import { factsOf } from '../../../jobs/facts.ts'
import { jobWords } from '../../../words/job.ts'

/** One fact of one run. */
export interface Value { text: string; tone?: Tone; mono?: boolean }
/** One line of the comparison: a value for each run, and the sum where one makes sense. */
export interface CompareRow { name: string; values: Value[]; total: string | null }
/** How a run ended, as its log says. */
export interface RunEnding { text: string; outcome: 'succeeded' | 'failed' | 'cancelled' | 'lost' | null; /** Nothing speaks for its success. */ hollow?: boolean }

const words = jobWords.details
const none: Value = { text: words.none, tone: 'grey' }

/** The runs of a job beside one another. A line that says nothing of any run is left out. */
export function compareRuns(job: Job, endings: ReadonlyMap<number, RunEnding>, now: number): CompareRow[] {
  const { runs } = job
  const row = (name: string, of: (run: Run, before: Run | undefined) => Value | null, total: string | null = null): CompareRow[] => {
    const values = runs.map((run, at) => of(run, runs[at - 1]))
    return values.every((value) => value === null) ? [] : [{ name, values: values.map((value) => value ?? none), total: runs.length > 1 ? total : null }]
  }
  const tookOf = (run: Run): number => (run.endedAt ?? (job.state === 'finished' ? (job.endedAt ?? run.startedAt) : now)) - run.startedAt
  const sum = (of: (run: Run) => number): number => runs.reduce((all, run) => all + of(run), 0)
  const tokens = (Object.keys(words.tokens) as (keyof typeof words.tokens)[]).flatMap((key) => row(words.tokens[key], ({ usage }) => (usage === null ? null : { text: formatTokens(usage[key]) }), formatTokens(sum(({ usage }) => usage?.[key] ?? 0))))
  return [
    ...row(words.compare.ended, (run) => toEnded(endings.get(run.number))),
    ...([0, 1, 2] as const).flatMap((at) => row(words.compare.facts[at], (run) => { const { text, tone } = factsOf(job, run)[at]!; return { text, tone } })),
    ...row(words.compare.started, (run) => ({ text: formatClock(run.startedAt, now) })),
    ...row(words.compare.took, (run) => ({ text: formatDuration(tookOf(run)) }), formatDuration(sum(tookOf))),
    ...row(words.compare.turns, ({ claimed }) => (claimed?.turns == null ? null : { text: String(claimed.turns) }), String(sum(({ claimed }) => claimed?.turns ?? 0))),
    ...row(words.compare.cost, ({ costUsd }) => ({ text: formatMoney(costUsd) }), formatMoney(sum(({ costUsd }) => costUsd))),
    ...tokens,
    ...row(words.compare.changed, ({ changedFiles }) => (changedFiles === undefined ? null : changedFiles === 0 ? { text: words.compare.nothing, tone: 'amber' } : { text: formatCount(changedFiles, 'file') })),
    ...row(words.compare.refused, ({ claimed }) => (claimed && claimed.refusedTools.length > 0 ? { text: [...new Set(claimed.refusedTools.map(({ tool }) => tool))].join(', '), tone: 'amber' } : null)),
    ...row(words.compare.session, ({ sessionId }, before) => (sessionId === null ? null : sessionId === before?.sessionId ? { text: words.compare.goesOn } : { text: sessionId, mono: true })),
  ]
}

const toEnded = (ending: RunEnding | undefined): Value | null => (ending ? { text: ending.text, ...(ending.outcome === null ? {} : { tone: ending.hollow ? 'grey' : outcomeMark(ending.outcome).tone }) } : null)
