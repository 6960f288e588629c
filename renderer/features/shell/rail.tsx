import { Keyboard, Monitor, Moon, Plus, Sun } from 'lucide-react'
import { useStore } from '../../state/store.ts'
import { openOverlay, useView } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { setTheme, useTheme, type Theme } from '../../ui/theme.ts'
import { shellWords } from '../../words/shell.ts'
import type { RailItem } from './rail-item.ts'

/** The left edge: new job, where one can go, and how the engine does. */
export function Rail({ items }: { items: readonly RailItem[] }) {
  return (
    <nav aria-label={shellWords.navigation} className="flex min-h-0 flex-col border-r border-line bg-rail">
      <div className="p-3"><Button look="primary" shortcut="n" icon={<Plus size={15} aria-hidden="true" />} className="w-full justify-start! [&>kbd]:ml-auto" onClick={() => openOverlay('composer')}>{shellWords.newJob}</Button></div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2"><RailItems items={items} /></div>
      <div className="flex items-center gap-1 border-t border-line py-2 pr-2 pl-4"><EngineState /><span className="flex-1" /><IconButton label={shellWords.keys} onClick={() => openOverlay('keys')}><Keyboard size={15} /></IconButton><ThemeButton /></div>
    </nav>
  )
}

export function RailItems({ items }: { items: readonly RailItem[] }) {
  const view = useView()
  const store = useStore()
  return (
    <ul className="flex flex-col gap-px">
      {items.map((item) => {
        const [current, count] = [item.isCurrent(view), item.count?.(store) ?? 0]
        return (
          <li key={item.id} className={item.divided ? 'mt-2 border-t border-line pt-2' : ''}>
            <a href={item.href} aria-current={current ? 'page' : undefined} className={`flex h-11 items-center gap-2.5 rounded-md px-2 medium:h-8 ${current ? 'bg-selected font-medium' : 'hover:bg-hover'}`}>
              <item.icon size={16} aria-hidden="true" className={current ? 'text-accent' : 'text-soft'} />
              <span className="flex-1 truncate">{item.label}</span>
              {count > 0 && <span className={`tabular ${item.loud ? 'font-semibold text-violet' : 'text-soft'}`}>{count}</span>}
            </a>
          </li>
        )
      })}
    </ul>
  )
}

/** Whether the engine is there, and how much of it is used. */
export function EngineState() {
  const connection = useStore((store) => store.connection)
  const status = useStore((store) => store.status)
  const used = useStore((store) => { let count = 0; for (const job of store.world.jobs.values()) if (job.state === 'running' || job.state === 'starting') count++; return count })
  const tone = connection === 'live' ? (status?.paused ? 'text-amber' : 'text-green') : connection === 'connecting' ? 'text-slate' : 'text-red'
  return (
    <span className="flex min-w-0 items-center gap-2 text-soft" title={status ? `${status.version} · ${status.home}` : undefined}>
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full bg-current ${tone}`} />
      <span className="truncate">{connection === 'live' && status ? (status.paused ? shellWords.paused : shellWords.slots(used, status.slots.total)) : shellWords.connection[connection]}</span>
    </span>
  )
}

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const ICONS = { system: Monitor, light: Sun, dark: Moon } as const

/** Goes from one theme to the next; says which is on. */
export function ThemeButton() {
  const theme = useTheme()
  const Icon = ICONS[theme]
  return <IconButton label={`${shellWords.theme}: ${shellWords.themes[theme]}`} onClick={() => setTheme(NEXT[theme])}><Icon size={15} /></IconButton>
}
