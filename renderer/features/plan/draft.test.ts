import { expect, test } from 'vitest'
import { planWords } from '../../words/plan.ts'
import { folderOf, indentAfter, readPlanDraft, toAsked, toFaults, valuesFor, writePlanDraft } from './draft.ts'

test('a plan outlives a reload, and a broken one does no harm', () => {
  let kept = ''
  writePlanDraft({ setItem: (_, value) => { kept = value } }, { text: 'jobs:\n', folder: '/r', set: { a: '1' } })
  expect(readPlanDraft({ getItem: () => kept })).toEqual({ text: 'jobs:\n', folder: '/r', set: { a: '1' } })
  expect(readPlanDraft({ getItem: () => '{"text":"x","set":{"a":5,"b":"2"}}' })).toEqual({ text: 'x', folder: null, set: { b: '2' } })
  for (const bad of [null, '{', '[]', '{"text":5}']) expect(readPlanDraft({ getItem: () => bad })).toBeNull()
})

test('a refusal tells all of its mistakes; those of variables stand at their fields', () => {
  const problems = [{ line: 2, message: 'vars.a has no value.', variable: 'a' }, { line: 12, message: 'docs waits for tess, which is no job of this plan. Known: tests.' }, { line: null, message: 'plan: expected something' }]
  expect(toFaults({ message: 'line 2: …', details: { problems, more: 3 } })).toEqual({ faults: [{ line: 12, message: problems[1]!.message }, { line: null, message: 'plan: expected something' }], more: 3 })
  expect(toFaults({ message: 'The engine does not answer.' })).toEqual({ faults: [{ line: null, message: 'The engine does not answer.' }], more: 0 })
})

test('only values of variables the plan has are sent, and none that is empty', () => {
  expect(valuesFor({ a: null, b: 'x', c: 3 }, { a: '1', b: '', gone: 'y' })).toEqual({ a: '1' })
  expect(toAsked({ details: { vars: { a: null }, faults: { a: 'expected a value, found none' }, faultsOnly: true } })).toEqual({ vars: { a: null }, faults: { a: 'expected a value, found none' }, only: true })
  expect(toAsked({ details: { line: 3 } })).toBeNull()
})

test('enter keeps the indent, and steps in after a colon', () => {
  expect(['  a: 1', '  a:', 'jobs:   # all', 'x', ''].map(indentAfter)).toEqual(['  ', '    ', '  ', '', ''])
  expect([folderOf('/a/b/plan.yaml'), folderOf('/plan.yaml'), folderOf('C:\\a\\plan.yaml')]).toEqual(['/a/b', '/', 'C:\\a'])
})

test('what of a plan starts at once, is held, or waits its turn', () => {
  const said = (jobs: number, first: number, held: number): string => planWords.valid(jobs, first, held)
  expect(said(1, 0, 1)).toBe('1 job: it is held until it is released.')
  expect(said(1, 1, 0)).toBe('1 job: it starts at once.')
  expect(said(5, 2, 1)).toBe('5 jobs: 2 start at once, one is held until it is released, the rest in order.')
  expect(said(3, 0, 2)).toBe('3 jobs: 2 are held until they are released, the rest in order.')
  expect(said(3, 3, 0)).toBe('3 jobs: all of them start at once.')
})
