import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { findChromium } from '../../scripts/browser.ts'
import { tempFolder } from '../place.ts'

/** Asks the browser, or an attached page. */
type Send = (method: string, params?: object) => Promise<unknown>

/**
 * A page in a browser of its own that nobody looks into: a debugger attached to a page makes its process keep what the page fetches.
 * What is asked meanwhile is asked of the browser, and of Linux.
 */
export interface OutsideWindow {
  /** Megabytes of the page's process: its own memory and its part of what it shares. */
  processMb(): Promise<number>
  /** Whether a debugger is attached to the page. */
  watched(): Promise<boolean>
  /** Looks into the page after all: its memory is not what it was from then on. */
  attach(): Promise<Send>
  close(): Promise<void>
}

interface Target { targetId: string; type: string; attached: boolean }
interface ProcessInfo { type: string; id: number; cpuTime: number }

/** Opens an address. */
export async function openOutside(url: string): Promise<OutsideWindow> {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run', '--window-size=1440,900', '--remote-debugging-port=0', `--user-data-dir=${tempFolder('chromium')}`]
  const browser = spawn(await findChromium(), [...args, url], { stdio: ['ignore', 'ignore', 'pipe'] })
  const send = await connect(await addressOf(browser.stderr))
  const page = async (): Promise<Target> => (await send('Target.getTargets') as { targetInfos: Target[] }).targetInfos.find(({ type }) => type === 'page')!
  return {
    processMb: async () => {
      const { processInfo } = await send('SystemInfo.getProcessInfo') as { processInfo: ProcessInfo[] }
      // The busiest of the renderers is the one with the page; another waits for the next tab.
      const renderer = processInfo.filter(({ type }) => type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime)[0]!
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${renderer.id}/smaps_rollup`, 'utf8'))![1]) * 1024 / 1e6
    },
    watched: async () => (await page()).attached,
    attach: async () => {
      const { sessionId } = await send('Target.attachToTarget', { targetId: (await page()).targetId, flatten: true }) as { sessionId: string }
      return (method, params) => send(method, params, sessionId)
    },
    close: async () => {
      const gone = once(browser, 'exit')
      browser.kill()
      await gone
    },
  }
}

/** Where the browser listens, as it says at its start. What it says later is read and dropped. */
function addressOf(said: Readable): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    said.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-10_000)
      const address = /DevTools listening on (ws:\S+)\s/.exec(text)?.[1]
      if (address) resolve(address)
    })
    said.on('end', () => reject(new Error(`expected the browser to say where it listens, found: ${text}`)))
  })
}

interface Answer { id?: number; result?: unknown; error?: { message: string } }

async function connect(address: string): Promise<(method: string, params?: object, sessionId?: string) => Promise<unknown>> {
  const socket = new WebSocket(address)
  const waiting = new Map<number, (answer: Answer) => void>()
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer
    if (answer.id === undefined) return
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  await once(socket, 'open')
  let last = 0
  return (method, params = {}, sessionId) => new Promise((resolve, reject) => {
    const id = ++last
    waiting.set(id, ({ result, error }) => { if (error) reject(new Error(`${method}: ${error.message}`)); else resolve(result) })
    socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }))
  })
}
