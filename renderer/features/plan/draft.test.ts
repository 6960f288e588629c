import { expect, test } from 'vitest'
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
