import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { CALLS, type CallName } from '../../contract/api.ts'
import { failure, type Result } from '../../contract/errors.ts'
import type { SequencedEvent } from '../../contract/event.ts'

/** What the window is a carrier of: calls answered as values, and the events after a sequence number, each batch waited for. */
export interface Line {
  call(name: CallName, args: unknown): Promise<Result<unknown>>
  subscribe(after: number, deliver: (batch: SequencedEvent[]) => Promise<void> | void): { stop(): void }
}

/** How the page stands to the engine. */
export type Connection = 'connecting' | 'live' | 'offline'

export interface IpcParts {
  line: Line
  isOwnPage(url: string): boolean
  /** Calls of the desktop itself (`desktop.…`); null when there is none of that name. */
  desktop(name: string, args: unknown, sender: WebContents): Promise<Result<unknown>> | null
  connection(): Connection
}

/** Names on the wire between the page's bridge and this program. */
export const CHANNELS = { call: 'dispatch:call', seen: 'dispatch:seen', say: 'dispatch:say' } as const

interface Stream { id: number; stop(): void; seen(): void }

const FOREIGN = failure('forbidden', 'Expected a call from the window’s own page, found another sender. Only the page Dispatch brings may speak to the engine.')

/** Only the page itself, in the window's top frame: a frame inside of it, or a page somebody led the window to, is nobody. */
function isTrusted(event: IpcMainInvokeEvent | IpcMainEvent, isOwnPage: IpcParts['isOwnPage']): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && isOwnPage(frame.url)
}

/** Answers the pages of this program over IPC. Gives what tells them how they stand, and what ends it. */
export function serveIpc(parts: IpcParts): { tell(connection: Connection): void; stop(): void } {
  const streams = new Map<WebContents, Stream>()
  const say = (sender: WebContents, event: string, value: unknown): void => { if (!sender.isDestroyed()) sender.send(CHANNELS.say, event, value) }

  function drop(sender: WebContents): void {
    streams.get(sender)?.stop()
    streams.delete(sender)
  }

  /** One stream for each page: a second takes the first one's place. A page that does not say it has seen a batch gets no further one. */
  function follow(sender: WebContents, args: unknown): Result<null> {
    const { after, stream: id } = (args ?? {}) as { after?: unknown; stream?: unknown }
    if (!Number.isSafeInteger(after) || (after as number) < 0 || !Number.isSafeInteger(id)) return failure('bad-input', 'events.after: expected {after, stream} with whole numbers.')
    drop(sender)
    let seen = (): void => {}
    const subscription = parts.line.subscribe(after as number, (events) => new Promise<void>((resolve) => {
      seen = resolve
      if (sender.isDestroyed()) return
      say(sender, 'events', { stream: id, events })
    }))
    const gone = (): void => drop(sender)
    sender.once('destroyed', gone)
    // A reloaded or crashed page has forgotten its stream; the new one asks for its own.
    sender.once('render-process-gone', gone)
    sender.once('did-navigate', gone)
    streams.set(sender, {
      id: id as number,
      seen: () => seen(),
      stop: () => {
        subscription.stop()
        seen()
        for (const event of ['destroyed', 'render-process-gone', 'did-navigate'] as const) sender.off(event as 'destroyed', gone)
      },
    })
    say(sender, 'status', parts.connection())
    return { ok: true, value: null }
  }

  async function answer(event: IpcMainInvokeEvent, name: unknown, args: unknown): Promise<Result<unknown>> {
    if (!isTrusted(event, parts.isOwnPage)) return FOREIGN
    if (name === 'events.after') return follow(event.sender, args)
    if (name === 'events.stop') {
      if (streams.get(event.sender)?.id === (args as { stream?: unknown } | null)?.stream) drop(event.sender)
      return { ok: true, value: null }
    }
    if (typeof name === 'string' && Object.hasOwn(CALLS, name)) return parts.line.call(name as CallName, args)
    return (typeof name === 'string' ? await parts.desktop(name, args, event.sender) : null) ?? failure('not-found', `There is no call ${JSON.stringify(name)}.`)
  }

  const hear = (event: IpcMainEvent, id: unknown): void => {
    const stream = streams.get(event.sender)
    if (stream && stream.id === id && isTrusted(event, parts.isOwnPage)) stream.seen()
  }
  ipcMain.handle(CHANNELS.call, answer)
  ipcMain.on(CHANNELS.seen, hear)
  return {
    tell: (connection) => { for (const sender of streams.keys()) say(sender, 'status', connection) },
    stop: () => {
      for (const sender of streams.keys()) drop(sender)
      ipcMain.removeHandler(CHANNELS.call)
      ipcMain.off(CHANNELS.seen, hear)
    },
  }
}
