import { expect, test } from 'vitest'
import { attemptKey, endAttempt } from './attempt.ts'

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => { kept.set(key, value) }, removeItem: (key) => { kept.delete(key) } }
}

test('the same keeps its key until it is answered; anything else has its own', () => {
  const storage = memory()
  const first = attemptKey(storage, 'job', { prompt: 'Mend it' })
  expect(first).toMatch(/^[0-9a-f]{32}$/)
  expect(attemptKey(storage, 'job', { prompt: 'Mend it' })).toBe(first)
  expect(attemptKey(storage, 'plan', { prompt: 'Mend it' })).not.toBe(first)
  const other = attemptKey(storage, 'job', { prompt: 'Mend it.' })
  expect(other).not.toBe(first)
  endAttempt(storage, 'job')
  expect(attemptKey(storage, 'job', { prompt: 'Mend it.' })).not.toBe(other)
})

test('one letter in the middle of a long text makes another key', () => {
  const storage = memory()
  const long = (middle: string): string => `${'x'.repeat(500_000)}${middle}${'y'.repeat(500_000)}`
  const keys = ['a', 'b', 'c', 'ab', 'ba'].map((middle) => attemptKey(storage, 'job', long(middle)))
  expect(new Set(keys).size).toBe(keys.length)
})
