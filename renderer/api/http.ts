import type { CallName, CallResult } from '../../contract/api.ts'
import type { ErrorBody, Failure, Result } from '../../contract/errors.ts'
import type { DispatchEvent, EventKind, SequencedEvent } from '../../contract/event.ts'
import { EVENTS_PATH } from '../../contract/routes.ts'
import { toWaitMs } from './back-off.ts'
import type { Client, Connection } from './client.ts'
import { toRequest } from './request.ts'

const KINDS: Record<EventKind, true> = { 'job.changed': true, 'log.appended': true, 'approval.asked': true, 'approval.answered': true, 'profile.changed': true, 'schedule.changed': true, 'quota.changed': true, 'engine.changed': true }
const GONE: Failure = { ok: false, code: 'no-engine', message: 'The engine does not answer. Start it with `dispatch serve`; this page connects by itself.' }

/** The carrier of a page in a browser: fetch and Server-Sent Events of the engine that served it. */
export function createHttpClient(): Client {
  return { call, subscribe }
}

async function call<Name extends CallName>(name: Name, args: object): Promise<Result<CallResult<Name>>> {
  const { method, url, body } = toRequest(name, args as Record<string, unknown>)
  const headers: Record<string, string> = { 'x-dispatch-from': 'web', ...(body === null ? {} : { 'content-type': 'application/json' }) }
  const response = await fetch(url, { method, headers, body, credentials: 'same-origin' }).catch(() => null)
  if (!response) return GONE
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok && answer !== null) return { ok: true, value: answer as CallResult<Name> }
  const error = (answer as ErrorBody | null)?.error
  if (error) return { ok: false, ...error }
  return { ok: false, code: 'internal', message: `Expected an answer of the engine, found status ${response.status} without one. Reload the page.` }
}

/** Holds one stream open: resumes after the last event seen, waits longer each time it fails. */
function subscribe(after: number, onEvents: (events: SequencedEvent[]) => void, onStatus: (status: Connection) => void): () => void {
  let [seq, attempt, stopped] = [after, 0, false]
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    clearTimeout(timer)
    source?.close()
    const mine = new EventSource(`${EVENTS_PATH}?after=${seq}`)
    source = mine
    mine.addEventListener('open', () => { attempt = 0; onStatus('live') })
    mine.addEventListener('error', () => { if (source === mine) void fail(mine) })
    for (const kind of Object.keys(KINDS)) mine.addEventListener(kind, (message) => receive(message as MessageEvent<string>))
  }
  function receive(message: MessageEvent<string>): void {
    const event = JSON.parse(message.data) as DispatchEvent
    seq = Number(message.lastEventId)
    onEvents([{ seq, event }])
  }
  async function fail(mine: EventSource): Promise<void> {
    mine.close()
    source = null
    onStatus('offline')
    // The stream does not say why it broke; a call does.
    const answer = await call('engine.status', {})
    if (stopped || source) return
    if (!answer.ok && answer.code === 'unauthorized') onStatus('refused')
    timer = setTimeout(open, toWaitMs(attempt++, Math.random()))
  }
  const hurry = (): void => { if (!stopped && source === null && document.visibilityState === 'visible') { attempt = 0; open() } }

  window.addEventListener('online', hurry)
  document.addEventListener('visibilitychange', hurry)
  open()
  return () => {
    stopped = true
    clearTimeout(timer)
    source?.close()
    window.removeEventListener('online', hurry)
    document.removeEventListener('visibilitychange', hurry)
  }
}
