import { expect, test } from 'vitest'
import { createLogFinder, type Found } from './finder.ts'

test('hits of all parts are gathered, then of what comes; with enough of them the looking ends', async () => {
  let last = 95
  const asked: number[] = []
  const find = async (after: number) => {
    asked.push(after)
    const to = Math.min(after + 10, last)
    return { ok: true as const, value: { hits: Array.from({ length: Math.max(0, to - after) }, (_, at) => after + 1 + at).filter((seq) => seq % 10 === 0), next: to < last ? to : null, last } }
  }
  let [found, wake]: [Found, () => void] = [{ hits: [], done: false }, () => {}]
  const finder = createLogFinder({ find, most: 12, everyMs: 1, onChange: (next) => { found = next; wake() } })
  const until = async (test: (now: Found) => boolean): Promise<Found> => {
    while (!test(found)) await new Promise<void>((resolve) => { wake = resolve })
    return found
  }
  expect((await until((now) => now.done)).hits).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90])
  last = 1000
  finder.heard()
  expect((await until((now) => now.hits.length === 12)).hits.at(-1)).toBe(120)
  await until((now) => now.done)
  finder.heard()
  expect(asked.at(-1)).toBeLessThan(130)
  finder.stop()
})
