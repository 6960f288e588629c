import type { CallName, CallResult } from '../../contract/api.ts'
import type { PageCommand } from '../../contract/desktop.ts'
import type { Result } from '../../contract/errors.ts'
import type { SequencedEvent } from '../../contract/event.ts'
import type { Client, Connection } from './client.ts'

/** What Electron's preload puts on `window`. Answers cross as plain values; nothing throws. */
export interface Bridge {
  call(name: string, args: unknown): Promise<unknown>
  /** Delivers events after a sequence number; returns what ends it. */
  subscribe(after: number, onEvents: (events: SequencedEvent[]) => void, onStatus: (status: Connection) => void): () => void
  /** What the menu, tray, a link or a notification asks for; those asked before `desktop.ready` come with its answer. Returns what ends it. */
  on(event: 'command', hear: (command: PageCommand) => void): () => void
  /** Where a file that was dropped or pasted lies; empty when it lies nowhere, as a picture from the clipboard. */
  pathOf(file: File): string
}

declare global {
  interface Window { dispatch?: Bridge }
}

/** The carrier of Electron's window, or null in a browser. */
export function createIpcClient(): Client | null {
  const bridge = window.dispatch
  if (!bridge) return null
  return {
    call: async <Name extends CallName>(name: Name, args: unknown) => await bridge.call(name, args) as Result<CallResult<Name>>,
    subscribe: (after, onEvents, onStatus) => bridge.subscribe(after, onEvents, onStatus),
  }
}
