import type { DiffLine, FileDiff, Hunk } from '../../../ui/diff.ts'
import { toMarks, toPairs, type DiffPair, type Mark } from '../../../ui/diff-pairs.ts'
import { MOST_DRAWN } from '../../../ui/diff-view.tsx'

/** A line of the change as it is shown; every kind has one height, so that long diffs scroll without measuring. */
export type ChangeRow =
  | { kind: 'file'; file: FileDiff; folded: boolean }
  | { kind: 'folded'; file: FileDiff; lines: number }
  | { kind: 'note'; text: string }
  | { kind: 'hunk'; heading: string }
  | { kind: 'line'; line: DiffLine; mark: Mark | undefined }
  | { kind: 'pair'; pair: DiffPair; marks: { before: Mark; after: Mark } | null }

/** One column, before above after; or two, before beside after. */
export type DiffLook = 'unified' | 'split'

/** Files with more lines than this are folded until asked for: lock files and generated code. */
export const FOLD_LINES = 600

const linesOf = (file: FileDiff): number => file.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0)
/** Whether a file is folded as long as nobody says otherwise. */
const isLong = (file: FileDiff): boolean => linesOf(file) > FOLD_LINES

/** The rows of all files; `flipped` are paths somebody folded or unfolded by hand. */
export function toChangeRows(files: readonly FileDiff[], flipped: ReadonlySet<string>, look: DiffLook = 'unified'): ChangeRow[] {
  return files.flatMap((file): ChangeRow[] => {
    const long = isLong(file)
    const folded = long !== flipped.has(file.path)
    const head: ChangeRow = { kind: 'file', file, folded }
    if (folded) return long ? [head, { kind: 'folded', file, lines: linesOf(file) }] : [head]
    return [
      head,
      ...file.notes.map((text): ChangeRow => ({ kind: 'note', text })),
      ...file.hunks.flatMap((hunk, at): ChangeRow[] => [
        ...(at > 0 || hunk.heading !== '' ? [{ kind: 'hunk', heading: hunk.heading } as const] : []),
        ...(look === 'split' ? toPairRows(hunk) : toLineRows(hunk)),
      ]),
    ]
  })
}

const marksOf = ({ before, after }: DiffPair): { before: Mark; after: Mark } | null => (before?.kind === 'removed' && after?.kind === 'added' ? toMarks(before.text, after.text) : null)

function toPairRows(hunk: Hunk): ChangeRow[] {
  return toPairs(hunk.lines).map((pair) => ({ kind: 'pair', pair, marks: marksOf(pair) }))
}

function toLineRows(hunk: Hunk): ChangeRow[] {
  const marks = new Map<DiffLine, Mark>()
  for (const pair of toPairs(hunk.lines)) {
    const found = marksOf(pair)
    if (!found) continue
    marks.set(pair.before!, found.before)
    marks.set(pair.after!, found.after)
  }
  return hunk.lines.map((line) => ({ kind: 'line', line, mark: marks.get(line) }))
}

const widthOf = (text: string): number => Math.min(text.length, MOST_DRAWN + 40) + 7 * (text.slice(0, MOST_DRAWN).match(/\t/g)?.length ?? 0)

/** Characters of the longest line as it is drawn, a tab as eight: how wide the diff is. */
export function widest(rows: readonly ChangeRow[]): number {
  let most = 0
  for (const row of rows) {
    if (row.kind === 'line') most = Math.max(most, widthOf(row.line.text))
    else if (row.kind === 'pair') most = Math.max(most, widthOf(row.pair.before?.text ?? ''), widthOf(row.pair.after?.text ?? ''))
  }
  return most
}

/** Index of the file a row belongs to; −1 before the first. */
export function fileAt(rows: readonly ChangeRow[], at: number): number {
  let index = Math.min(at, rows.length - 1)
  while (index >= 0 && rows[index]!.kind !== 'file') index--
  return index
}

/** Index of the next or the previous file's row from a row; where there is none, the one it is in. */
export function stepFile(rows: readonly ChangeRow[], at: number, step: 1 | -1): number {
  const isFile = (index: number): boolean => rows[index]!.kind === 'file'
  for (let index = at + step; index >= 0 && index < rows.length; index += step) if (isFile(index)) return index
  return Math.max(0, fileAt(rows, at))
}
