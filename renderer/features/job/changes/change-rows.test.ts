import { expect, test } from 'vitest'
import { parseDiff } from '../../../ui/diff.ts'
import { FOLD_LINES, toChangeRows, widest } from './change-rows.ts'

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
