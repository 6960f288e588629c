import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Key } from './key.tsx'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'
const LOOKS: Record<Look, string> = {
  primary: 'bg-fill text-on-fill enabled:hover:bg-fill-hover',
  danger: 'bg-danger text-on-fill enabled:hover:brightness-95',
  plain: 'border border-line bg-raised text-ink enabled:hover:bg-hover',
  quiet: 'text-soft enabled:hover:bg-hover enabled:hover:text-ink',
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> { look?: Look; icon?: ReactNode; shortcut?: string | undefined; children?: ReactNode }

/** A button with an optional icon and its key. 44 px where it is touched, 28 where it is clicked. */
export function Button({ look = 'plain', icon, shortcut, children, className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} className={`inline-flex h-11 shrink-0 items-center justify-center gap-1.5 rounded-md px-3 font-medium whitespace-nowrap transition-colors duration-100 disabled:opacity-50 medium:h-7 medium:px-2.5 ${LOOKS[look]} ${className}`} {...rest}>
      {icon}
      {children}
      {shortcut && <Key keys={shortcut} look={look === 'primary' || look === 'danger' ? 'on-fill' : 'plain'} />}
    </button>
  )
}

/** A button that is only an icon; `label` names it. */
export function IconButton({ label, children, className = '', type = 'button', ...rest }: Omit<ButtonProps, 'look' | 'icon' | 'shortcut'> & { label: string }) {
  return (
    <button type={type} aria-label={label} title={label} className={`inline-flex size-11 shrink-0 items-center justify-center rounded-md text-soft transition-colors duration-100 enabled:hover:bg-hover enabled:hover:text-ink disabled:opacity-50 medium:size-7 ${className}`} {...rest}>
      {children}
    </button>
  )
}
