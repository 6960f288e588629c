import { expect, test } from 'vitest'
import { findOverlaps, type TouchingJob } from './plan-overlap.ts'

const job = (name: string, touches: string[], parents: string[] = [], repository: string | null = '/r'): TouchingJob => ({ name, touches, parents, repository })
function found(jobs: TouchingJob[]): ReturnType<typeof findOverlaps> extends Generator<void, infer Told> ? Told : never {
  const walk = findOverlaps(jobs)
  let step = walk.next()
  while (!step.done) step = walk.next()
  return step.value
}
const pairs = (jobs: TouchingJob[]): string[] => found(jobs).pairs.map(({ jobs: [one, other], globs }) => `${one} ${other}: ${globs.join(' ')}`)

test.each<[string, TouchingJob[], string[]]>([
  ['two that may be at the same files', [job('a', ['docs', 'src/**']), job('b', ['x', 'src/a.ts'])], ['a b: src/** src/a.ts']],
  ['two that may not', [job('a', ['src/**']), job('b', ['docs'])], []],
  ['one that does not say what it touches', [job('a', ['**']), job('b', [])], []],
  ['in two repositories', [job('a', ['src']), job('b', ['src'], [], '/s')], []],
  ['one of them in place', [job('a', ['src']), job('b', ['src'], [], null)], []],
  ['one after the other', [job('a', ['src']), job('b', ['src'], ['a'])], []],
  ['one after the other, with others between that say nothing', [job('a', ['src']), job('x', [], ['a']), job('y', [], ['x'], null), job('b', ['src'], ['y'])], []],
  ['two after the same', [job('a', ['src']), job('b', ['src'], ['a']), job('c', ['src'], ['a'])], ['b c: src src']],
  ['two before the same', [job('a', ['src']), job('b', ['src']), job('c', ['src'], ['a', 'b'])], ['a b: src src']],
])('%s', (_, jobs, expected) => {
  expect(pairs(jobs)).toEqual(expected)
})

test('many are counted, and the first of them told', () => {
  const all = Array.from({ length: 50 }, (_, each) => job(`j${each}`, ['src'], each === 0 ? [] : ['root']))
  expect(found([job('root', []), ...all])).toMatchObject({ pairs: { length: 20 }, more: 50 * 49 / 2 - 20 })
})

test('of a chain of thousands the order of all is known, and only so many are looked at', () => {
  const chain = Array.from({ length: 3000 }, (_, each) => job(`j${each}`, ['src'], each === 0 ? [] : [`j${each - 1}`]))
  expect(found(chain)).toEqual({ pairs: [], more: 0 })
  const began = performance.now()
  const wide = found(Array.from({ length: 20_000 }, (_, each) => job(`j${each}`, [`src/${each % 500}/**`])))
  expect([wide.pairs.length + wide.more, performance.now() - began < 10_000]).toEqual([500, true])
})
