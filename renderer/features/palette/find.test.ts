import { expect, test } from 'vitest'
import { find } from './find.ts'

const found = (words: string): string[] => find(['Cancel…', 'New job', 'Show the log', 'Go to all jobs'], words, (text) => text)

test('every word must fit, beginnings first', () => {
  expect(found('job')).toEqual(['New job', 'Go to all jobs'])
  expect(found('LOG show')).toEqual(['Show the log'])
  expect(found('el')).toEqual(['Cancel…'])
  expect(found('zebra')).toEqual([])
  expect(found(' ')).toHaveLength(4)
})
