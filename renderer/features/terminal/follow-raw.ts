import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { afterFirstLine, createWriteQueue, cutAtRows, findStart, fromBase64, type RawPage } from './feed.ts'
import { SCROLLBACK, type Screen } from './screen.ts'

/** Bytes of the end of a run that are shown: what fills the lines kept at a hundred bytes a line, and is drawn within seconds on a slow machine. */
const MOST = 2 * 1024 * 1024
/** xterm takes 2.3 MB a second on a slow machine: this much keeps a frame within its time. */
const PER_FRAME = 32 * 1024
/** No more is read before the screen has caught up. */
const AHEAD = 512 * 1024
/** A part read from the beginning leaves room for lines that are wrapped narrower than counted. */
const PART_ROWS = SCROLLBACK * 0.8

/** Which bytes are shown. `stopped`: there are more, but they are the next part. */
export interface Progress { from: number; to: number; reading: boolean; stopped: boolean; trouble: string | null }
export type Begin = 'end' | 'start'
export interface RawFollower { nextPart(): void; stop(): void }

/** Shows a run's bytes: from the end, the last of them, and goes on as they grow; from the start, part by part. */
export function followRaw(parts: { job: string; run: number; begin: Begin; screen: Screen; onProgress(progress: Progress): void }): RawFollower {
  const { job, run, screen } = parts
  let progress: Progress = { from: 0, to: 0, reading: true, stopped: false, trouble: null }
  let [stopped, reading, again, rows] = [false, false, false, parts.begin === 'start' ? PART_ROWS : Number.POSITIVE_INFINITY]
  let wake: (() => void) | null = null
  const queue = createWriteQueue({ perFrame: PER_FRAME, write: (bytes, taken) => { if (!stopped) screen.write(bytes, taken) }, onFrame: (step) => requestAnimationFrame(() => {
    step()
    if (queue.size() < AHEAD) wake?.()
    if (parts.begin === 'start' && queue.size() === 0 && !stopped) screen.scroll('top')
  }) })
  const say = (change: Partial<Progress>): void => { progress = { ...progress, ...change }; if (!stopped) parts.onProgress(progress) }

  async function read(offset: number): Promise<RawPage> {
    const answer = await call('jobs.raw', { id: job, run, offset })
    if (answer.ok) return { bytes: fromBase64(answer.value.base64), next: answer.value.next }
    say({ trouble: answer.message })
    return { bytes: new Uint8Array(0), next: null }
  }
  /** Puts a page on the screen as far as the part has room for it; whether there may be more. */
  function take(page: RawPage): boolean {
    if (page.bytes.length > 0 && rows <= 0) { say({ stopped: true }); return false }
    const fits = rows === Number.POSITIVE_INFINITY ? { length: page.bytes.length, rows: 0 } : cutAtRows(page.bytes, rows, screen.columns())
    const bytes = page.bytes.subarray(0, fits.length)
    rows -= fits.rows
    queue.push(parts.begin === 'end' && progress.to === progress.from && progress.from > 0 ? afterFirstLine(bytes) : bytes)
    say({ to: fits.length < page.bytes.length ? progress.to + fits.length : (page.next ?? progress.to + bytes.length) })
    return page.next !== null || bytes.length > 0
  }
  async function pump(): Promise<void> {
    if (reading) { again = true; return }
    reading = true
    say({ reading: true, trouble: null })
    for (let more = true; more && !stopped;) {
      again = false
      const page = await read(progress.to)
      if (stopped) return
      more = take(page) || (again && !progress.stopped)
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
    nextPart: () => { screen.reset(); rows = PART_ROWS; say({ from: progress.to, stopped: false }); void pump() },
    stop: () => { stopped = true; end(); queue.clear(); wake?.() },
  }
}
