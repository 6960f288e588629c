import type { DiffLine, FileDiff } from '../../../ui/diff.ts'

/** A line of the change as it is shown; every kind has one height, so that long diffs scroll without measuring. */
export type ChangeRow =
  | { kind: 'file'; file: FileDiff; folded: boolean }
  | { kind: 'folded'; file: FileDiff; lines: number }
  | { kind: 'note'; text: string }
  | { kind: 'hunk'; heading: string }
  | { kind: 'line'; line: DiffLine }

/** Files with more lines than this are folded until asked for: lock files and generated code. */
export const FOLD_LINES = 600

const linesOf = (file: FileDiff): number => file.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0)
/** Whether a file is folded as long as nobody says otherwise. */
export const isLong = (file: FileDiff): boolean => linesOf(file) > FOLD_LINES

/** The rows of all files; `flipped` are paths somebody folded or unfolded by hand. */
export function toChangeRows(files: readonly FileDiff[], flipped: ReadonlySet<string>): ChangeRow[] {
  return files.flatMap((file): ChangeRow[] => {
    const long = isLong(file)
    const folded = long !== flipped.has(file.path)
    const head: ChangeRow = { kind: 'file', file, folded }
    if (folded) return long ? [head, { kind: 'folded', file, lines: linesOf(file) }] : [head]
    return [
      head,
      ...(file.status === 'renamed' && file.before !== null ? [{ kind: 'note', text: `${file.before} → ${file.path}` } as const] : []),
      ...file.notes.map((text): ChangeRow => ({ kind: 'note', text })),
      ...file.hunks.flatMap((hunk, at): ChangeRow[] => [
        ...(at > 0 || hunk.heading !== '' ? [{ kind: 'hunk', heading: hunk.heading } as const] : []),
        ...hunk.lines.map((line): ChangeRow => ({ kind: 'line', line })),
      ]),
    ]
  })
}

/** Characters of the longest line, a tab as eight: how wide the diff is. */
export function widest(rows: readonly ChangeRow[]): number {
  let most = 0
  for (const row of rows) if (row.kind === 'line') most = Math.max(most, row.line.text.length + 7 * (row.line.text.match(/\t/g)?.length ?? 0))
  return most
}
