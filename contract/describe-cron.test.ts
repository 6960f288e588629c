import { expect, test } from 'vitest'
import { describeCron } from './describe-cron.ts'

test.each([
  ['0 2 * * *', 'at 02:00, every day'],
  ['30 7 * * 1-5', 'at 07:30, Monday to Friday'],
  ['30 7 * * mon-fri', 'at 07:30, Monday to Friday'],
  ['0 9,17 * * 6,0', 'at 09:00 and 17:00, every Saturday and Sunday'],
  ['0 0 * * 7', 'at 00:00, every Sunday'],
  ['0 0 * * 5-7', 'at 00:00, Friday to Sunday'],
  ['*/20 8-18 * * 1-5', 'every 20 minutes from 08:00 to 18:59, Monday to Friday'],
  ['* * * * *', 'every minute'], ['*/2 * * * * *', 'every 2 seconds'], ['0 */20 * * * *', 'every 20 minutes'],
  ['0 */6 * * *', 'every 6 hours'], ['15 * * * *', 'every hour at :15'], ['0 8-18 * * *', 'every hour from 08:00 to 18:00'],
  ['0 4 1,15 * *', 'at 04:00, on day 1 and 15 of every month'], ['0 4 1 jan,7 *', 'at 04:00, on day 1 in January and July'], ['0 4 * 6-8 *', 'at 04:00, from June to August'],
  ['@hourly', 'every hour'], ['@Daily', 'at 00:00, every day'], ['@weekly', 'at 00:00, every Sunday'], ['@monthly', 'at 00:00, on day 1 of every month'], ['@yearly', 'at 00:00, on day 1 in January'],
  [' 0  2 * * 0-6 ', 'at 02:00, every day'],
])('%s is %s', (every, words) => {
  expect(describeCron(every)).toBe(words)
})

test.each(['', 'tomorrow', '0 2 * *', '0 25 * * *', '*/7 * * * *', '0 2 13 * 5', '0 2 L * *', '0 2 * * 5#1', '0 18-8 * * *', '*/20 8,12 * * *', '0 2 */2 * *', '@reboot', '0 2 1--2 * *'])('%j has no short words', (every) => {
  expect(describeCron(every)).toBeNull()
})
