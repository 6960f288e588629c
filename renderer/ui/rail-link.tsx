import type { LucideIcon } from 'lucide-react'

interface RailLinkProps { href: string; icon: LucideIcon; label: string; current: boolean; count?: number; loud?: boolean; className?: string }

/** A place one can go, with the number of things there. */
export function RailLink({ href, icon: Icon, label, current, count = 0, loud = false, className = '' }: RailLinkProps) {
  return (
    <a href={href} aria-current={current ? 'page' : undefined} className={`flex h-11 items-center gap-2.5 rounded-md px-2 medium:h-8 ${current ? 'bg-selected font-medium' : 'hover:bg-hover'} ${className}`}>
      <Icon size={16} aria-hidden="true" className={`shrink-0 ${current ? 'text-accent' : 'text-soft'}`} />
      <span dir="auto" title={label} className="min-w-0 flex-1 truncate text-left">{label}</span>
      {count > 0 && <span className={`tabular ${loud ? 'font-semibold text-violet' : 'text-soft'}`}>{count}</span>}
    </a>
  )
}
