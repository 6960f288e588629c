import { expect, test } from 'vitest'
import type { Run } from '../../../../contract/job.ts'
import { makeJob } from '../../../state/testing.ts'
import { compareRuns } from './run-columns.ts'

const claimed = { subtype: 'success', isError: false, terminalReason: null, apiErrorStatus: null, errorWord: null, result: '', turns: 3, refusedTools: [] }
const run = (number: number, over: Partial<Run> = {}): Run => ({ number, startedAt: number * 10_000, endedAt: number * 10_000 + 4000, sessionId: 's1', execution: { exitCode: 0, signal: null, stoppedBy: null }, claimed, verified: null, costUsd: 0.25, usage: { inputTokens: 1000, outputTokens: 50, cacheReadTokens: 0, cacheWriteTokens: 0 }, ...over })
const rows = (runs: Run[]) => new Map(compareRuns(makeJob({ id: 'j1', runs, state: 'finished', endedAt: 99_000 }), new Map([[1, { text: 'The check failed.', outcome: 'failed' as const }]]), 99_000).map((row) => [row.name, row]))

test('two attempts beside one another, with their sums', () => {
  const compared = rows([run(1), run(2, { claimed: { ...claimed, refusedTools: [{ tool: 'Bash', input: {} }, { tool: 'Bash', input: {} }] } })])
  expect(compared.get('Took')).toMatchObject({ values: [{ text: '4s' }, { text: '4s' }], total: '8s' })
  expect(compared.get('Cost')).toMatchObject({ total: '$0.50' })
  expect(compared.get('Input tokens')?.total).toBe('2k')
  expect(compared.get('Ended')?.values).toEqual([{ text: 'The check failed.', tone: 'red' }, { text: 'none', tone: 'grey' }])
  expect(compared.get('Refused')?.values.map(({ text }) => text)).toEqual(['none', 'Bash'])
  expect(compared.get('Session')?.values.map(({ text }) => text)).toEqual(['s1', 'goes on'])
})

test('one run has no sums, and lines that say nothing are left out', () => {
  const compared = rows([run(1, { usage: null, sessionId: null })])
  expect(compared.get('Cost')?.total).toBeNull()
  expect([...compared.keys()].filter((name) => /tokens|Session|Refused/.test(name))).toEqual([])
})
