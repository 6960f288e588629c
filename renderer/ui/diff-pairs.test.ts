import { expect, test } from 'vitest'
import { diffTexts, type DiffLine } from './diff.ts'
import { toMarks, toPairs } from './diff-pairs.ts'

const shown = (lines: readonly DiffLine[]): (string | null)[][] => toPairs(lines).map(({ before, after }) => [before?.text ?? null, after?.text ?? null])

test('what was replaced stands beside what replaced it, and the rest alone', () => {
  expect(shown(diffTexts('a\nb\nc\nz', 'a\nx\ny\nv\nw\nz'))).toEqual([['a', 'a'], ['b', 'x'], ['c', 'y'], [null, 'v'], [null, 'w'], ['z', 'z']])
  expect(shown(diffTexts('a\nb', 'a'))).toEqual([['a', 'a'], ['b', null]])
})

test('a block after a block is not mixed with it, and a missing end of line splits none', () => {
  const line = (kind: DiffLine['kind'], text: string): DiffLine => ({ kind, text, before: null, after: null })
  expect(shown([line('removed', 'a'), line('added', 'b'), line('removed', 'c')])).toEqual([['a', 'b'], ['c', null]])
  expect(shown([line('removed', 'a'), line('note', 'No newline'), line('added', 'b'), line('note', 'No newline')])).toEqual([['a', 'b'], ['No newline', null]])
})

test('only the part that is other is marked, and nothing where all is', () => {
  const cut = (before: string, after: string): string[] | null => { const marks = toMarks(before, after); return marks && [before.slice(marks.before.from, marks.before.to), after.slice(marks.after.from, marks.after.to)] }
  expect(cut('  const a = 1', '  const a = 22')).toEqual(['1', '22'])
  expect(cut('call(a)', 'call(a, b)')).toEqual(['', ', b'])
  expect(cut('    return x', '    if (never) {')).toBeNull()
  expect(cut('same 😀 end', 'same 😁 end')).toEqual(['😀', '😁'])
  expect(cut('x'.repeat(9000), 'x'.repeat(9001))).toBeNull()
})
