import type { Job, JobState, OutcomeKind } from '../../../contract/job.ts'
import type { Pipeline } from '../../../contract/pipeline.ts'
import { outcomeMark, stateMark, type StateMark, type Tone } from '../../../contract/words.ts'

/** Jobs of one state: a piece of the bar. */
export interface StateCount { word: string; mark: StateMark; tone: Tone; count: number }

/** A pipeline as its row and its header show it. */
export interface Figures {
  id: string
  title: string
  /** By state, in the order of a life: ended well first, what has not begun last. */
  counts: readonly StateCount[]
  ended: number
  total: number
  costUsd: number
  startedAt: number | null
  /** When the last job ended; null while one is unfinished. */
  endedAt: number | null
  createdAt: number
}

/** A pipeline with all of its jobs, the oldest first. */
export interface WholePipeline extends Figures { jobs: readonly Job[] }

const OUTCOMES: readonly string[] = ['succeeded', 'failed', 'lost', 'cancelled'] satisfies OutcomeKind[]
const STATES: readonly string[] = ['running', 'starting', 'waiting', 'held', 'queued', 'blocked'] satisfies JobState[]
const ORDER = [...OUTCOMES, ...STATES]

/** What the engine counted, as it is shown. */
export function toFigures({ counts, ...pipeline }: Pipeline): Figures {
  return {
    ...pipeline, ended: OUTCOMES.reduce((sum, word) => sum + (counts[word] ?? 0), 0),
    counts: ORDER.filter((word) => (counts[word] ?? 0) > 0).map((word): StateCount => {
      const mark = OUTCOMES.includes(word) ? outcomeMark(word as OutcomeKind) : stateMark({ state: word as JobState, outcome: null })
      return { word, mark, tone: mark.tone, count: counts[word]! }
    }),
  }
}

/** The pipeline some jobs make; they all belong to it. */
export function toWhole(id: string, all: readonly Job[]): WholePipeline {
  const jobs = [...all].sort((a, b) => a.seq - b.seq)
  const counts: Record<string, number> = {}
  for (const job of jobs) {
    const word = job.outcome?.kind ?? job.state
    counts[word] = (counts[word] ?? 0) + 1
  }
  const started = jobs.flatMap((job) => job.startedAt ?? [])
  const isOpen = jobs.some((job) => job.state !== 'finished')
  return {
    jobs,
    ...toFigures({
      id, title: jobs[0]?.pipelineTitle ?? id, total: jobs.length, counts,
      costUsd: jobs.reduce((sum, job) => sum + job.costUsd, 0),
      startedAt: started.length === 0 ? null : started.reduce((least, at) => Math.min(least, at)),
      endedAt: isOpen ? null : jobs.reduce((most, job) => Math.max(most, job.endedAt ?? 0), 0),
      createdAt: jobs.reduce((least, job) => Math.min(least, job.createdAt), Infinity),
    }),
  }
}

/** As they are listed: what is unfinished first, then the newest. */
export function inOrder(pipelines: Iterable<Figures>): Figures[] {
  return [...pipelines].sort((a, b) => Number(a.endedAt !== null) - Number(b.endedAt !== null) || b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
}

/** How long it took, or takes so far; null before it began. */
export function spanOf({ startedAt, endedAt }: Pick<Figures, 'startedAt' | 'endedAt'>, now: number): number | null {
  return startedAt === null ? null : Math.max(0, (endedAt ?? now) - startedAt)
}
