import { expect, test } from 'vitest'
import { createRunner } from '../runner/pty.ts'
import { sql } from '../store/handles.ts'
import { createCommandOutput, KEPT_OUTPUT, LONGEST_LINE } from './command-output.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, makeBench } from './testing.ts'

function taking(most?: number) {
  const logged: string[] = []
  const output = createCommandOutput((lines) => logged.push(lines), most)
  return { output, logged }
}

test('lines are handed on whole, however they are cut, and whichever way they end', () => {
  const { output, logged } = taking()
  for (const chunk of ['one\r', '\ntw', 'o\r\nthree\r', ' 50%\r100%', '\n\u001b[31mred\u001b[0m', ' end']) output.take(chunk)
  output.end()
  expect(logged.join('\n')).toBe('one\ntwo\nthree\n 50%\n100%\nred end')
  expect(output.tail()).toBe('one\ntwo\nthree\n 50%\n100%\nred end\n')
})

test.each([['no end of a line', 'x'.repeat(4096)], ['a progress bar', `${'='.repeat(60)}\r`.repeat(67)]])('12 MB with %s are handed on in pieces, each character once, and little is held', (_, chunk) => {
  const { output, logged } = taking()
  let [most, said] = [0, 0]
  for (; said < 12_000_000; said += chunk.length) {
    output.take(chunk)
    most = Math.max(most, output.held)
  }
  output.end()
  expect(most).toBeLessThan(3 * KEPT_OUTPUT)
  expect(Math.max(...logged.map((text) => text.length))).toBeLessThanOrEqual(LONGEST_LINE + chunk.length)
  const sum = logged.reduce((total, text) => total + text.length, 0)
  expect(sum).toBeLessThanOrEqual(said)
  expect(sum).toBeGreaterThan(said * 0.99)
})

test('what the log keeps of a command has a bound; it says so, and shows the end', () => {
  const { output, logged } = taking(1000)
  for (let line = 1; line <= 100_000; line++) output.take(`line ${line}\n`)
  expect(output.full).toBe(true)
  output.end()
  const text = logged.join('\n')
  expect(text.length).toBeLessThan(1000 + KEPT_OUTPUT + 500)
  expect(text).toMatch(/^line 1\nline 2\n/)
  const [, left] = /\[(\d+) characters of output are left out of the log/.exec(text)!
  const whole = Array.from({ length: 100_000 }, (_, index) => `line ${index + 1}\n`).join('')
  const shown = logged.slice(0, -2).join('\n').length + 1 + logged.at(-1)!.length + 1
  expect(Number(left)).toBe(whole.length - shown)
  expect(text.endsWith('line 99999\nline 100000')).toBe(true)
  expect(output.tail()).toBe(whole.slice(-KEPT_OUTPUT))
})

test('a check that says 12 MB without the end of a line, in a real terminal, is logged whole', async () => {
  const bench = await makeBench()
  const { runner } = bench
  const real = createRunner()
  bench.core.runner = { ...runner, start: (request) => (request.file === '/bin/sh' ? real.start(request) : runner.start(request)) }
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  const job = await bench.submit({ check: { command: `head -c 12000000 /dev/zero | tr '\\0' x` } })
  await finishNext(bench)
  await bench.until(() => bench.get(job.id).state === 'finished')
  await scheduler.stop()
  expect(bench.get(job.id)).toMatchObject({ outcome: { kind: 'succeeded' }, runs: [{ verified: { result: 'passed', exitCode: 0 } }] })
  expect(sql(bench.core.store.read, `SELECT SUM(length(text)) AS sum, MAX(length(text)) <= ${2 * LONGEST_LINE} AS inPieces FROM log_entry WHERE kind = 'check' AND text GLOB 'xxx*'`).get()).toEqual({ sum: 12_000_000, inPieces: 1 })
})
