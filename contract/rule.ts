/** A permission rule of Claude's: `Tool`, `Tool(content)` or `mcp__server__tool`, with `*` where the name may go on. Which tools there are and what stands in the parentheses is Claude's to know. */

const NAME = /^[A-Za-z*][\w.:/@*-]*$/
// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/** What is wrong with a rule, in one line; null when it can be one. */
export function faultOfRule(rule: string): string | null {
  const said = `expected a rule such as Bash, Bash(npm test *) or mcp__server__tool, found ${JSON.stringify(rule.length > 60 ? `${rule.slice(0, 60)}…` : rule)}`
  if (CONTROL.test(rule)) return `${said}: take the control character out, and write each rule by itself`
  const at = rule.indexOf('(')
  const name = at < 0 ? rule : rule.slice(0, at)
  if (!NAME.test(name)) return `${said}: begin it with the name of one tool, without spaces`
  if (at < 0) return null
  if (!rule.endsWith(')')) return `${said}: end it with the parenthesis that closes it`
  const content = rule.slice(at + 1, -1)
  if (content.trim() === '') return `${said}: leave the empty parentheses out, or say what is meant in them`
  return null
}
