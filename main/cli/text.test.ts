import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distance, nearest } from './near.ts'
import { plainLine, plainText } from './plain.ts'
import { layTable } from './table.ts'
import { fitText, padText, textWidth } from './width.ts'

test('escape sequences and control characters do not reach the terminal', () => {
  expect(plainText('a\u001b[31mred\u001b[0m\u001b]8;;http://x\u0007link\u001b]8;;\u0007\r\nb\u0008\u009b2J\u202ec\td')).toBe('aredlink\nbc\td')
  expect(plainLine(' a\n b\u0007 ')).toBe('a  b')
})
test('no input leaves anything a terminal acts on', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('\u001b', '[', ']', '3', '1', 'm', ';', '\u0007', '\u009b', '\\', 'x', '\r', '\u0000', 'P') }), (text) => {
    // oxlint-disable-next-line no-control-regex -- none of them may be left
    expect(plainText(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
  }))
})

test.each([['abc', 3], ['日本', 4], ['é', 1], ['e\u0301', 1], ['👍🏽', 2], ['👩‍👩‍👧', 2], ['│', 1], ['ｱ', 1], ['한', 2], ['✓', 1], ['❤️', 2]])('%s is %i columns wide', (text, width) => {
  expect(textWidth(text)).toBe(width)
})
test('cutting never exceeds the width nor splits a character', () => {
  expect(fitText('日本語テキスト', 6)).toBe('日本…')
  expect(fitText('hello', 5)).toBe('hello')
  expect(fitText('hello', 0)).toBe('')
  expect(padText('日', 4)).toBe('日  ')
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => textWidth(fitText(text, width)) <= width))
})

test('a table fits: flexible columns are cut, then columns dropped; empty ones are left out', () => {
  const columns = [{ head: 'ID' }, { head: 'TITLE', flex: 1, least: 8 }, { head: 'REPO', drop: 1 }, { head: 'COST', right: true }, { head: 'NONE' }]
  const rows = [['j1', 'A title that is rather long', 'repository', '$1.00', ''], ['j2', '日本語', 'x', '$10.00', '']].map((row) => row.map((text) => ({ text })))
  expect(layTable(columns, rows, 40)).toEqual(['ID  TITLE             REPO          COST', 'j1  A title that is…  repository   $1.00', 'j2  日本語            x           $10.00'])
  for (const line of layTable(columns, rows, 40)) expect(textWidth(line)).toBeLessThanOrEqual(40)
  expect(layTable(columns, rows, 24)[0]).toBe(`ID  TITLE${' '.repeat(11)}COST`)
  expect(layTable(columns, rows, null)[1]).toBe('j1  A title that is rather long  repository   $1.00')
})

test('the nearest word', () => {
  expect(distance('abcd', 'abdc')).toBe(1)
  expect(nearest('submt', ['submit', 'show', 'status'])).toBe('submit')
  expect(nearest('stat', ['submit', 'status'])).toBe('status')
  expect(nearest('zzz', ['submit', 'show'])).toBeUndefined()
})
