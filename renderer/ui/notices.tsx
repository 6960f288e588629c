import { X } from 'lucide-react'
import { create } from 'zustand'
import { IconButton } from './button.tsx'

/** Long enough to be read twice. */
const STAYS_MS = 6000
interface Notice { id: number; text: string; tone: 'plain' | 'error' }
const useNotices = create<{ notices: readonly Notice[] }>(() => ({ notices: [] }))
let last = 0

/** Says something that just happened, at the edge of the window. An error stays until it is closed. */
export function notify(text: string, tone: Notice['tone'] = 'plain'): void {
  const id = ++last
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-2), { id, text, tone }] }))
  if (tone === 'plain') setTimeout(() => dismiss(id), STAYS_MS)
}
const dismiss = (id: number): void => useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))

/** Where notices are said. They stand in the line of things, over the edge at the bottom: whatever is there stays free to be read and pressed. */
export function Notices() {
  const notices = useNotices((state) => state.notices)
  return (
    <div role="status" aria-live="polite" className="flex shrink-0 flex-col gap-1.5 px-2 not-empty:py-1.5">
      {notices.map((notice) => (
        <div key={notice.id} className={`arrive flex items-start gap-1 rounded-lg border py-1 pl-2.5 ${notice.tone === 'error' ? 'border-red/40 bg-tint-red' : 'border-line bg-raised'}`}>
          <span className="min-w-0 flex-1 self-center py-0.5 [overflow-wrap:anywhere]">{notice.text}</span>
          <IconButton label="Dismiss" onClick={() => dismiss(notice.id)}><X size={14} /></IconButton>
        </div>
      ))}
    </div>
  )
}
