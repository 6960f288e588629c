import { useEffect, useState } from 'react'
import type { Conversation } from '../../../contract/conversation.ts'
import type { Job } from '../../../contract/job.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { createTurns, type Turn } from './turns.ts'

const PAGE = 2000

/** One job of a conversation: as it was read (the store may know it newer), and what was said in it. */
export interface Part { id: string; job: Job | null; turns: readonly Turn[]; done: boolean }
export interface Read { conversation: Conversation | null; parts: readonly Part[]; trouble: string | null }
const NOTHING: Read = { conversation: null, parts: [], trouble: null }

/** Reads a conversation with the logs of its jobs, and goes on as they grow and as jobs are added to it. */
export function useConversation(id: string): Read {
  const [read, setRead] = useState<Read>(NOTHING)
  useEffect(() => {
    setRead(NOTHING)
    return followConversation(id, (change) => setRead(change))
  }, [id])
  return read
}

function followConversation(id: string, set: (change: (before: Read) => Read) => void): () => void {
  const readers = new Map<string, () => void>()
  let [stopped, loading, again] = [false, false, false]
  const put = (part: Pick<Part, 'id'> & Partial<Part>): void => { if (!stopped) set((before) => ({ ...before, parts: before.parts.map((each) => (each.id === part.id ? { ...each, ...part } : each)) })) }

  async function load(): Promise<void> {
    if (loading) { again = true; return }
    loading = true
    const answer = await call('conversations.get', { id })
    loading = false
    if (stopped) return
    if (again) { again = false; void load() }
    if (!answer.ok) return set((before) => ({ ...before, trouble: answer.code === 'no-engine' ? before.trouble : answer.message }))
    const conversation = answer.value
    set((before) => ({ conversation, trouble: null, parts: conversation.jobs.map((job) => before.parts.find((part) => part.id === job) ?? { id: job, job: null, turns: [], done: false }) }))
    for (const job of conversation.jobs) if (!readers.has(job)) readers.set(job, startReader(job, put, () => stopped))
  }
  const readAll = (): void => { for (const more of readers.values()) more() }
  // Whether somebody has it open in a terminal comes with no event; whoever comes back from there brings the focus.
  const onFocus = (): void => void load()

  void load()
  window.addEventListener('focus', onFocus)
  const stop = useStore.subscribe((now, before) => {
    if (now.world.logEnds !== before.world.logEnds) for (const [job, more] of readers) if (now.world.logEnds.get(job) !== before.world.logEnds.get(job)) more()
    const back = now.connection === 'live' && before.connection !== 'live'
    if (back) readAll()
    if (back || (now.world.jobs !== before.world.jobs && isTouched(id, now.world.jobs, before.world.jobs))) void load()
  })
  return () => {
    stopped = true
    stop()
    window.removeEventListener('focus', onFocus)
  }
}

/** Whether a job of the conversation is new or has changed: a conversation given back is told by such a change too. */
function isTouched(id: string, now: ReadonlyMap<string, Job>, before: ReadonlyMap<string, Job>): boolean {
  for (const job of now.values()) if (job.conversation === id && before.get(job.id) !== job) return true
  return false
}

/** Reads one job and its log; returns what makes it look for more. */
function startReader(id: string, put: (part: Pick<Part, 'id'> & Partial<Part>) => void, isStopped: () => boolean): () => void {
  const book = createTurns()
  let [reading, again] = [false, false]
  async function read(): Promise<void> {
    if (reading) { again = true; return }
    reading = true
    for (let more = true; more && !isStopped();) {
      again = false
      const page = await call('jobs.log', { id, after: book.last(), limit: PAGE })
      if (!page.ok) break
      const turns = book.push(page.value.entries)
      more = page.value.next !== null || again
      put({ id, turns, done: !more })
    }
    reading = false
  }
  void call('jobs.get', { id }).then((answer) => { if (answer.ok) put({ id, job: answer.value }) })
  void read()
  return () => void read()
}
