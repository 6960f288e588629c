import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { after } from './after.ts'
import { startClock, startLimits, startSilence } from './clock.ts'

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }) })
afterEach(() => { vi.useRealTimers() })

test('a time limit stands still while it is held, and counts what had passed', () => {
  const end = vi.fn<() => void>()
  const clock = startClock(1000, end)
  vi.advanceTimersByTime(5000)
  clock.release()
  vi.advanceTimersByTime(600)
  clock.hold()
  vi.advanceTimersByTime(5000)
  clock.release()
  vi.advanceTimersByTime(399)
  expect(end).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(end).toHaveBeenCalledOnce()
})

test('silence ends a run only when nothing is said for the whole of it', () => {
  const end = vi.fn<() => void>()
  const silence = startSilence(1000, end)
  silence.release()
  for (let word = 0; word < 10; word++) {
    vi.advanceTimersByTime(900)
    silence.heard()
  }
  vi.advanceTimersByTime(999)
  expect(end).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(end).toHaveBeenCalledOnce()
})

test('a held silence does not pass, and begins anew when it is let go', () => {
  const end = vi.fn<() => void>()
  const silence = startSilence(1000, end)
  silence.release()
  vi.advanceTimersByTime(900)
  silence.hold()
  vi.advanceTimersByTime(60_000)
  silence.release()
  vi.advanceTimersByTime(999)
  expect(end).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(end).toHaveBeenCalledOnce()
})

test('without a limit silence is borne', () => {
  const end = vi.fn<() => void>()
  startSilence(null, end).release()
  vi.advanceTimersByTime(1e9)
  expect(end).not.toHaveBeenCalled()
})

test('once Claude is done neither limit goes on, though a question is answered late: the check has a limit of its own', () => {
  const stop = vi.fn<(cause: string) => void>()
  const limits = startLimits({ timeoutMs: 1000, silenceMs: 500 }, stop)
  limits.release('answer')
  limits.hold('answer')
  limits.end()
  limits.release('answer')
  vi.advanceTimersByTime(60_000)
  expect(stop).not.toHaveBeenCalled()
})

test('limits that two waits hold go on once both are over', () => {
  const stop = vi.fn<(cause: string) => void>()
  const limits = startLimits({ timeoutMs: 1000, silenceMs: 500 }, stop)
  limits.release('answer')
  limits.hold('log')
  limits.hold('answer')
  limits.release('answer')
  vi.advanceTimersByTime(60_000)
  expect(stop).not.toHaveBeenCalled()
  limits.release('log')
  vi.advanceTimersByTime(500)
  expect(stop.mock.calls).toEqual([['silence']])
})

const DAY_MS = 24 * 3600 * 1000

test.each(['a run', 'a silence'])('%s may last 30 days, longer than one timer of Node holds', (what) => {
  const end = vi.fn<() => void>()
  const clock = what === 'a run' ? startClock(30 * DAY_MS, end) : startSilence(30 * DAY_MS, end)
  clock.release()
  vi.advanceTimersByTime(30 * DAY_MS - 1)
  expect(end).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(end).toHaveBeenCalledOnce()
})

test('of a time longer than one timer holds, what is taken back in its second part does not come', () => {
  const act = vi.fn<() => void>()
  const takeBack = after(30 * DAY_MS, act)
  vi.advanceTimersByTime(26 * DAY_MS)
  takeBack()
  vi.advanceTimersByTime(30 * DAY_MS)
  expect(act).not.toHaveBeenCalled()
})
