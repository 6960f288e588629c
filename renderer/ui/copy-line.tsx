import { Copy } from 'lucide-react'
import { IconButton } from './button.tsx'
import { copy } from './copy.ts'

/** A command to be typed elsewhere, with the button that copies it. */
export function CopyLine({ text, what = 'the command' }: { text: string; what?: string }) {
  return (
    <div className="flex min-w-0 items-center rounded-md border border-line bg-sunken pl-2.5">
      <code className="min-w-0 flex-1 py-1 select-all [overflow-wrap:anywhere]">{text}</code>
      <IconButton label={`Copy ${text}`} onClick={() => void copy(text, what)}><Copy size={14} /></IconButton>
    </div>
  )
}
