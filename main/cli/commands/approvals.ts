import { basename } from 'node:path'
import type { Approval } from '../../../contract/approval.ts'
import { formatAge, formatUntil } from '../../../contract/formats.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { plainLine } from '../plain.ts'
import { toQuestionLines, toWholeQuestion } from '../question-lines.ts'

/** `dispatch approvals [ID]`: the inbox, or one question whole. */
export const approvals = defineCommand<{ all?: boolean }>({
  define(command) {
    command.argument('[id]', 'a question, or the job that asks: shows all of it').option('-a, --all', 'answered ones too')
  },
  async run(context, [id], options) {
    if (id !== undefined) return showOne(context, await context.connection.call('approvals.get', { id }))
    const found = await context.connection.call('approvals.list', { all: options.all === true })
    if (context.json) return context.outJson(found)
    if (found.approvals.length === 0) return context.note('no questions wait for an answer')
    context.out(found.approvals.flatMap((approval) => [
      `${context.paint('bold', approval.id)}  ${approval.job}  ${plainLine(approval.jobTitle)} (${plainLine(basename(approval.repository))})  ${context.paint('faint', standing(context, approval))}`,
      ...toQuestionLines(approval, context.paint).map((line) => `  ${line}`.trimEnd()),
    ]))
    if (!options.all) context.note('answer with `dispatch approve ID` or `dispatch deny ID`; `dispatch approvals ID` shows a question whole')
  },
})

function showOne(context: Context, approval: Approval): void {
  if (context.json) return context.outJson(approval)
  context.out(`${context.paint('bold', approval.id)}  ${context.paint('faint', standing(context, approval))}`, ...toWholeQuestion(approval, context.paint))
}

/** `asked 2m ago, refused in 58 min`. */
function standing(context: Context, approval: Approval): string {
  const now = context.now()
  const asked = `asked ${formatAge(approval.askedAt, now)}`
  return approval.state === 'asked' ? `${asked}, refused ${formatUntil(approval.expiresAt, now)}` : `${asked}, ${approval.state}`
}
