import { describe, expect, it } from 'vitest'
import type { LogEntry, LogKind } from '../../../contract/log.ts'
import { createTurns, summarizeCalls } from './turns.ts'

const entry = (seq: number, kind: LogKind, text: string, data: LogEntry['data'] = null, run = 1): LogEntry => ({ seq, run, at: seq * 10, kind, text, data })
const call = (seq: number, id: string, name: string) => entry(seq, 'tool-call', `${name} x`, { id, name, input: { a: 1 } })
const result = (seq: number, id: string, isError = false) => entry(seq, 'tool-result', `did ${id}`, { toolUseId: id, isError, exitCode: isError ? 2 : 0 })

describe('createTurns', () => {
  it('keeps what was said and done, and leaves the run’s own lines to the log', () => {
    const turns = createTurns().push([entry(1, 'note', 'set-up'), entry(2, 'text', 'Hello'), entry(3, 'git', 'commit'), entry(4, 'permission', 'Allowed: ls'), entry(5, 'check', 'ok'), entry(6, 'text', 'aside', { parent: 't1' }), entry(7, 'result', 'done')])
    expect(turns.map((turn) => [turn.kind, 'text' in turn ? turn.text : '', 'helper' in turn && turn.helper])).toEqual([['claude', 'Hello', false], ['permission', 'Allowed: ls', false], ['claude', 'aside', true]])
  })

  it('folds neighbouring calls into one turn and gives each its result, whenever it comes', () => {
    const book = createTurns()
    const first = book.push([call(1, 'a', 'Read'), call(2, 'b', 'Bash'), result(3, 'b', true), entry(4, 'text', 'so')])
    const then = book.push([result(5, 'a'), call(6, 'c', 'Edit'), result(7, 'unknown')])
    expect(then.map((turn) => (turn.kind === 'tools' ? turn.calls.map(({ name, result: got }) => `${name} ${got === null ? '…' : `${got.text} ${got.isError} ${got.exitCode}`}`) : turn.kind))).toEqual([['Read did a false 0', 'Bash did b true 2'], 'claude', ['Edit …']])
    expect(then[1]).toBe(first[1])
    expect(then[0]).not.toBe(first[0])
  })

  it('says where a further run begins, and takes nothing twice', () => {
    const book = createTurns()
    book.push([entry(1, 'text', 'one')])
    const turns = book.push([entry(1, 'text', 'one'), entry(2, 'text', 'two', null, 2)])
    expect(turns.map(({ kind }) => kind)).toEqual(['claude', 'run', 'claude'])
    expect(book.last()).toBe(2)
  })
})

it('summarizeCalls counts tools in the order they came', () => {
  const turn = createTurns().push([call(1, 'a', 'Read'), call(2, 'b', 'Bash'), call(3, 'c', 'Read')])[0]!
  expect(turn.kind === 'tools' && summarizeCalls(turn.calls)).toBe('Read 2, Bash')
})
