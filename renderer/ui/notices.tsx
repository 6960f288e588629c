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

export function Notices() {
  const notices = useNotices((state) => state.notices)
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-16 z-50 flex flex-col items-center gap-2 px-4 medium:bottom-4">
      {notices.map((notice) => (
        <div key={notice.id} className={`arrive pointer-events-auto flex max-w-140 items-start gap-2 rounded-lg border py-2 pr-1 pl-3 shadow-overlay ${notice.tone === 'error' ? 'border-red/40 bg-tint-red' : 'border-line bg-raised'}`}>
          <span className="py-1 [overflow-wrap:anywhere]">{notice.text}</span>
          <IconButton label="Dismiss" onClick={() => dismiss(notice.id)}><X size={14} /></IconButton>
        </div>
      ))}
    </div>
  )
}
