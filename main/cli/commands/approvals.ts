import { basename } from 'node:path'
import { describeApproval, formatAge, formatUntil } from '../../../contract/words.ts'
import { defineCommand } from '../command.ts'
import { plainLine } from '../plain.ts'
import { layTable } from '../table.ts'

const COLUMNS = [
  { head: 'ID' }, { head: 'JOB' }, { head: 'TITLE', flex: 2, least: 12, drop: 2 }, { head: 'ASKED', drop: 3 },
  { head: 'REFUSED', drop: 1 }, { head: 'QUESTION', flex: 1, least: 20 },
]

/** `dispatch approvals`: the inbox. */
export const approvals = defineCommand<{ all?: boolean }>({
  define(command) {
    command.option('-a, --all', 'answered ones too')
  },
  async run(context, _, options) {
    const found = await context.connection.call('approvals.list', { all: options.all === true })
    if (context.json) return context.outJson(found)
    if (found.approvals.length === 0) return context.note('no questions wait for an answer')
    const now = context.now()
    const rows = found.approvals.map((approval) => [
      { text: approval.id }, { text: approval.job }, { text: plainLine(`${approval.jobTitle} (${basename(approval.repository)})`) }, { text: formatAge(approval.askedAt, now) },
      { text: approval.state === 'asked' ? formatUntil(approval.expiresAt, now) : '' }, { text: plainLine(describeApproval(approval)) },
    ])
    context.out(...layTable(COLUMNS, rows, context.width))
    if (!options.all) context.note('answer with `dispatch approve ID` or `dispatch deny ID`')
  },
})
