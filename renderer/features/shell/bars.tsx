import { CircleAlert, PauseCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { shellWords } from '../../words/shell.ts'
import { setPaused } from './commands.ts'

/** Above everything: the engine is away, or starts no jobs. */
export function Bars() {
  const connection = useStore((store) => store.connection)
  const loaded = useStore((store) => store.loaded)
  const paused = useStore((store) => store.status?.paused ?? false)
  return (
    <div role="status">
      {loaded && connection === 'offline' && <Bar icon={<CircleAlert size={15} />} look="bg-tint-red"><span className="medium:hidden">{shellWords.offlineShort}</span><span className="hidden medium:inline"><strong className="font-semibold">{shellWords.offlineTitle}</strong> <span className="text-soft">{shellWords.offlineHint}</span></span></Bar>}
      {loaded && connection === 'refused' && <Bar icon={<CircleAlert size={15} />} look="bg-tint-red"><strong className="font-semibold">{shellWords.refusedTitle}.</strong> <span className="text-soft">{shellWords.refusedHint}</span></Bar>}
      {connection === 'live' && paused && <Bar icon={<PauseCircle size={15} />} look="bg-tint-amber"><span className="flex-1">{shellWords.pausedBar}</span><Button onClick={() => void setPaused(false)}>{shellWords.resume}</Button></Bar>}
    </div>
  )
}

function Bar({ icon, look, children }: { icon: ReactNode; look: string; children: ReactNode }) {
  return <div className={`flex min-h-9 items-center gap-2 border-b border-line px-4 py-1 ${look}`}><span aria-hidden="true" className="shrink-0 text-soft">{icon}</span>{children}</div>
}
