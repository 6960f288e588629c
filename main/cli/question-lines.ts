import type { Approval } from '../../contract/approval.ts'
import { isWhole, toBriefQuestion, toCallLines, toVisibleLine } from '../../contract/call-words.ts'
import { formatCount } from '../../contract/formats.ts'
import { describeApproval } from '../../contract/words.ts'
import type { Context } from './context.ts'
import { plainLine } from './plain.ts'

/** What of a call is shown at first: a screen's quarter, and lines a person can still read. */
const LINES = 12
const COLUMNS = 400

/** The first lines of a text, each cut; what is left off is counted, with `where` all of it is. */
export function cutLines(lines: readonly string[], where = ''): string[] {
  const shown = lines.length > LINES + 1 ? lines.slice(0, LINES) : lines
  const cut = shown.map((line) => (line.length > COLUMNS ? `${line.slice(0, COLUMNS)}… ${formatCount(line.length - COLUMNS, 'more character')}${where}` : line))
  if (shown.length === lines.length) return cut
  const left = lines.slice(shown.length)
  const characters = where === '' ? '' : `, ${formatCount(left.reduce((sum, line) => sum + line.length, 0), 'more character')}`
  return [...cut, `… ${formatCount(left.length, 'more line')}${characters}${where}`]
}

/** A question in as many lines as it needs: one that a line shows whole in one, else its call below it, indented. */
export function toQuestionLines(approval: Approval, paint: Context['paint']): string[] {
  const { tool, input, id } = approval
  if (isWhole(tool, input)) return [plainLine(describeApproval(approval))]
  const brief = plainLine(describeApproval({ ...approval, question: toBriefQuestion(approval) }))
  return [brief, ...cutLines(toCallLines(tool, input), `: \`dispatch approvals ${id}\``).map((line) => `  ${paintLine(line, tool, paint)}`)]
}

/** Everything one decides by: who asks, where, the whole call, and what a lasting permission would cover. */
export function toWholeQuestion(approval: Approval, paint: Context['paint']): string[] {
  const { tool, input } = approval
  const field = (name: string, value: string) => `${paint('faint', name.padEnd(11))} ${value}`
  const path = [input['file_path'], input['notebook_path']].find((each) => typeof each === 'string')
  const domain = typeof input['url'] === 'string' && URL.canParse(input['url']) ? new URL(input['url']).host : ''
  const lines = toCallLines(tool, input)
  return [
    plainLine(describeApproval({ ...approval, question: toBriefQuestion(approval) })), '',
    field('job', `${approval.job}  ${plainLine(approval.jobTitle)}, run ${approval.run}`), field('repository', toVisibleLine(approval.repository)), field('profile', approval.profile), field('tool', toVisibleLine(tool)),
    ...(path === undefined ? [] : [field('path', toVisibleLine(path as string))]), ...(domain === '' ? [] : [field('domain', toVisibleLine(domain))]),
    ...(approval.grant === undefined ? [] : [field('--always', `for the rest of this job: ${plainLine(approval.grant)}`)]),
    ...(lines.length === 0 ? [] : ['', ...lines.map((line) => `  ${paintLine(line, tool, paint)}`)]),
  ]
}

/** Added and taken away have their colours. */
function paintLine(line: string, tool: string, paint: Context['paint']): string {
  if (!['Write', 'Edit', 'MultiEdit', 'NotebookEdit'].includes(tool)) return line
  return line.startsWith('+ ') ? paint('green', line) : line.startsWith('- ') ? paint('red', line) : line
}
