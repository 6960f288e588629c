import { explain, isStorageTrouble } from './explain-error.ts'
import type { Writer } from './writer.ts'

/** Why nothing can be stored just now, since when (epoch ms), and what is kept in memory meanwhile. */
export interface Trouble { message: string; since: number; waits: string[] }

/** Writes that must not be lost to a full disk: they are kept and tried again until they are stored. One timer, and only while something is owed. */
export interface Owed {
  /** Does a write until it is stored. `what` says it in words: “the end of j…”. Whatever is no trouble of the disk rejects at once. */
  keep<Value>(what: string, write: () => Promise<Value>): Promise<Value>
  /** Null while everything can be stored. */
  trouble(): Trouble | null
  /** Hears one sentence when the trouble begins and one when it is over. */
  onWords(listener: (sentence: string) => void): void
  /** From now on nothing waits: what is owed is tried once more, and rejects if there is still no room. */
  giveUp(): void
}

/** Doubled up to the last: soon enough that nobody wonders after freeing space, seldom enough to cost nothing. */
const FIRST_TRY_MS = 1000
const LAST_TRY_MS = 15_000

export function createOwed(home: string, writer: Writer): Owed {
  const owing: { what: string }[] = []
  let waiting: (() => void)[] = []
  const listeners: ((sentence: string) => void)[] = []
  let since: { message: string; at: number } | null = null
  let timer: NodeJS.Timeout | null = null
  let backOff = FIRST_TRY_MS
  let triedAt = 0
  let givenUp = false

  const say = (sentence: string): void => { for (const listener of listeners) listener(sentence) }

  function tryAgain(): void {
    if (timer) clearTimeout(timer)
    timer = null
    triedAt = performance.now()
    backOff = Math.min(2 * backOff, LAST_TRY_MS)
    for (const go of waiting.splice(0)) go()
  }

  function begin(what: string, error: unknown): void {
    if (since !== null) return
    const { message, until } = toWords(error, home)
    since = { message, at: Date.now() }
    triedAt = performance.now()
    say(`${message} ${what[0]!.toUpperCase()}${what.slice(1)} is kept in memory until ${until}.`)
  }

  function over(): void {
    if (owing.length > 0 || since === null) return
    since = null
    backOff = FIRST_TRY_MS
    if (!givenUp) say(`What was kept in memory is stored in ${home}.`)
  }

  async function keep<Value>(what: string, write: () => Promise<Value>): Promise<Value> {
    const debt = { what }
    try {
      for (;;) {
        try {
          return await write()
        } catch (error) {
          if (givenUp || !isStorageTrouble(error)) throw error
          if (!owing.includes(debt)) owing.push(debt)
          begin(what, error)
          timer ??= setTimeout(tryAgain, backOff)
          await new Promise<void>((resolve) => waiting.push(resolve))
        }
      }
    } finally {
      if (owing.includes(debt)) owing.splice(owing.indexOf(debt), 1)
      over()
    }
  }

  // Somebody else's write went through: there may be room. Not at every one of them: a small write passes where a large one does not.
  writer.onCommit(() => { if (waiting.length > 0 && performance.now() - triedAt >= FIRST_TRY_MS) tryAgain() })
  return {
    keep,
    trouble: () => (since === null ? null : { message: since.message, since: since.at, waits: [...new Set(owing.map((debt) => debt.what))] }),
    onWords: (listener) => { listeners.push(listener) },
    giveUp: () => { givenUp = true; tryAgain() },
  }
}

function toWords(error: unknown, home: string): { message: string; until: string } {
  const failure = explain(error, home)
  return failure.details?.['trouble'] === 'full' ? { message: `The disk that holds ${home} is full.`, until: 'there is room' } : { message: failure.message, until: 'it can be stored' }
}
