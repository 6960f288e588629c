import type { Approval } from '../../contract/approval.ts'
import type { Job } from '../../contract/job.ts'
import type { Store } from '../state/store.ts'
import type { View } from '../state/view.ts'
import type { Layout } from '../ui/use-media.ts'

export const COMMAND_GROUPS = ['go', 'list', 'job', 'inbox', 'window'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** What a command may look at when it is asked whether it fits and when it runs. */
export interface CommandContext {
  view: View
  store: Store
  layout: Layout
  /** The jobs meant: those selected, else the one the keyboard points at, else the one that is open. */
  targets: readonly Job[]
  /** The question meant: the one open in the inbox, else the one the job in view waits for. */
  approval: Approval | null
}

/** Something a person can do: by key, in the palette, in the list of keys. */
export interface Command {
  id: string
  title: string
  group: CommandGroup
  /** What else it is looked for by in the palette: the word of the command line, above all. */
  keywords?: string
  /** In the palette only once something is looked for: there are many of its kind. */
  onlyFound?: boolean
  /** Shortcuts such as `j`, `shift+d`, `mod+k`; the first is the one shown. */
  keys?: readonly string[]
  /** Whether it fits now; absent: always. */
  when?(context: CommandContext): boolean
  run(context: CommandContext): void
  /** Not in the palette: moving about and opening the palette itself. */
  keyOnly?: boolean
  /** Changes something at the engine: not while it is away. */
  changes?: boolean
}
