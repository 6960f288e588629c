import { toVisibleLine } from '../../contract/call-words.ts'
import { toLine } from './clean.ts'
import { listOf, recordOf, textOf } from './read-event.ts'

/** A tool call in one readable line: "Bash npm test", "Edit src/a.ts +12 −3", "Write notes.md 40 lines". Of a command all lines, as far as one has room. Paths below `cwd` are shown from there. */
export function toToolLine(name: string, input: Record<string, unknown>, cwd: string | null): string {
  const path = toVisibleLine(shorten(textOf(input['file_path']) ?? textOf(input['notebook_path']) ?? textOf(input['path']) ?? '', cwd))
  switch (name) {
    case 'Bash':
      return toLine(`Bash ${toVisibleLine(textOf(input['command']) ?? '')}`)
    case 'Edit':
    case 'MultiEdit':
      return toLine(`${name} ${path} ${toChange(name === 'Edit' ? [input] : listOf(input['edits']).map(recordOf))}`)
    case 'Write':
      return toLine(`Write ${path} ${toCount(textOf(input['content']) ?? '')}`)
    case 'Read':
    case 'NotebookEdit':
      return toLine(`${name} ${path}`)
    case 'Grep':
    case 'Glob':
      return toLine(`${name} ${textOf(input['pattern']) ?? ''}${path === '' ? '' : ` in ${path}`}`)
    case 'TodoWrite':
      return `TodoWrite ${listOf(input['todos']).length} items`
    default:
      return toLine(`${name} ${firstText(input)}`)
  }
}

/** Of a tool nobody here knows: the member that tells most about the call. */
function firstText(input: Record<string, unknown>): string {
  for (const key of ['description', 'url', 'query', 'skill', 'command', 'subject', 'prompt', 'path', 'file_path', 'name']) {
    const value = textOf(input[key])
    if (value) return value
  }
  return Object.values(input).find((value): value is string => typeof value === 'string') ?? ''
}

function shorten(path: string, cwd: string | null): string {
  return cwd !== null && cwd.length > 1 && path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path
}

function toCount(content: string): string {
  const lines = countLines(content)
  return `${lines} ${lines === 1 ? 'line' : 'lines'}`
}

/** Lines added and taken away, without those that both texts begin or end with. */
function toChange(edits: Record<string, unknown>[]): string {
  let [added, removed] = [0, 0]
  for (const edit of edits) {
    const [before, after] = [toLines(textOf(edit['old_string']) ?? ''), toLines(textOf(edit['new_string']) ?? '')]
    const shorter = Math.min(before.length, after.length)
    let head = 0
    while (head < shorter && before[head] === after[head]) head++
    let tail = 0
    while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
    added += after.length - head - tail
    removed += before.length - head - tail
  }
  return `+${added} −${removed}`
}

function toLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

function countLines(text: string): number {
  return text === '' ? 0 : toLines(text).length
}
