import { useLayoutEffect, useRef, type ChangeEvent, type RefObject, type TextareaHTMLAttributes } from 'react'

interface OwnTextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'value' | 'defaultValue' | 'onChange'> { field: RefObject<HTMLTextAreaElement | null>; value: string; onChange(text: string): void }

/** A field for a text of any length. It keeps the text itself and is written only when the value comes from elsewhere: React would write all of it into the page a second time with every key. */
export function OwnTextArea({ field, value, onChange, ...rest }: OwnTextAreaProps) {
  /** What the field holds, as far as is known without asking it. */
  const held = useRef('')
  useLayoutEffect(() => {
    if (held.current !== value) write(field.current!, value)
    held.current = value
  }, [value, field])
  const change = (event: ChangeEvent<HTMLTextAreaElement>): void => { held.current = event.target.value; onChange(held.current) }
  return <textarea {...rest} ref={field} onChange={change} />
}

function write(field: HTMLTextAreaElement, text: string): void {
  field.value = text
}
