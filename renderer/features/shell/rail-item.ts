import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { Store } from '../../state/store.ts'
import type { View } from '../../state/view.ts'

/** An entry of the rail (and, on a phone, of the page More); registered in registry/rail.ts. */
export interface RailItem {
  id: string
  label: string
  icon: LucideIcon
  href: string
  isCurrent(view: View): boolean
  /** A number beside it; 0 shows none. `loud`: it is about something a person must do. */
  count?(store: Store): number
  loud?: boolean
  /** What stands right under it. */
  After?: ComponentType
  /** A line above it. */
  divided?: boolean
}
