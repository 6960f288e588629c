import type { Job } from '../../contract/job.ts'
import { adviseOutcome, describeState, needsPerson } from '../../contract/words.ts'
import { findNoEngine } from './connect.ts'
import type { Context } from './context.ts'
import { plainLine } from './plain.ts'

/** After a submission: says so when nobody runs it yet. */
export async function noteStored(context: Context, what: string): Promise<void> {
  if (!await findNoEngine(context.connection)) return
  context.note(`${what} stored and will start when an engine does: start the desktop app or \`dispatch serve\``, 'no-engine')
}

/** After a job was submitted: why it will not start by itself, if so; else as above. */
export async function noteSubmitted(context: Context, job: Job): Promise<void> {
  if (job.state !== 'finished' && !needsPerson(job)) return noteStored(context, `${job.id} is`)
  const why = [describeState(job, context.now()), adviseOutcome(job) ?? ''].filter((each) => each !== '').join(' ')
  context.note(`${job.id} will not start: ${plainLine(why)}`, job.outcome?.reason ?? job.state)
}
