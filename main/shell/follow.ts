import type { Approval } from '../../contract/approval.ts'
import type { JobList } from '../../contract/api.ts'
import type { Status } from '../../contract/engine.ts'
import type { CallName } from '../../contract/api.ts'
import type { SequencedEvent } from '../../contract/event.ts'
import { applyToDesk, createDesk, loadDesk, type Desk } from './desk.ts'
import type { Link } from './link.ts'
import type { Note } from './note.ts'

export interface FollowOptions {
  link: Link
  now(): number
  /** The desk is another; called once for many events. */
  onChange(desk: Desk): void
  /** What a person should hear of, as it came together. */
  onNotes(notes: Note[]): void
  /** A question was answered, wherever. */
  onAnswered(approval: string): void
}

/** Counts come from the engine and are asked for at most this often while jobs move. */
const STATUS_MS = 1000
/** Durations in the tray's menu are in minutes soon enough. */
const REDRAW_MS = 30_000

/** Keeps a desk in step with the engine: read once, then event by event, over any number of engines. */
export function followEngine(options: FollowOptions): { desk: Desk; changed(): void; stop(): void } {
  const { link, now } = options
  const desk = createDesk(now())
  let subscription: { stop(): void } | null = null
  let statusTimer: NodeJS.Timeout | undefined
  let drawing = false
  let loading = false
  let stopped = false

  const read = async <Value>(name: CallName, args: object): Promise<Value | null> => {
    const answer = await link.call(name, args)
    return answer.ok ? answer.value as Value : null
  }

  /** Where the events stand first, then the lists: what happens during the load is laid over them. */
  async function load(): Promise<void> {
    if (loading) return
    loading = true
    subscription?.stop()
    subscription = null
    const status = await read<Status>('engine.status', {})
    const lists = status && await Promise.all((['starting', 'running', 'waiting', 'held'] as const).map((state) => read<JobList>('jobs.list', { state, limit: 1000 })))
    const asked = lists && await read<{ approvals: Approval[] }>('approvals.list', {})
    loading = false
    // An engine that went away meanwhile is read when it is back.
    if (stopped || !status || !asked || !lists || lists.includes(null)) return
    loadDesk(desk, { status, jobs: lists.flatMap((list) => list!.jobs), approvals: asked.approvals })
    subscription = link.subscribe(status.eventSeq, hear)
    changed()
  }

  function hear(batch: SequencedEvent[]): void {
    const notes: Note[] = []
    for (const { event } of batch) {
      const applied = applyToDesk(desk, event, now())
      if (applied.note) notes.push(applied.note)
      if (applied.answered !== null) options.onAnswered(applied.answered)
      if (applied.stale === 'all') void load()
      else if (applied.stale === 'status') statusTimer ??= setTimeout(() => void refresh(), STATUS_MS)
    }
    if (notes.length > 0) options.onNotes(notes)
    if (batch.some(({ event }) => event.kind !== 'log.appended')) changed()
  }

  async function refresh(): Promise<void> {
    const status = await read<Status>('engine.status', {})
    statusTimer = undefined
    if (!status || stopped) return
    desk.status = status
    changed()
  }

  /** Many changes of one moment are drawn once. */
  function changed(): void {
    if (drawing || stopped) return
    drawing = true
    setImmediate(() => {
      drawing = false
      if (!stopped) options.onChange(desk)
    })
  }

  const redraw = setInterval(() => { if (desk.active.size > 0) changed() }, REDRAW_MS)
  const followLink = (): void => {
    const state = link.state()
    desk.link = state.kind
    desk.trouble = state.kind === 'offline' ? state.why : null
    if (state.kind === 'live' && subscription === null) void load()
    else if (state.kind === 'live') statusTimer ??= setTimeout(() => void refresh(), 0)
    changed()
  }
  link.onState(followLink)
  followLink()
  return {
    desk, changed,
    stop: () => {
      stopped = true
      clearInterval(redraw)
      clearTimeout(statusTimer)
      subscription?.stop()
    },
  }
}
