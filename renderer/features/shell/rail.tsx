import { Keyboard, Monitor, Moon, Plus, Sun } from 'lucide-react'
import { useCapacity } from '../../jobs/capacity.ts'
import { useStore } from '../../state/store.ts'
import { openOverlay, useView } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Notices } from '../../ui/notices.tsx'
import { RailLink } from '../../ui/rail-link.tsx'
import { setTheme, useTheme, type Theme } from '../../ui/theme.ts'
import { shellWords } from '../../words/shell.ts'
import type { RailItem } from './rail-item.ts'

/** The left edge: new job, where one can go, and how the engine does. */
export function Rail({ items }: { items: readonly RailItem[] }) {
  return (
    <nav aria-label={shellWords.navigation} className="flex min-h-0 flex-col border-r border-line bg-rail">
      <div className="p-3"><Button look="primary" shortcut="n" icon={<Plus size={15} aria-hidden="true" />} className="w-full justify-start! [&>kbd]:ml-auto" onClick={() => openOverlay('composer')}>{shellWords.newJob}</Button></div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2"><RailItems items={items} /></div>
      <Notices />
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
            <RailLink href={item.href} icon={item.icon} label={item.label} current={current} count={count} loud={item.loud ?? false} />
            {item.After && <item.After />}
          </li>
        )
      })}
    </ul>
  )
}

/** Whether the engine is there, and how many of its slots are used; by profile on the hover. */
export function EngineState() {
  const connection = useStore((store) => store.connection)
  const capacity = useCapacity()
  const tone = connection === 'live' ? (capacity?.paused ? 'text-amber' : 'text-green') : connection === 'connecting' ? 'text-slate' : 'text-red'
  const live = connection === 'live' && capacity
  const byProfile = [...(capacity?.profiles ?? [])].filter(([, profile]) => profile.used > 0 || profile.paused).map(([name, profile]) => shellWords.profileSlots(name, profile.used, profile.slots, profile.paused))
  return (
    <span className="flex min-w-0 items-center gap-2 text-soft" title={live ? [shellWords.slotsHint(capacity.used, capacity.total), ...byProfile].join('\n') : undefined}>
      <span className={`truncate ${live && capacity.paused ? 'text-amber' : ''}`}>{live && capacity.paused ? shellWords.paused : shellWords.connection[connection]}</span>
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full bg-current ${tone}`} />
      {live && <span className="shrink-0 tabular"><span className="sr-only">{shellWords.slotsHint(capacity.used, capacity.total)}</span><span aria-hidden="true">{shellWords.slots(capacity.used, capacity.total)}</span></span>}
    </span>
  )
}

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const ICONS = { system: Monitor, light: Sun, dark: Moon } as const

/** Goes from one theme to the next; says which is on. */
function ThemeButton() {
  const theme = useTheme()
  const Icon = ICONS[theme]
  return <IconButton label={`${shellWords.theme}: ${shellWords.themes[theme]}`} onClick={() => setTheme(NEXT[theme])}><Icon size={15} /></IconButton>
}
