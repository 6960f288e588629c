import type { DiffLine } from './diff.ts'

/** Where a line differs from its counterpart: characters from…to. */
export interface Mark { from: number; to: number }
/** What stands beside one another: before and after. An unchanged line is both; a note stands alone on the left. */
export interface DiffPair { before: DiffLine | null; after: DiffLine | null }

/** A hunk's lines beside one another: the n-th removed line of a block with the n-th added one. */
export function toPairs(lines: readonly DiffLine[]): DiffPair[] {
  const pairs: DiffPair[] = []
  let [removed, added]: [DiffLine[], DiffLine[]] = [[], []]
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++) pairs.push({ before: removed[at] ?? null, after: added[at] ?? null })
    removed = []
    added = []
  }
  for (const line of lines) {
    if (line.kind === 'removed') {
      if (added.length > 0) flush()
      removed.push(line)
    } else if (line.kind === 'added') added.push(line)
    else {
      // "No newline at end of file" belongs to the line above it and splits no block.
      if (line.kind === 'note' && removed.length > 0 && added.length === 0) continue
      flush()
      pairs.push(line.kind === 'note' ? { before: line, after: null } : { before: line, after: line })
    }
  }
  flush()
  return pairs
}

/** Longer lines are not looked into: nobody reads them letter by letter. */
const MOST_LOOKED_AT = 500
/** Of two lines that share less than this, all is other, and no mark helps. */
const LEAST_SHARED = 0.3

/** Which part of a replaced line is other: what both begin and end with is not. */
export function toMarks(before: string, after: string): { before: Mark; after: Mark } | null {
  if (before.length > MOST_LOOKED_AT || after.length > MOST_LOOKED_AT) return null
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  // Indentation alone is no likeness.
  const shared = before.slice(0, head).trim().length + tail
  if (shared < LEAST_SHARED * Math.max(before.trim().length, after.trim().length)) return null
  // Half of a surrogate pair is no character.
  if (head > 0 && isHigh(before, head - 1)) head--
  if (tail > 0 && isLow(before, before.length - tail)) tail--
  return { before: { from: head, to: before.length - tail }, after: { from: head, to: after.length - tail } }
}

const isHigh = (text: string, at: number): boolean => /[\uD800-\uDBFF]/.test(text[at] ?? '')
const isLow = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text[at] ?? '')
