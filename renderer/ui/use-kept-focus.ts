import { useEffect, useRef, type FocusEvent, type RefObject } from 'react'

interface KeptFocus<Element> { ref: RefObject<Element | null>; onFocus(): void; onBlur(event: FocusEvent): void }

/** A button that goes once it has been pressed takes the focus with it: what is beside it, or the place itself, has it then. The place needs `tabIndex={-1}`. */
export function useKeptFocus<Element extends HTMLElement>(): KeptFocus<Element> {
  const ref = useRef<Element>(null)
  const within = useRef(false)
  useEffect(() => {
    if (!within.current || document.activeElement !== document.body) return
    const next = ref.current?.querySelector<HTMLElement>('button:not(:disabled)') ?? ref.current
    next?.focus({ preventScroll: true })
  })
  return {
    ref,
    onFocus: () => { within.current = true },
    // Of what is taken away nothing is heard, or it is heard of something that is not there.
    onBlur: ({ target, relatedTarget }) => { if (relatedTarget !== null ? !ref.current?.contains(relatedTarget) && relatedTarget.closest('dialog') === null : target.isConnected && !(target as HTMLButtonElement).disabled && document.hasFocus()) within.current = false },
  }
}
