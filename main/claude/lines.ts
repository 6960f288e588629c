const NEWLINE = 10
/** A longer line is no event of Claude's; keeping it would be keeping whatever a broken program writes. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

/** Cuts chunks into lines without their newline. Each byte is copied at most twice, however many chunks a line comes in. */
export interface LineSplitter {
  push(chunk: Buffer): void
  end(): void
}

/** `onLine` gets each line; `onTooLong` the size of one that was left out. Empty lines are not reported. */
export function createLineSplitter(onLine: (line: Buffer) => void, onTooLong: (bytes: number) => void): LineSplitter {
  let parts: Buffer[] = []
  let size = 0
  const add = (part: Buffer) => {
    if (part.length === 0) return
    size += part.length
    if (size > MAX_LINE_BYTES) parts = []
    else parts.push(part)
  }
  const flush = () => {
    if (size > MAX_LINE_BYTES) onTooLong(size)
    else if (size > 0) onLine(parts.length === 1 ? parts[0]! : Buffer.concat(parts, size))
    parts = []
    size = 0
  }
  return {
    push(chunk) {
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        add(chunk.subarray(start, end))
        flush()
        start = end + 1
      }
      // A copy, because the caller may use its buffer again.
      if (start < chunk.length) add(Buffer.from(chunk.subarray(start)))
    },
    end: flush,
  }
}
