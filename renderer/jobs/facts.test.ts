import { expect, test } from 'vitest'
import type { Run } from '../../contract/job.ts'
import { factsOf } from './facts.ts'

const run = (over: Partial<Run>): Run => ({ number: 1, startedAt: 1, endedAt: 2, sessionId: null, execution: { exitCode: 0, signal: null, stoppedBy: null }, claimed: null, verified: null, costUsd: 0, usage: null, ...over })
const claimed = { subtype: 'success', isError: false, terminalReason: null, apiErrorStatus: null, errorWord: null, result: '', turns: 1, refusedTools: [] }
const check = { command: 'npm test', timeoutMs: 1000 }
const words = (job: Parameters<typeof factsOf>[0], of: Run | undefined): string[] => factsOf(job, of).map((fact) => fact.text)

test('claimed and verified may disagree, and both are said', () => {
  expect(words({ check, state: 'finished' }, run({ claimed, verified: { result: 'failed', exitCode: 1, output: '' } }))).toEqual(['exit 0', 'done', 'check failed (exit 1)'])
})

test('nothing is claimed before there was a run, or while it lives', () => {
  expect(words({ check, state: 'queued' }, undefined)).toEqual(['–', '–', '–'])
  expect(words({ check: null, state: 'running' }, run({ endedAt: null, execution: null }))).toEqual(['running', '–', 'no check'])
})

test('a run that was stopped, killed or never began says so', () => {
  const of = (execution: Run['execution']): string => words({ check: null, state: 'finished' }, run({ execution }))[0]!
  expect(of({ exitCode: null, signal: 'SIGTERM', stoppedBy: 'person' })).toBe('stopped by a person')
  expect(of({ exitCode: null, signal: 'SIGKILL', stoppedBy: null })).toBe('ended by SIGKILL')
  expect(of({ exitCode: null, signal: null, stoppedBy: null, startError: 'no claude' })).toBe('did not start')
  expect(of({ exitCode: null, signal: null, stoppedBy: 'engine' })).toBe('engine ended')
})
