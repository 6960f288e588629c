import type { JobSpecInput } from '../../contract/job.ts'
import { describeNext } from '../../contract/schedule-words.ts'
import type { Context } from './context.ts'
import { usage } from './failure.ts'
import { parseChoice, parseDuration } from './parse.ts'
import { noteStored } from './stored-note.ts'

/** Options that make a submission a schedule, or change one. */
export interface EveryOptions { every?: string; zone?: string; catchUp?: string; overlap?: string }

/** The members of a schedule that the options name; absent ones stay absent. */
export function toEvery({ every, zone, catchUp, overlap }: EveryOptions) {
  return {
    ...(every === undefined ? {} : { every }),
    ...(zone === undefined ? {} : { zone }),
    ...(catchUp === undefined ? {} : { catchUpMs: parseDuration(catchUp, '--catch-up') }),
    ...(overlap === undefined ? {} : { overlap: parseChoice(overlap, '--overlap', ['skip', 'queue', 'replace']) }),
  }
}

/** `dispatch submit … --every`: adds a schedule and prints its id alone. */
export async function addSchedule(context: Context, spec: JobSpecInput, options: EveryOptions & { wait?: boolean; follow?: boolean }): Promise<void> {
  const { after, notBefore, idempotencyKey, ...job } = spec
  if (after !== undefined) throw usage('expected no --after with --every, found parents: each of its jobs would wait for the same ones; leave one of the two out')
  if (notBefore !== undefined) throw usage('expected no --not-before with --every: the pattern says when; leave one of the two out')
  if (options.wait || options.follow) throw usage('expected no --wait or --follow with --every: a schedule has no end to wait for; leave it out')
  const schedule = await context.connection.call('schedules.add', { job, every: options.every!, ...toEvery(options), idempotencyKey })
  if (context.json) context.outJson(schedule)
  else context.out(schedule.id)
  if (idempotencyKey !== undefined && (schedule.job.prompt !== job.prompt || schedule.every !== options.every!.trim())) context.note(`${schedule.id} was added with this --idempotency-key before, for another prompt or other times: nothing new was added; give a new key for a new schedule`, 'key-used')
  context.note(describeNext(schedule, context.now()))
  await noteStored(context, `${schedule.id} is`)
}
