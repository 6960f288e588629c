import { contextBridge, ipcRenderer, webUtils } from 'electron'

type Hear = (value: never) => void
interface Batch { stream: number; events: unknown[] }

/** What this program says to the page; `on` knows no other names. */
const EVENTS = new Set(['events', 'status', 'command'])
let stream = 0

const call = (name: string, args: unknown): Promise<unknown> => ipcRenderer.invoke('dispatch:call', name, args)

function on(event: string, hear: Hear): () => void {
  if (!EVENTS.has(event)) throw new Error(`there is no event ${event}`)
  const listen = (_event: unknown, said: string, value: unknown): void => { if (said === event) hear(value as never) }
  ipcRenderer.on('dispatch:say', listen)
  return () => { ipcRenderer.off('dispatch:say', listen) }
}

function subscribe(after: number, onEvents: (events: unknown[]) => void, onStatus: (status: string) => void): () => void {
  const mine = ++stream
  const offs = [on('status', onStatus as Hear), on('events', ((batch: Batch) => {
    if (batch.stream !== mine) return
    onEvents(batch.events)
    ipcRenderer.send('dispatch:seen', mine)
  }) as Hear)]
  void call('events.after', { after, stream: mine })
  return () => {
    for (const off of offs) off()
    void call('events.stop', { stream: mine })
  }
}

contextBridge.exposeInMainWorld('dispatch', { call, on, subscribe, pathOf: (file: Parameters<typeof webUtils.getPathForFile>[0]) => webUtils.getPathForFile(file) })
