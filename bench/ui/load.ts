import type { LogDraft } from '../../contract/log.ts'
import { createLogWriter } from '../../main/scheduler/log-writer.ts'
import type { Place } from '../place.ts'
import { addJobs } from './window.ts'

export const JOBS = 20
export const LINES_PER_S = 200
const TICK_MS = 5

/** The kinds of a run's log in turn. The number is what the page finds a line by. */
export function toLine(number: number): LogDraft {
  const mark = `#${number}#`
  switch (number % 4) {
    case 1: return { kind: 'tool-call', text: `Bash npm test -- part ${mark}`, data: { id: `toolu_${number}`, name: 'Bash', input: { command: `npm test -- part ${mark}` } } }
    case 2: return { kind: 'note', text: `Step ${mark} of the work is done` }
    default: return { kind: 'text', text: `Now \`part-${number}.ts\`: what it **returns** is not what its caller expects ${mark}` }
  }
}

/** A load that goes on until it is stopped. `written`: when each line of the first job was handed to the engine's log writer, by number from 1. */
export interface Load { open: string; written: number[]; stop(): Promise<void> }

/** Running jobs, each of which says 200 lines a second. */
export async function startLoad(place: Place): Promise<Load> {
  const { core } = place.engine
  const jobs = await addJobs(place, { first: 900_000_000, count: JOBS, state: 'running' })
  const writers = jobs.map(({ seq, id }) => createLogWriter({ store: core.store, job: seq, id, run: 1, now: core.now, secret: null }))
  const began = performance.now()
  const written = [0]
  const timer = setInterval(() => {
    for (const due = Math.floor((performance.now() - began) / 1000 * LINES_PER_S); written.length <= due;) {
      const draft = toLine(written.length)
      written.push(Date.now())
      for (const writer of writers) writer.entry(draft)
    }
  }, TICK_MS)
  return { open: jobs[0]!.id, written, stop: async () => { clearInterval(timer); await Promise.all(writers.map((writer) => writer.flush())) } }
}
