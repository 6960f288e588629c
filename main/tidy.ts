import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Less is not worth a pause: what an engine with nothing to do needs is as much. */
const WORTH_BYTES = 16 * 1024 ** 2
/** So long nothing was asked and nothing stored: whoever comes after that is no part of what went before, and the pause hits nobody in the middle. */
const REST_MS = 3000

/** Gives back what large pieces of work left in memory, once there is rest. */
export interface Tidier {
  /** Does something, which is no rest however long it takes. */
  during<Value>(work: () => Promise<Value>): Promise<Value>
  /** Something was done. */
  worked(): void
  stop(): void
}

/** What it works on; tests give their own. */
interface Heap { used(): number; collect(): void }

/** V8 collects when more memory is asked for. A program that rests asks for none, and would keep for good what its last large answer left: 100 MB after a plan of 10,000 jobs. */
export function createTidier(heap: Heap = HEAP): Tidier {
  let timer: NodeJS.Timeout | null = null
  let [least, doing, stopped] = [0, 0, false]

  function rested(): void {
    if (doing > 0) return void timer!.refresh()
    timer = null
    heap.collect()
    least = heap.used()
  }

  function worked(): void {
    if (stopped) return
    if (timer) return void timer.refresh()
    const used = heap.used()
    least = Math.min(least, used)
    if (used - least >= WORTH_BYTES) timer = setTimeout(rested, REST_MS).unref()
  }

  return {
    worked,
    during: async (work) => {
      doing++
      try {
        return await work()
      } finally {
        doing--
        worked()
      }
    },
    stop: () => {
      stopped = true
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}

const HEAP: Heap = {
  used: () => getHeapStatistics().used_heap_size,
  collect: () => {
    // Nobody has tried with Electron's V8, which has memory of its own to look after.
    if (process.versions.electron !== undefined) return
    // The switch counts for contexts made after it. As an argument of Node it would count for all, and make each start 15 ms slower: Node's own compiled code does not fit then.
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('globalThis.gc') as ((how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void) | undefined
    setFlagsFromString('--no-expose-gc')
    // The usual flavour keeps the emptied pages.
    gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  },
}
