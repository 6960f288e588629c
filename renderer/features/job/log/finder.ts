import type { Result } from '../../../../contract/errors.ts'
import type { LogHits } from '../../../../contract/log.ts'

/** Entries found so far, ascending; `done`: the log was looked through, or there are as many as anybody wants. */
export interface Found { hits: readonly number[]; done: boolean }
export const NOTHING_FOUND: Found = { hits: [], done: true }

/** Looks through a log part by part, and on from there when it grew, at most so often. */
export interface LogFinder { heard(): void; stop(): void }

export function createLogFinder({ find, most, everyMs, onChange }: { find(after: number): Promise<Result<LogHits>>; most: number; everyMs: number; onChange(found: Found): void }): LogFinder {
  const hits: number[] = []
  let [after, looking, stopped, again, told] = [0, false, false, false, false]
  let timer: ReturnType<typeof setTimeout> | null = null

  async function look(): Promise<void> {
    timer = null
    if (looking) { again = true; return }
    looking = true
    for (let more = true; more && !stopped;) {
      again = false
      const part = await find(after)
      if (stopped) return
      const before = hits.length
      if (part.ok) {
        for (const hit of part.value.hits) hits.push(hit)
        after = part.value.next ?? Math.max(after, part.value.last)
      }
      more = part.ok && hits.length < most && (part.value.next !== null || again)
      if (hits.length > before || !(more || told)) onChange({ hits: hits.slice(0, most), done: !more })
      told = !more
    }
    looking = false
  }

  void look()
  return {
    heard: () => { if (hits.length < most) timer ??= setTimeout(() => void look(), everyMs) },
    stop: () => { stopped = true; if (timer !== null) clearTimeout(timer) },
  }
}
