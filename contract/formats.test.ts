import { expect, test } from 'vitest'
import { formatAge, formatBytes, formatDuration, formatMoney, formatShort, formatTokens, formatUntil } from './formats.ts'

const noon = new Date(2026, 10, 22, 12, 0, 0).getTime()
const MINUTE = 60_000

test.each([[0, '0s'], [400, '0.4s'], [12_000, '12s'], [59_600, '1m'], [252_000, '4m 12s'], [3_600_000, '1h'], [7_500_000, '2h 5m'], [3_599_900, '1h'], [266_400_000, '3d 2h'], [-5, '0s']])('duration %i is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
test.each([[0, '$0.00'], [0.42, '$0.42'], [0.001, '<$0.01'], [1234.5, '$1,234.50'], [-2, '−$2.00']])('money %d is %s', (usd, text) => {
  expect(formatMoney(usd)).toBe(text)
})
test.each([[950, '950'], [12_400, '12.4k'], [12_000, '12k'], [999_960, '1M'], [1_250_000, '1.3M']])('tokens %i are %s', (count, text) => {
  expect(formatTokens(count)).toBe(text)
})
test.each([[512, '512 B'], [3_400_000, '3.4 MB'], [1000, '1 kB'], [2e12, '2.0 TB']])('bytes %i are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
test.each([[1000, 'just now'], [12_000, '12s ago'], [4 * MINUTE, '4m ago'], [50 * 3_600_000, '2d ago']])('%i ms before is %s', (ms, text) => {
  expect(formatAge(noon - ms, noon)).toBe(text)
})
test('long ago is a date', () => {
  expect(formatAge(noon - 40 * 86_400_000, noon)).toBe('2026-10-13')
  expect(formatShort(4 * MINUTE + 5000)).toBe('4m')
})
test.each([[38 * MINUTE, 'in 38 min'], [125 * MINUTE, 'in 2 h 5 min'], [120 * MINUTE, 'in 2 h'], [20_000, 'in 20 s'], [-5, 'now'], [3 * 1440 * MINUTE, 'in 3 d']])('%i ms ahead is %s', (ms, text) => {
  expect(formatUntil(noon + ms, noon)).toBe(text)
})
