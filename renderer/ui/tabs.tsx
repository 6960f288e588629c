import type { KeyboardEvent, ReactNode } from 'react'

export interface TabItem { id: string; label: string; badge?: ReactNode }

/** Where not all tabs have room, the current one is moved into sight. */
const show = (tab: HTMLButtonElement | null): void => tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' })

/** A row of tabs; arrows move between them, Home and End to the first and the last. The panel belongs to the caller: `role=tabpanel`, id `${id}-panel`. */
export function Tabs({ id, label, items, current, onChange }: { id: string; label: string; items: readonly TabItem[]; current: string; onChange(id: string): void }) {
  const move = (event: KeyboardEvent<HTMLButtonElement>): void => {
    const at = items.findIndex((item) => item.id === current)
    const to = event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowLeft' ? at - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? items.length - 1 : null
    if (to === null) return
    event.preventDefault()
    const next = items[(to + items.length) % items.length]!
    onChange(next.id)
    document.getElementById(`${id}-${next.id}`)?.focus()
  }
  return (
    <div role="tablist" aria-label={label} className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-3">
      {items.map((item) => (
        <button
          key={item.id} id={`${id}-${item.id}`} type="button" role="tab" aria-selected={item.id === current} aria-controls={`${id}-panel`} tabIndex={item.id === current ? 0 : -1}
          ref={item.id === current ? show : undefined} onClick={() => onChange(item.id)} onKeyDown={move}
          className={`-mb-px h-11 border-b-2 px-2 whitespace-nowrap medium:h-9 ${item.id === current ? 'border-accent font-medium text-ink' : 'border-transparent text-soft hover:text-ink'}`}
        >
          {item.label}{item.badge !== undefined && <span className="ml-1.5 text-soft tabular">{item.badge}</span>}
        </button>
      ))}
    </div>
  )
}
