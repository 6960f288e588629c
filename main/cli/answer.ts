import type { CallInput } from '../../contract/api.ts'
import { describeApproval } from '../../contract/words.ts'
import { noEngine } from './connect.ts'
import type { Context } from './context.ts'
import { plainLine } from './plain.ts'
import { APPEAR_MS } from './watch.ts'

/** Answers a question of Claude's. Only a living engine has somebody waiting for the answer. */
export async function answerApproval(context: Context, args: CallInput<'approvals.answer'>): Promise<void> {
  const engine = await context.connection.findEngine(APPEAR_MS)
  if (!engine) throw noEngine('answer a question')
  const approval = await engine.call('approvals.answer', args)
  if (context.json) context.outJson(approval)
  else if (!context.quiet) context.out(`${approval.id}  ${plainLine(describeApproval(approval))}`)
}
