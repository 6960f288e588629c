import { toPlain } from '../claude/clean.ts'

/** What is told of a command in its run's record: the end, where compilers and test runners say what is wrong. */
export const KEPT_OUTPUT = 64 * 1024
/** A longer line is cut into pieces of this: a program that never ends a line must not be waited for in memory. */
export const LONGEST_LINE = 64 * 1024
/** What the log takes of one command, in characters; from there on only its end is kept. A thousand times what people read of a check. */
const MOST_LOGGED = 32 * 1024 * 1024

/** Takes what a command says, in chunks as they come, and hands on whole lines of it. Each character is looked at once, and what is held has a bound. */
export interface CommandOutput {
  take(text: string): void
  /** The line that had no end, and what the log left out. */
  end(): void
  /** The last `KEPT_OUTPUT` characters. */
  tail(): string
  /** Characters in memory. */
  readonly held: number
  /** Whether the log has had its measure: raw bytes are not kept from here on either. */
  readonly full: boolean
}

/** `log` gets lines without the last newline; `most` is there for tests. */
export function createCommandOutput(log: (lines: string) => void, most = MOST_LOGGED): CommandOutput {
  let open: string[] = []
  let openLength = 0
  let last: string[] = []
  let lastLength = 0
  let logged = 0
  let left = 0
  // A \r at the end of a chunk may be half of a \r\n.
  let half = false

  function hand(text: string): void {
    const full = logged >= most
    if (!full) logged += text.length
    const lines = toPlain(text).replace(/\n$/, '')
    if (lines === '') return
    last.push(`${lines}\n`)
    lastLength += lines.length + 1
    if (lastLength > 2 * KEPT_OUTPUT) {
      last = [tail()]
      lastLength = last[0]!.length
    }
    if (full) left += lines.length + 1
    else log(lines)
  }

  function push(text: string): void {
    if (text === '') return
    open.push(text)
    openLength += text.length
  }

  function handOpen(): void {
    const text = open.join('')
    open = []
    openLength = 0
    hand(text)
  }

  const tail = (): string => last.join('').slice(-KEPT_OUTPUT)

  return {
    take(chunk) {
      let text = (half ? `\r${chunk}` : chunk).replaceAll('\r\n', '\n')
      half = text.endsWith('\r')
      if (half) text = text.slice(0, -1)
      const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1
      push(text.slice(0, end))
      if (end > 0) handOpen()
      for (let at = end; at < text.length; at += LONGEST_LINE) {
        push(text.slice(at, at + LONGEST_LINE))
        if (openLength >= LONGEST_LINE) handOpen()
      }
    },
    end() {
      half = false
      handOpen()
      if (left === 0) return
      const shown = Math.min(left, KEPT_OUTPUT)
      log(`[${left - shown} characters of output are left out of the log, which keeps the first ${most} of a command and its end]`)
      log(last.join('').slice(-shown).replace(/\n$/, ''))
    },
    tail,
    get held() { return openLength + lastLength },
    get full() { return logged >= most },
  }
}
