import type { Job } from '../../../contract/job.ts'
import { stateMark, type StateMark, type Tone } from '../../../contract/words.ts'
import { pipelineWords } from '../../words/pipelines.ts'

/** Jobs of one state: a piece of the bar. */
export interface StateCount { word: string; mark: StateMark; tone: Tone; count: number }

/** A pipeline in a few figures, from its jobs. */
export interface Pipeline {
  id: string
  /** It has none of its own: the title of its first job stands for it. */
  name: string
  jobs: readonly Job[]
  /** By state, in the order of a life: ended well first, what has not begun last. */
  counts: readonly StateCount[]
  ended: number
  costUsd: number
  startedAt: number | null
  /** When the last job ended; null while one is unfinished. */
  endedAt: number | null
  createdAt: number
}

const ORDER = ['succeeded', 'failed', 'lost', 'cancelled', 'running', 'starting', 'waiting', 'held', 'queued', 'blocked']

/** The pipeline some jobs make; they all belong to it. */
export function toPipeline(id: string, all: readonly Job[]): Pipeline {
  const jobs = [...all].sort((a, b) => a.seq - b.seq)
  const counts = new Map<string, StateCount>()
  for (const job of jobs) {
    const mark = stateMark(job)
    const count = counts.get(mark.word)
    if (count) count.count++
    else counts.set(mark.word, { word: mark.word, mark, tone: mark.tone, count: 1 })
  }
  const ended = jobs.filter((job) => job.state === 'finished').length
  const started = jobs.flatMap((job) => job.startedAt ?? [])
  return {
    id, jobs, ended, name: pipelineWords.name(jobs[0]!.title, jobs.length - 1),
    counts: [...counts.values()].sort((a, b) => ORDER.indexOf(a.word) - ORDER.indexOf(b.word)),
    costUsd: jobs.reduce((sum, job) => sum + job.costUsd, 0),
    startedAt: started.length === 0 ? null : started.reduce((least, at) => Math.min(least, at)),
    endedAt: ended < jobs.length ? null : jobs.reduce((most, job) => Math.max(most, job.endedAt ?? 0), 0),
    createdAt: jobs.reduce((least, job) => Math.min(least, job.createdAt), Infinity),
  }
}

/** All pipelines of these jobs: what is unfinished first, newest first. */
export function toPipelines(jobs: Iterable<Job>): Pipeline[] {
  const groups = new Map<string, Job[]>()
  for (const job of jobs) {
    if (job.pipeline === null) continue
    const group = groups.get(job.pipeline)
    if (group) group.push(job)
    else groups.set(job.pipeline, [job])
  }
  return [...groups].map(([id, group]) => toPipeline(id, group)).sort((a, b) => Number(a.endedAt !== null) - Number(b.endedAt !== null) || b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
}

/** How long it took, or takes so far; null before it began. */
export function spanOf({ startedAt, endedAt }: Pick<Pipeline, 'startedAt' | 'endedAt'>, now: number): number | null {
  return startedAt === null ? null : Math.max(0, (endedAt ?? now) - startedAt)
}
