import { expect, test } from 'vitest'
import type { LogEntry, LogKind } from '../../../../contract/log.ts'
import { createLogRows, isTrouble, rowAt, rowOf } from './log-rows.ts'

let next = 0
const entry = (kind: LogKind, text: string, data: Record<string, unknown> | null = null, run = 1): LogEntry => ({ seq: ++next, run, at: 1000 + next, kind, text, data })
const fresh = () => { next = 0; return createLogRows() }

test('a result goes to its call, also when calls ran beside each other and results come later', () => {
  const log = fresh()
  const before = log.push([entry('tool-call', 'Read a', { id: 't1', name: 'Read', input: { file_path: 'a' } }), entry('tool-call', 'Bash x', { id: 't2', name: 'Bash', input: { command: 'x' } })])
  const after = log.push([entry('tool-result', 'boom', { toolUseId: 't2', isError: true, exitCode: 1 })])
  expect(after).toHaveLength(2)
  expect(after[0]).toBe(before[0])
  expect(before[1]).toMatchObject({ result: null })
  expect(after[1]).toMatchObject({ kind: 'tool', result: { text: 'boom', isError: true, exitCode: 1, seq: 3 } })
  expect(after.map(isTrouble)).toEqual([false, true])
})

test('a result without its call is shown all the same', () => {
  expect(fresh().push([entry('tool-result', 'x', { toolUseId: 'gone', isError: false, name: 'Grep' })])).toMatchObject([{ kind: 'tool', name: 'Grep', result: { text: 'x' } }])
})

test('a check is one row: command, output, end', () => {
  const rows = fresh().push([entry('check', '$ npm test', { step: 'check', command: 'npm test' }), entry('check', 'one', { step: 'check' }), entry('check', 'two', { step: 'check' }), entry('check', 'The check exited 1', { step: 'check', result: 'failed', exitCode: 1 }), entry('note', 'after')])
  expect(rows).toMatchObject([{ kind: 'command', step: 'check', command: 'npm test', output: 'one\ntwo', end: { ok: false, exitCode: 1 } }, { kind: 'quiet', text: 'after' }])
})

test('output without end does not grow one row without end', () => {
  const log = fresh()
  log.push([entry('check', '$ x', { step: 'check', command: 'x' })])
  const rows = log.push(Array.from({ length: 20 }, () => entry('check', 'y'.repeat(60_000), { step: 'check' })))
  expect(rows.length).toBeGreaterThan(1)
  expect(rows.every((row) => row.kind === 'command' && row.output.length < 600_000)).toBe(true)
})

test('of much output the first row says how it ended, the last too, and those between which part they are', () => {
  const piece = (word: string): LogEntry => entry('check', `${word}\n${'y'.repeat(499_999)}`, { step: 'check' })
  const log = fresh()
  log.push([entry('check', '$ x', { step: 'check', command: 'x' }), piece('one'), piece('two'), entry('note', 'between'), piece('three')])
  const rows = log.push([entry('check', 'The check exited 1', { step: 'check', result: 'failed', exitCode: 1 }), entry('check', '$ y', { step: 'check', command: 'y' })])
  const end = { ok: false, exitCode: 1 }
  expect(rows).toMatchObject([{ part: 1, command: 'x', end }, { part: 2, command: 'x', end: null }, { kind: 'quiet' }, { part: 3, command: 'x', end }, { part: 1, command: 'y', end: null }])
  expect(rows.map(isTrouble)).toEqual([true, false, false, true, false])
})

test('output whose command is not loaded is no command of its own', () => {
  fresh()
  next = 100
  const rows = createLogRows().push([entry('check', 'z'.repeat(600_000), { step: 'check' }), entry('check', 'last', { step: 'check' }), entry('check', 'The check passed', { step: 'check', result: 'passed', exitCode: 0 })])
  expect(rows).toMatchObject([{ part: 0, command: '', end: { ok: true } }, { part: 0, output: 'last', end: { ok: true } }])
})

test('what was taken before is not taken again', () => {
  const log = fresh()
  const entries = [entry('text', 'a'), entry('text', 'b')]
  log.push(entries)
  expect(log.push([...entries, entry('text', 'c')]).map((row) => row.seq)).toEqual([1, 2, 3])
  expect(log.last()).toBe(3)
})

test('a second run is announced; stderr lines stand together; outcome and last words differ', () => {
  const rows = fresh().push([entry('stderr', 'a'), entry('stderr', 'b'), entry('result', 'Done', { subtype: 'success', isError: false }), entry('result', 'Failed', { outcome: 'failed', reason: 'check-failed' }), entry('note', 'again', null, 2)])
  expect(rows.map((row) => row.kind)).toEqual(['stderr', 'said', 'outcome', 'run', 'quiet'])
  expect(rows[0]).toMatchObject({ text: 'a\nb' })
})

test('finds the row of an entry', () => {
  const rows = fresh().push([entry('text', 'a'), entry('tool-call', 'x', { id: 't', name: 'Bash', input: {} }), entry('text', 'between'), entry('tool-result', 'y', { toolUseId: 't' }), entry('text', 'end')])
  expect([1, 2, 3, 4, 5, 99].map((seq) => rowOf(rows, seq))).toEqual([0, 1, 2, 1, 3, 3])
  expect([1, 4, 5].map((seq) => rowAt(rows, seq))).toEqual([0, 2, 3])
})

test('entries from the middle of a log do not announce the run they are in, and announce the next one', () => {
  fresh()
  next = 100
  const rows = createLogRows().push([entry('note', 'in the middle of run 2', null, 2), entry('note', 'and of run 3', null, 3)])
  expect(rows.map((row) => row.kind)).toEqual(['quiet', 'run', 'quiet'])
})

test('of a check, files and result are a line each, and all a reviewer says is one row', () => {
  const rows = fresh().push([entry('check', 'As expected', { step: 'files', result: 'passed' }), entry('check', 'Does not fit', { step: 'schema', result: 'failed' }), entry('check', 'Asks', { step: 'prompt', command: 'Is it right?' }), entry('check', 'I look.', { step: 'prompt', said: 'text' }), entry('check', 'It passes', { step: 'prompt', result: 'passed' })])
  expect(rows).toMatchObject([{ kind: 'said', isError: false }, { kind: 'said', text: 'Does not fit', isError: true }, { kind: 'command', step: 'prompt', command: 'Is it right?', output: 'I look.', end: { ok: true } }])
})
