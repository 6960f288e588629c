import { expect, test } from 'vitest'
import { find } from './find.ts'

const found = (words: string): string[] => find(['Cancel…', 'New job', 'Show the log', 'Go to all jobs'], words, (text) => text)

test('what is looked for by another name is found, and a whole one before a beginning', () => {
  const names: Record<string, string> = { 'Show the changes': 'diff patch', 'Side by side': 'different', 'Write a diff': '' }
  expect(find(Object.keys(names), 'diff', (text) => text, (text) => names[text]!)).toEqual(['Show the changes', 'Write a diff', 'Side by side'])
  expect(find(Object.keys(names), 'show patch', (text) => text, (text) => names[text]!)).toEqual(['Show the changes'])
})

test('every word must fit, beginnings first', () => {
  expect(found('job')).toEqual(['New job', 'Go to all jobs'])
  expect(found('LOG show')).toEqual(['Show the log'])
  expect(found('el')).toEqual(['Cancel…'])
  expect(found('zebra')).toEqual([])
  expect(found(' ')).toHaveLength(4)
})
