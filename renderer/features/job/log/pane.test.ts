import { expect, test } from 'vitest'
import type { LogRow } from './log-rows.ts'
import { createPane } from './pane.ts'
import type { LogPart } from './reader.ts'

const VIEW = 300
const partOf = (from: number, to: number, last: number): LogPart => ({ from, to, last, opened: true, trouble: null, rows: Array.from({ length: to - from + 1 }, (_, at): LogRow => ({ seq: from + at, at: 1, kind: 'quiet', about: 'note', text: '' })) })

/** The three elements as a browser shows them: the scroller goes no farther than the spacer is high. */
function shown(part: LogPart, guess: number) {
  const spacer = { style: { height: '0px' } }
  let top = 0
  const most = (): number => Math.max(0, Math.round(parseFloat(spacer.style.height)) - VIEW)
  const scroller = { clientHeight: VIEW, get scrollTop() { return Math.min(top, most()) }, set scrollTop(to: number) { top = Math.max(0, Math.min(to, most())) } }
  const block = { style: { transform: '' }, children: [] }
  const pane = createPane()
  const sticks: boolean[] = []
  pane.lay(part, () => guess)
  pane.attach({ scroller, spacer, block, onShow: () => undefined, onLook: () => undefined, onSticks: (now: boolean) => sticks.push(now) } as unknown as Parameters<typeof pane.attach>[0])
  pane.settle()
  return { pane, scroller, sticks, most, lays: (now: LogPart, high: number) => { pane.lay(now, () => high); pane.settle() } }
}

test('a thumb drawn to the end leads to the end, also when rows come in before the page hears of it', () => {
  const { scroller, sticks, most, lays } = shown(partOf(1, 1000, 100_000), 28)
  scroller.scrollTop = most()
  // Rows that are higher than those before: all that is not loaded is taken to be higher, too.
  lays(partOf(1, 2000, 100_000), 29)
  expect(sticks).toEqual([true])
})

test('a thumb drawn to the middle leads to the middle, also when rows come in before the page hears of it', () => {
  const { pane, scroller, sticks, most, lays } = shown(partOf(1, 1000, 100_000), 28)
  scroller.scrollTop = most() / 2
  lays(partOf(1, 2000, 100_000), 56)
  const { missing } = pane.lay(partOf(1, 2000, 100_000), () => 56)
  expect(missing).toBeGreaterThan(49_000)
  expect(missing).toBeLessThan(51_000)
  expect(sticks).toEqual([])
})
