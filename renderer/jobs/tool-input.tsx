import { CodeBlock } from '../ui/markdown-view.tsx'
import { diffTexts } from '../ui/diff.ts'
import { DiffBlock } from '../ui/diff-view.tsx'

type Input = Record<string, unknown>
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const listOf = (value: unknown): Input[] => (Array.isArray(value) ? value.filter((each): each is Input => typeof each === 'object' && each !== null) : [])

/** What a tool was, or would be, called with, as a person reads it: a command, a diff, a file; anything else as JSON. */
export function ToolInput({ tool, input }: { tool: string; input: Input }) {
  const path = textOf(input['file_path']) || textOf(input['notebook_path'])
  switch (tool) {
    case 'Bash': return (
      <div className="flex flex-col gap-1">
        {textOf(input['description']) !== '' && <p className="text-soft">{textOf(input['description'])}</p>}
        <CodeBlock text={textOf(input['command'])} wrap />
      </div>
    )
    case 'Edit':
    case 'MultiEdit': {
      const edits = tool === 'Edit' ? [input] : listOf(input['edits'])
      return <div className="flex flex-col gap-1"><PathLine path={path} />{edits.map((edit, at) => <DiffBlock key={at} label={`Change of ${path}`} lines={diffTexts(textOf(edit['old_string']), textOf(edit['new_string']))} />)}</div>
    }
    case 'Write': return <div className="flex flex-col gap-1"><PathLine path={path} /><DiffBlock label={`Content of ${path}`} lines={diffTexts('', textOf(input['content']))} /></div>
    case 'Read': return <PathLine path={path} />
    case 'WebFetch': return <div className="flex flex-col gap-1"><CodeBlock text={textOf(input['url'])} wrap />{textOf(input['prompt']) !== '' && <p>{textOf(input['prompt'])}</p>}</div>
    default: return <CodeBlock text={JSON.stringify(input, null, 2)} wrap />
  }
}

function PathLine({ path }: { path: string }) {
  return <code className="[overflow-wrap:anywhere] text-soft">{path}</code>
}
