import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { afterFirstLine, createWriteQueue, findStart, fromBase64, type RawPage } from './feed.ts'
import type { Screen } from './screen.ts'

/** Shown of a run at once: the last of it fills the lines kept, and a frame's share of it is drawn without a stutter. */
const MOST = 4 * 1024 * 1024
/** xterm takes 2.3 MB a second on a slow machine: this much keeps a frame within its time. */
const PER_FRAME = 32 * 1024
/** No more is read before the screen has caught up. */
const AHEAD = 512 * 1024

/** How far the output is shown. `from`: bytes before it are not shown. `stopped`: there is more, but it was not asked for. */
export interface Progress { from: number; to: number; reading: boolean; stopped: boolean; trouble: string | null }
export type Begin = 'end' | 'start'
export interface RawFollower { more(): void; stop(): void }

/** Reads a run's bytes onto a screen, and goes on as they grow. From the end: the last of them; from the start: so much, and more when asked. */
export function followRaw(parts: { job: string; run: number; begin: Begin; screen: Screen; onProgress(progress: Progress): void }): RawFollower {
  const { job, run, screen } = parts
  let progress: Progress = { from: 0, to: 0, reading: true, stopped: false, trouble: null }
  let [stopped, reading, again, limit] = [false, false, false, parts.begin === 'start' ? MOST : Number.POSITIVE_INFINITY]
  let wake: (() => void) | null = null
  const queue = createWriteQueue({ perFrame: PER_FRAME, write: (bytes, taken) => { if (!stopped) screen.write(bytes, taken) }, onFrame: (step) => requestAnimationFrame(() => { step(); if (queue.size() < AHEAD) wake?.() }) })
  const say = (change: Partial<Progress>): void => { progress = { ...progress, ...change }; if (!stopped) parts.onProgress(progress) }

  async function read(offset: number): Promise<RawPage> {
    const answer = await call('jobs.raw', { id: job, run, offset })
    if (answer.ok) return { bytes: fromBase64(answer.value.base64), next: answer.value.next }
    say({ trouble: answer.message })
    return { bytes: new Uint8Array(0), next: null }
  }
  async function pump(): Promise<void> {
    if (reading) { again = true; return }
    reading = true
    say({ reading: true, trouble: null })
    for (let more = true; more && !stopped;) {
      if (progress.to >= limit) { say({ stopped: true }); break }
      again = false
      const page = await read(progress.to)
      if (stopped) return
      const first = progress.to === progress.from && progress.from > 0
      queue.push(first ? afterFirstLine(page.bytes) : page.bytes)
      say({ to: page.next ?? progress.to + page.bytes.length })
      more = page.next !== null || page.bytes.length > 0 || again
      if (queue.size() > AHEAD) await new Promise<void>((resolve) => { wake = resolve })
    }
    reading = false
    say({ reading: false })
  }
  async function start(): Promise<void> {
    const from = parts.begin === 'start' ? 0 : await findStart(read, MOST)
    if (stopped) return
    say({ from, to: from })
    await pump()
  }

  void start()
  const end = useStore.subscribe((now, before) => {
    const grew = now.world.logEnds !== before.world.logEnds && now.world.logEnds.get(job) !== before.world.logEnds.get(job)
    const moved = now.world.jobs !== before.world.jobs && now.world.jobs.get(job) !== before.world.jobs.get(job)
    const back = now.connection === 'live' && before.connection !== 'live'
    if ((grew || moved || back) && !progress.stopped) void pump()
  })
  return {
    more: () => { limit += MOST; say({ stopped: false }); void pump() },
    stop: () => { stopped = true; end(); queue.clear(); wake?.() },
  }
}
