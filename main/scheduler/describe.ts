import type { Moved } from '../../contract/api.ts'
import type { Step } from '../queue/settle.ts'
import type { Status } from '../queue/status.ts'
import { sql, type ReadDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'

/** A status in two words, for previews: `cancelled (dependency-failed)`, `held`. */
export function describeStatus(status: Status): string {
  return status.state === 'finished' ? `${status.outcome.kind} (${status.outcome.reason})` : status.state
}

type Named = Pick<JobRow, 'id' | 'title'>

/** Why a job moves with another, as the end of a sentence. */
function why({ move }: Step, by: Named): string {
  const name = `${by.id} ‘${by.title}’`
  switch (move.fact) {
    case 'dependency-failed': return move.to.state === 'finished' ? move.to.outcome.message : ''
    case 'parents-met': return `${name} is what it waited for`
    case 'parent-held': return `${name} stands in its way`
    case 'unheld': return `${name} holds it no more`
    case 'held': return `it hangs under ${name}`
    case 'released': return `it hangs under ${name}, and only a person held it`
    case 'revived': return `revived with ${name}`
    case 'reopened': return `${name} is run again`
    default: return `because of ${name}`
  }
}

/** What a reading has found of a job, if it has been there. */
type Seen = (job: number) => Named | undefined
/** Stands for a name until it is read. */
const NAMELESS: Named = { id: '', title: '' }

/** Jobs named in one question. */
const PAGE = 500

/** Names of all jobs that steps tell of; pausing now and then, because there may be thousands. `seen`: what is known of a job already. */
async function readNames(db: ReadDb, steps: readonly Step[], seen: Seen): Promise<Map<number, Named>> {
  const page = sql(db, 'SELECT j.seq, j.id, j.title FROM json_each(?) e CROSS JOIN job j WHERE j.seq = e.value')
  const names = new Map<number, Named>()
  const jobs: number[] = []
  for (const { job, by } of steps) {
    for (const each of job === by ? [job] : [job, by]) {
      if (names.has(each)) continue
      const known = seen(each)
      if (!known) jobs.push(each)
      names.set(each, known ?? NAMELESS)
    }
  }
  for (let from = 0; from < jobs.length; from += PAGE) {
    for (const { seq, id, title } of page.all(JSON.stringify(jobs.slice(from, from + PAGE))) as (Named & { seq: number })[]) names.set(seq, { id, title })
    if (from > 0 && from % (4 * PAGE) === 0) await new Promise(setImmediate)
  }
  return names
}

/** What moved with a job, or would, each job once and in words. */
export async function listAlso(db: ReadDb, own: number, steps: readonly Step[], seen: Seen = () => undefined): Promise<Moved['also']> {
  const names = await readNames(db, steps, seen)
  const also = new Map<number, Moved['also'][number]>()
  for (const [index, step] of steps.entries()) {
    if (index % 4000 === 3999) await new Promise(setImmediate)
    if (step.job === own) continue
    const { id, title } = names.get(step.job)!
    // One that moves twice is told of once: from where it stood to where it ends up.
    also.set(step.job, { id, title, from: also.get(step.job)?.from ?? step.from, to: describeStatus(step.move.to), why: why(step, names.get(step.by)!) })
  }
  return [...also.values()]
}
