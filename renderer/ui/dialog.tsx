import { X } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { IconButton } from './button.tsx'

interface DialogProps { title: string; onClose(): void; children: ReactNode; footer?: ReactNode; width?: string; hideTitle?: boolean; top?: boolean; /** ⌘↵ from anywhere in it. */ onConfirm?(): void }

/** A modal dialog on the browser's own element: focus stays inside, Escape closes, focus goes back where it was. On a phone it fills the screen. `data-autofocus` marks what has the focus first. */
export function Dialog({ title, onClose, children, footer, width = 'medium:w-140', hideTitle = false, top = false, onConfirm }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = element.current!
    const before = document.activeElement as HTMLElement | null
    dialog.showModal()
    // The browser would take the first thing that can have it: the button that closes.
    ;(dialog.querySelector<HTMLElement>('[data-autofocus]:not(:disabled)') ?? dialog.querySelector<HTMLElement>('[data-body]'))?.focus()
    return () => { dialog.close(); before?.focus() }
  }, [])
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      className={`arrive fixed m-0 h-dvh max-h-none w-screen max-w-none overflow-hidden border-line bg-raised text-ink shadow-overlay open:flex medium:mx-auto medium:h-fit medium:max-h-[84vh] medium:rounded-xl medium:border ${top ? 'medium:top-[12vh]' : 'medium:my-auto'} ${width} flex-col`}
      onKeyDown={(event) => {
        if (!onConfirm || event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
        event.preventDefault()
        if (!event.repeat) onConfirm()
      }}
      onCancel={(event) => { event.preventDefault(); onClose() }}
      onMouseDown={(event) => { if (event.target === element.current) onClose() }}
    >
      <div className={hideTitle ? 'sr-only' : 'flex shrink-0 items-center justify-between gap-2 border-b border-line py-2 pr-2 pl-4'}>
        <h2 id={id} className="text-head font-semibold">{title}</h2>
        {!hideTitle && <IconButton label="Close" onClick={onClose}><X size={16} /></IconButton>}
      </div>
      <div tabIndex={-1} data-body="" className="flex min-h-0 flex-1 flex-col overflow-y-auto">{children}</div>
      {footer && <div className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">{footer}</div>}
    </dialog>
  )
}
