import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { INPUT, type ControlProps } from './field.tsx'

/** Something that can be picked: `value` goes back, `node` is shown. */
export interface Option { value: string; node: ReactNode }
interface ComboboxProps {
  control: ControlProps; value: string; options: readonly Option[]; placeholder?: string; className?: string
  /** Only what is offered counts: Enter takes the first that fits what is typed. */
  picks?: boolean
  onChange(text: string): void; onPick(value: string): void
  /** The field is left, with whatever stands in it. */
  onLeave?(): void
}

/** A text field that offers what fits. The list lies above everything, so that no scrolling box cuts it off. */
export function Combobox({ control, value, options, placeholder, className = '', picks = false, onChange, onPick, onLeave }: ComboboxProps) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const shown = open && options.length > 0
  // Placed at every drawing, because what else is drawn may have moved the field; and when it moves without one.
  useLayoutEffect(() => { if (shown) place(field.current!, list.current!) })
  useLayoutEffect(() => {
    if (!shown) return
    const [box, popup] = [field.current!, list.current!]
    const follow = (): void => place(box, popup)
    const observer = new ResizeObserver(follow)
    observer.observe(box.form ?? box)
    document.addEventListener('scroll', follow, true)
    window.addEventListener('resize', follow)
    popup.showPopover()
    return () => {
      observer.disconnect()
      document.removeEventListener('scroll', follow, true)
      window.removeEventListener('resize', follow)
      popup.hidePopover()
    }
  }, [shown])

  const pick = (option: Option | undefined): void => {
    if (!option) return
    onPick(option.value)
    setOpen(false)
    setAt(-1)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    // The form is sent: nothing is picked any more.
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) setOpen(false)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt(Math.max(0, Math.min(options.length - 1, at + step)))
    } else if (event.key === 'Enter' && shown && (at >= 0 || (picks && value.trim() !== ''))) {
      event.preventDefault()
      pick(options[Math.max(at, 0)])
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault()
      event.stopPropagation()
      setOpen(false)
    }
  }
  return (
    <>
      <input
        {...control} ref={field} role="combobox" aria-expanded={shown} aria-controls={shown ? id : undefined} aria-autocomplete="list" aria-activedescendant={shown && at >= 0 ? `${id}-${at}` : undefined} type="text" autoComplete="off" spellCheck={false} placeholder={placeholder}
        className={`${INPUT} ${className}`} value={value} onFocus={() => setOpen(control['aria-invalid'] === undefined)} onBlur={() => { setOpen(false); setAt(-1); onLeave?.() }} onMouseDown={() => setOpen(true)} onChange={(event) => { onChange(event.target.value); setOpen(true); setAt(-1) }} onKeyDown={onKeyDown}
      />
      {shown && (
        <div ref={list} id={id} role="listbox" aria-label={placeholder ?? 'Suggestions'} popover="manual" className="fixed m-0 overflow-y-auto rounded-lg border border-line bg-raised p-1 text-ink shadow-overlay">
          {options.map((option, index) => (
            <div key={option.value} id={`${id}-${index}`} role="option" aria-selected={index === at} onMouseDown={(event) => { event.preventDefault(); pick(option) }} className={`flex min-h-11 items-center rounded-md px-2 medium:min-h-8 ${index === at ? 'bg-selected' : 'hover:bg-hover'}`}>{option.node}</div>
          ))}
        </div>
      )}
    </>
  )
}

/** Below the field, or above it where there is more room. */
function place(box: HTMLElement, popup: HTMLElement): void {
  const rect = box.getBoundingClientRect()
  const below = innerHeight - rect.bottom
  Object.assign(popup.style, { left: `${rect.left}px`, width: `${rect.width}px`, top: below > 180 ? `${rect.bottom + 4}px` : 'auto', bottom: below > 180 ? 'auto' : `${innerHeight - rect.top + 4}px`, maxHeight: `${Math.min(260, Math.max(below, rect.top) - 12)}px` })
}
