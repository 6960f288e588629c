import type { ComponentType } from 'react'

/** A place in the window, by the first part of its address; registered in registry/screens.tsx. */
export interface Screen {
  name: string
  /** For the window's title and for screen readers. */
  title: string
  /** The list in the middle; two screens with the same one share it while they change. Absent: the screen takes the whole width. */
  Middle?: ComponentType
  /** The rest. `path`: the address after the name. */
  Main: ComponentType<{ path: readonly string[] }>
  /** Whether Main lies over Middle where there is no room for both. */
  covers(path: readonly string[]): boolean
}
