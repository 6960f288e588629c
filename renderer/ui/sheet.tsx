import { Ellipsis } from 'lucide-react'
import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { IconButton } from './button.tsx'

/** Things to do behind a button; they come up from the lower edge, where the thumb is. A press on one of them, or beside them, closes it. */
export function Sheet({ label, children }: { label: string; children: ReactNode }) {
  const id = useId()
  const panel = useRef<HTMLDivElement>(null)
  // The browser closes it; the page's own keys must not hear of it.
  const onKeyDown = (event: KeyboardEvent): void => { if (event.key === 'Escape') event.stopPropagation() }
  return (
    <>
      <IconButton label={label} className="-mr-2" popoverTarget={id}><Ellipsis size={18} aria-hidden="true" /></IconButton>
      <div
        ref={panel} id={id} popover="auto" role="group" aria-label={label} onKeyDown={onKeyDown} onClick={(event) => { if (event.target !== panel.current) panel.current!.hidePopover() }}
        onToggle={(event) => { if (event.newState === 'open') panel.current!.querySelector<HTMLElement>('button:enabled, a[href]')?.focus() }}
        className="arrive fixed inset-x-0 top-auto bottom-0 m-0 max-h-[80dvh] w-full max-w-none flex-col gap-1 overflow-y-auto rounded-t-xl border-t border-line bg-raised p-3 text-ink shadow-overlay backdrop:bg-(--backdrop) open:flex"
      >
        {children}
      </div>
    </>
  )
}
