import { formatCount } from './formats.ts'

/** What a tool call of Claude's would do, in words a person decides by: nothing of it may be hidden without saying so. */

type Input = Record<string, unknown>

/** Longest text of one line of a question. */
const SHOWN = 300
/** Of a text that is only named, as in a notification. */
const NAMED = 120

// All but tab and newline that is not seen, or that moves what is: controls, marks of direction, separators, spaces without width. Joiners stay: emoji are made with them.
// oxlint-disable-next-line no-control-regex -- showing control characters is what it is for
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** A text in which everything that is there can be seen: what has no sign of its own gets one. Safe for a terminal. */
export function toVisible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '␡' : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}

/** The same on one line: where another begins stands `⏎`. */
export function toVisibleLine(text: string): string {
  return toVisible(text.trim()).replace(/\s*\n\s*/g, ' ⏎ ').replace(/\s+/g, ' ')
}

/** A line without its end, and how much that is. */
function cut(line: string, most: number): { shown: string; more: string } {
  const characters = Array.from(line)
  if (characters.length <= most) return { shown: line, more: '' }
  return { shown: `${characters.slice(0, most).join('')}…`, more: ` (${formatCount(characters.length - most, 'more character')})` }
}

function inline(text: string, most = SHOWN): string {
  const { shown, more } = cut(toVisibleLine(text), most)
  return `${shown}${more}`
}

const code = (line: string, most = SHOWN): string => {
  const { shown, more } = cut(line, most)
  return `\`${shown}\`${more}`
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))
const nameOf = (folder: string): string => folder.split(/[\\/]/).filter((part) => part !== '').at(-1) ?? folder
const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

/** What Claude wants to do, as one readable line: "run `rm -rf build` in api". */
export function toQuestion(tool: string, input: Input, repository: string): string {
  switch (tool) {
    case 'Bash': return `run ${code(toVisibleLine(textOf(input['command'])))} in ${nameOf(repository)}`
    case 'Write': return `write ${inline(textOf(input['file_path']))}`
    case 'Edit':
    case 'MultiEdit':
    case 'NotebookEdit': return `edit ${inline(textOf(input['file_path'] ?? input['notebook_path']))}`
    case 'Read': return `read ${inline(textOf(input['file_path']))}`
    case 'WebFetch': return `fetch ${inline(textOf(input['url']))}`
    case 'WebSearch': return `search the web for ${inline(textOf(input['query']))}`
    default: return `use ${inline(tool)} with ${inline(textOf(input))}`
  }
}

/** The question where little fits: of a command only its first line, and how many more there are. */
export function toBriefQuestion({ tool, input, question, repository }: { tool: string; input: Input; question: string; repository: string }): string {
  if (tool !== 'Bash' || typeof input['command'] !== 'string') return question
  const lines = linesOf(input['command'].trim())
  const more = lines.length > 1 ? ` and ${formatCount(lines.length - 1, 'more line')}` : ''
  return `run ${code(toVisibleLine(lines[0]!), NAMED)}${more} in ${nameOf(repository)}`
}

/** Members of a call that its question and the lines below show by themselves. */
const TOLD: Record<string, readonly string[]> = {
  Bash: ['command'], Write: ['file_path', 'content'], Edit: ['file_path', 'old_string', 'new_string'], MultiEdit: ['file_path', 'edits'],
  NotebookEdit: ['notebook_path', 'new_source'], Read: ['file_path'], WebFetch: ['url'], WebSearch: ['query'],
}

/** Everything a call says beside what its question names: every line of a command, the content of a file, the change of one, and whatever else it carries. */
export function toCallLines(tool: string, input: Input): string[] {
  if (!TOLD[tool]) return linesOf(JSON.stringify(input, null, 2)).map(toVisible)
  return [...bodyOf(tool, input).map(toVisible), ...toOtherMembers(tool, input)]
}

/** What a known call carries beside its command, file or change, a line or more each. */
export function toOtherMembers(tool: string, input: Input): string[] {
  const told = TOLD[tool] ?? Object.keys(input)
  const others = Object.entries(input).filter(([key, value]) => !told.includes(key) && value !== null && value !== undefined && !(key === 'replace_all' && value === false))
  return others.flatMap(([key, value]) => linesOf(`${key}: ${textOf(value)}`)).map(toVisible)
}

function bodyOf(tool: string, input: Input): string[] {
  switch (tool) {
    case 'Bash': return linesOf(textOf(input['command']))
    case 'Write': return signed('+', input['content'])
    case 'NotebookEdit': return signed('+', input['new_source'])
    case 'Edit': return toChange(input)
    case 'MultiEdit': return Array.isArray(input['edits']) ? input['edits'].flatMap((edit: Input | null) => [...toChange(edit ?? {}), ...(edit?.['replace_all'] === true ? ['(wherever it stands)'] : [])]) : []
    case 'WebFetch': return [textOf(input['url'])]
    default: return []
  }
}

const toChange = (edit: Input): string[] => [...signed('-', edit['old_string']), ...signed('+', edit['new_string'])]
const signed = (sign: string, text: unknown): string[] => (text === undefined || text === '' ? [] : linesOf(textOf(text)).map((line) => `${sign} ${line}`))

/** Whether the one line of the question shows all of the call. Claude's own words on it may be missing there. */
export function isWhole(tool: string, input: Input): boolean {
  if (!TOLD[tool]) return false
  const { description: _, prompt: __, ...rest } = input
  const body = bodyOf(tool, input)
  const named = tool === 'Bash' || tool === 'WebFetch' ? body.length === 1 && Array.from(toVisible(body[0]!)).length <= SHOWN : body.length === 0
  return named && toOtherMembers(tool, rest).length === 0
}

/** Whether the question is whole where little fits, in at most so many characters. */
export function isBriefWhole(asked: { tool: string; input: Input; question: string; repository: string }, most: number): boolean {
  const brief = toBriefQuestion(asked)
  return isWhole(asked.tool, asked.input) && brief === toQuestion(asked.tool, asked.input, asked.repository) && Array.from(brief).length <= most
}

/** What "always" would allow, in words: a suggestion of Claude's may be wider than the one call it asked for. */
export function describeGrant(tool: string, suggestions: readonly Record<string, unknown>[]): string {
  if (suggestions.length === 0) return `every ${toVisibleLine(tool)}`
  return suggestions.flatMap((grant): string[] => {
    if (grant['type'] === 'setMode') return [grant['mode'] === 'acceptEdits' ? 'every edit of files in its folders' : `mode ${String(grant['mode'])}`]
    if (grant['type'] === 'addDirectories') return [`work in ${(grant['directories'] as unknown[] | undefined ?? []).join(', ')} as in its own folder`]
    const rules = Array.isArray(grant['rules']) ? (grant['rules'] as { toolName?: string; ruleContent?: string }[]) : []
    return rules.map((rule) => (rule.ruleContent === undefined ? `every ${rule.toolName}` : `${rule.toolName} ${rule.ruleContent}`))
  }).map(toVisibleLine).join('; ')
}
