import { basename } from 'node:path'

const SHOWN = 300

const line = (text: string): string => {
  const one = text.replace(/\s+/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '').trim()
  return one.length > SHOWN ? `${one.slice(0, SHOWN)}…` : one
}

const word = (value: unknown): string => (typeof value === 'string' ? line(value) : line(JSON.stringify(value ?? null)))

/** What Claude wants to do, as one readable line: "run `rm -rf build` in api". */
export function toQuestion(tool: string, input: Record<string, unknown>, repository: string): string {
  const where = basename(repository)
  switch (tool) {
    case 'Bash': return `run \`${word(input['command'])}\` in ${where}`
    case 'Write': return `write ${word(input['file_path'])}`
    case 'Edit':
    case 'MultiEdit':
    case 'NotebookEdit': return `edit ${word(input['file_path'] ?? input['notebook_path'])}`
    case 'Read': return `read ${word(input['file_path'])}`
    case 'WebFetch': return `fetch ${word(input['url'])}`
    case 'WebSearch': return `search the web for ${word(input['query'])}`
    default: return `use ${line(tool)} with ${word(input)}`
  }
}
