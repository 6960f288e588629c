import type { Job } from '../../contract/job.ts'
import { describeState, stateMark } from '../../contract/words.ts'
import type { Context } from './context.ts'
import { plainLine } from './plain.ts'

/** Exit code of a job that is over (or held): 0 succeeded, 1 failed, 3 cancelled, lost or held. */
export function exitOf(job: Job): number {
  if (job.state !== 'finished') return 3
  if (job.outcome?.kind === 'succeeded') return 0
  return job.outcome?.kind === 'failed' ? 1 : 3
}

/** The worst of several: failed before cancelled, held or lost before done. */
export function worstExit(codes: readonly number[]): number {
  return codes.includes(1) ? 1 : codes.includes(3) ? 3 : 0
}

/** `✓ succeeded`, coloured. */
export function paintState(context: Context, job: Parameters<typeof stateMark>[0]): string {
  const { mark, word, tone } = stateMark(job)
  return context.paint(tone, `${mark} ${word}`)
}

/** One line on how a job stands: `j4k9m2p3q0  ✓ succeeded  Write tests  …why`. */
export function jobLine(context: Context, job: Job): string {
  const why = plainLine(describeState(job, context.now()))
  return [job.id, paintState(context, job), plainLine(job.title), why === '' ? '' : context.paint('faint', why)].filter((part) => part !== '').join('  ')
}
