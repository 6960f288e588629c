import { useEffect, useState, type ButtonHTMLAttributes } from 'react'
import { Button } from './button.tsx'

/** So long what comes as news stands there before it can be confirmed: a press that was under way was not meant for it. */
const READ_MS = 500

interface ConfirmButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look: 'primary' | 'danger'
  shortcut?: string
  /** Whether what it does stands there to be read. */
  ready: boolean
  /** Whether that is more than what was asked for. */
  news?: boolean
}

/** Confirms what a dialog shows. It has the focus from the first, and takes no press before that can have been read, nor one of a key that is held down. */
export function ConfirmButton({ ready, news = false, onClick, ...rest }: ConfirmButtonProps) {
  const [read, setRead] = useState(false)
  useEffect(() => {
    setRead(false)
    if (!ready) return
    const timer = setTimeout(() => setRead(true), news ? READ_MS : 0)
    return () => clearTimeout(timer)
  }, [ready, news])
  const isOpen = ready && read
  return (
    <Button
      {...rest} data-autofocus="" aria-disabled={!isOpen} className="aria-disabled:opacity-50"
      onKeyDown={(event) => { if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault() }}
      onClick={(event) => { if (isOpen) onClick?.(event) }}
    />
  )
}
