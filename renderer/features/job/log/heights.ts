import { keyOf, type LogRow } from './log-rows.ts'

/** How high the loaded rows are: measured, or guessed until then. */
export interface Heights {
  /** The rows now, top to bottom. With another way to guess (another width, other folds) nothing measured holds any more. */
  lay(rows: readonly LogRow[], guess: (row: LogRow) => number): void
  /** A row was measured. */
  set(at: number, px: number): void
  /** Where a row begins; of the number of rows: where the last one ends. */
  top(at: number): number
  /** The row at this height; the nearest where there is none. */
  at(y: number): number
}

export function createHeights(): Heights {
  const known = new Map<number, number>()
  let rows: readonly LogRow[] = []
  let guess: (row: LogRow) => number = () => 0
  let px = new Float64Array(0)
  let tops = new Float64Array(1)
  /** `tops` holds up to here. */
  let good = 0

  function fill(): void {
    px = new Float64Array(rows.length)
    tops = new Float64Array(rows.length + 1)
    good = 0
    rows.forEach((row, at) => {
      const key = keyOf(row)
      let height = known.get(key)
      if (height === undefined) known.set(key, height = guess(row))
      px[at] = height
    })
  }

  const heights: Heights = {
    lay: (nextRows, nextGuess) => {
      if (nextRows === rows && nextGuess === guess) return
      if (nextGuess !== guess || known.size > 4 * nextRows.length + 10_000) known.clear()
      rows = nextRows
      guess = nextGuess
      fill()
    },
    set: (at, height) => {
      if (px[at] === height) return
      px[at] = height
      known.set(keyOf(rows[at]!), height)
      good = Math.min(good, at)
    },
    top: (at) => {
      for (; good < at; good++) tops[good + 1] = tops[good]! + px[good]!
      return tops[at]!
    },
    at: (y) => {
      heights.top(rows.length)
      let [low, high] = [0, Math.max(0, rows.length - 1)]
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (tops[middle]! <= y) low = middle
        else high = middle - 1
      }
      return low
    },
  }
  return heights
}

const LINE = 20
const CODE_LINE = 18
/** What a character of the interface's type is wide, on average. */
const CHAR_PX = 6.6
/** Lines looked at: beyond two screens a guess is as good as another. */
const SOON = 100

/** Guessed height of a row in a log this wide. */
export function guessHeight(row: LogRow, open: boolean, width: number): number {
  const columns = Math.max(20, Math.min(88, (width - 110) / CHAR_PX))
  switch (row.kind) {
    case 'run': return 36
    case 'text': return 8 + LINE * linesOf(row.text, columns)
    case 'quiet': case 'said': case 'outcome': return 8 + LINE * linesOf(row.text, Math.max(20, (width - 110) / CHAR_PX))
    case 'stderr': return 52 + CODE_LINE * linesOf(row.text, columns)
    case 'thinking': return open ? 36 + LINE * linesOf(row.text, columns) : 28
    case 'command': return open ? 56 + CODE_LINE * linesOf(row.output, columns) : 28
    case 'tool': return open ? 120 + CODE_LINE * linesOf(row.result?.text ?? '', columns) : 28
  }
}

function linesOf(text: string, columns: number): number {
  let lines = 0
  for (let from = 0; lines < SOON;) {
    const end = text.indexOf('\n', from)
    lines += Math.max(1, Math.ceil(((end < 0 ? text.length : end) - from) / columns))
    if (end < 0) break
    from = end + 1
  }
  return Math.min(lines, SOON)
}
