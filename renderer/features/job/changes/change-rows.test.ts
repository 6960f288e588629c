import { expect, test } from 'vitest'
import { parseDiff } from '../../../ui/diff.ts'
import { fileAt, FOLD_LINES, stepFile, toChangeRows, widest } from './change-rows.ts'
import { toListed } from './listed.ts'

const file = (path: string, lines: number): string => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -0,0 +1,${lines} @@\n${Array.from({ length: lines }, (_, at) => `+line ${at}`).join('\n')}\n`

test('long files are folded until asked for, short ones until folded', () => {
  const files = parseDiff(file('short', 2) + file('long', FOLD_LINES + 1))
  expect(toChangeRows(files, new Set()).map((row) => row.kind)).toEqual(['file', 'line', 'line', 'file', 'folded'])
  const flipped = toChangeRows(files, new Set(['short', 'long']))
  expect(flipped[0]).toMatchObject({ kind: 'file', folded: true })
  expect(flipped).toHaveLength(2 + FOLD_LINES + 1)
})

test('the widest line counts tabs as eight', () => {
  expect(widest(toChangeRows(parseDiff('diff --git a/a b/a\n@@ -1 +1 @@\n+\tabc\n-abcdef\n'), new Set()))).toBe(11)
})

test('side by side there is one row for what was replaced, and the same files in both looks', () => {
  const files = parseDiff('diff --git a/a b/a\n@@ -1,2 +1,2 @@\n-let x = 1\n+let x = 2\n same\n')
  expect(toChangeRows(files, new Set(), 'unified').map((row) => row.kind)).toEqual(['file', 'line', 'line', 'line'])
  const split = toChangeRows(files, new Set(), 'split')
  expect(split.map((row) => row.kind)).toEqual(['file', 'pair', 'pair'])
  expect(split[1]).toMatchObject({ marks: { before: { from: 8, to: 9 }, after: { from: 8, to: 9 } } })
})

test('from file to file, and no further than the last', () => {
  const rows = toChangeRows(parseDiff(file('a', 2) + file('b', 1)), new Set())
  expect([fileAt(rows, 2), fileAt(rows, 4), fileAt([], 0)]).toEqual([0, 3, -1])
  expect([stepFile(rows, 1, 1), stepFile(rows, 3, 1), stepFile(rows, 3, -1), stepFile(rows, 0, -1)]).toEqual([3, 3, 0, 0])
})

test('the list says what counts cannot: renamed, new, binary, not reached by a cut diff', () => {
  const diffs = parseDiff('diff --git a/old b/new\nsimilarity index 100%\nrename from old\nrename to new\ndiff --git a/x.png b/x.png\nnew file mode 100644\nBinary files /dev/null and b/x.png differ\n')
  const listed = toListed([{ path: 'new', added: 0, removed: 0 }, { path: 'x.png', added: null, removed: null }, { path: 'far', added: 9, removed: 0 }], diffs)
  expect(listed.map(({ name, word, shown }) => [name, word, shown])).toEqual([['old → new', 'only renamed', true], ['x.png', 'new', true], ['far', 'not shown', false]])
})
