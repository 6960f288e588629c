import { useEffect, useState } from 'react'
import type { Job } from '../../../../contract/job.ts'
import { didNothing } from '../../../../contract/words.ts'
import { call } from '../../../state/sync.ts'
import type { RunEnding } from './run-columns.ts'

/** The end of a run's log: what is said of its end stands among the last lines. */
const TAIL = 20
const END_OF_LOG = Number.MAX_SAFE_INTEGER
const OUTCOMES = new Set(['succeeded', 'failed', 'cancelled', 'lost'])

/** How each of a job's earlier runs ended; the job itself tells of the last one. Read only where there are several. */
export function useRunEndings(job: Job): ReadonlyMap<number, RunEnding> {
  const [earlier, setEarlier] = useState<ReadonlyMap<number, RunEnding>>(new Map())
  const ended = job.runs.slice(0, -1).map((run) => run.number).join(' ')
  useEffect(() => {
    if (ended === '') return
    let stopped = false
    void Promise.all(ended.split(' ').map((number) => readEnding(job.id, Number(number)))).then((all) => { if (!stopped) setEarlier(new Map(all.flatMap((each) => (each ? [each] : [])))) })
    return () => { stopped = true }
  }, [job.id, ended])
  const last = job.runs.at(-1)
  if (!last || !job.outcome) return earlier
  return new Map([...earlier, [last.number, { text: job.outcome.message, outcome: job.outcome.kind, hollow: didNothing(job) }]])
}

async function readEnding(id: string, run: number): Promise<[number, RunEnding] | null> {
  const page = await call('jobs.log', { id, run, before: END_OF_LOG, limit: TAIL })
  if (!page.ok) return null
  const entry = page.value.entries.findLast(({ kind, data }) => (kind === 'result' && typeof data?.['outcome'] === 'string') || kind === 'note')
  if (!entry) return null
  const outcome = String(entry.data?.['outcome'] ?? '')
  return [run, { text: entry.text, outcome: OUTCOMES.has(outcome) ? outcome as RunEnding['outcome'] : null, hollow: entry.data?.['unchanged'] === true }]
}
