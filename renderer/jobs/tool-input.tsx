import { toOtherMembers, toVisible } from '../../contract/call-words.ts'
import { formatCount } from '../../contract/formats.ts'
import { CodeBlock } from '../ui/markdown-view.tsx'
import { diffTexts } from '../ui/diff.ts'
import { DiffBlock } from '../ui/diff-view.tsx'

type Input = Record<string, unknown>
const textOf = (value: unknown): string => (typeof value === 'string' ? toVisible(value) : '')
const listOf = (value: unknown): Input[] => (Array.isArray(value) ? value.filter((each): each is Input => typeof each === 'object' && each !== null) : [])

/** What a tool was, or would be, called with, as a person reads it: a command, a diff, a file; anything else as JSON. */
export function ToolInput({ tool, input }: { tool: string; input: Input }) {
  const path = textOf(input['file_path']) || textOf(input['notebook_path'])
  switch (tool) {
    case 'Bash': return (
      <div className="flex flex-col gap-1">
        {textOf(input['description']) !== '' && <p className="text-soft">{textOf(input['description'])}</p>}
        <CodeBlock text={textOf(input['command'])} wrap />
        <Others tool={tool} input={input} />
      </div>
    )
    case 'Edit':
    case 'MultiEdit': {
      const edits = tool === 'Edit' ? [input] : listOf(input['edits'])
      return <div className="flex flex-col gap-1"><PathLine path={path} />{edits.map((edit, at) => <DiffBlock key={at} label={`Change of ${path}`} lines={diffTexts(textOf(edit['old_string']), textOf(edit['new_string']))} />)}<Others tool={tool} input={input} /></div>
    }
    case 'Write': {
      const lines = diffTexts('', textOf(input['content']))
      return <div className="flex flex-col gap-1"><PathLine path={path} /><p className="text-soft">{formatCount(lines.length, 'line')}</p><DiffBlock label={`Content of ${path}`} lines={lines} /><Others tool={tool} input={input} /></div>
    }
    case 'Read': return <div className="flex flex-col gap-1"><PathLine path={path} /><Others tool={tool} input={input} /></div>
    case 'WebFetch': return <div className="flex flex-col gap-1"><CodeBlock text={textOf(input['url'])} wrap />{textOf(input['prompt']) !== '' && <p>{textOf(input['prompt'])}</p>}</div>
    default: return <CodeBlock text={toVisible(JSON.stringify(input, null, 2))} wrap />
  }
}

/** What else the call carries: a switch that takes its sandbox away must not go unseen. */
function Others({ tool, input }: { tool: string; input: Input }) {
  const { description: _, ...rest } = input
  const lines = toOtherMembers(tool, rest)
  return lines.length === 0 ? null : <p className="whitespace-pre-wrap [overflow-wrap:anywhere] text-soft">{lines.join('\n')}</p>
}

function PathLine({ path }: { path: string }) {
  return <code className="whitespace-pre-wrap [overflow-wrap:anywhere] text-soft">{path}</code>
}
