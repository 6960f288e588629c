import { useEffect, useRef, type RefObject } from 'react'
import { hasJustAnswered } from './answer.ts'

/** The button that was pressed is gone with its question: whoever pressed it goes on at what has taken its place, not at the top of the page. */
export function useFocusAfterAnswer<Element extends HTMLElement>(): RefObject<Element | null> {
  const element = useRef<Element>(null)
  useEffect(() => { if (hasJustAnswered() && document.activeElement === document.body) element.current?.focus() }, [])
  return element
}
