import { expect, test } from 'vitest'
import { afterSubmit, EMPTY_DRAFT, fieldOf, readDraft, toSpec, withoutField, writeDraft } from './draft.ts'

test('what was typed becomes a spec, and what was left empty is not in it', () => {
  expect(toSpec({ ...EMPTY_DRAFT, prompt: 'Do it', repository: ' /code/api ' })).toEqual({ ok: true, spec: { prompt: 'Do it', repository: '/code/api', profile: 'default' } })
  expect(toSpec({ ...EMPTY_DRAFT, prompt: 'x', repository: '/r', check: ' npm test ', after: ['j1'], when: 'done', otherwise: 'hold', priority: '-3', budget: '$2.5', title: ' T ', hold: true })).toMatchObject({
    spec: { check: { command: 'npm test' }, after: [{ job: 'j1', when: 'done', otherwise: 'hold' }], priority: -3, budgetUsd: 2.5, title: 'T', hold: true },
  })
})

test('a number that is none is said at its field', () => {
  expect(toSpec({ ...EMPTY_DRAFT, budget: 'lots' })).toMatchObject({ ok: false, field: 'budget' })
})

test('a draft outlives a reload, and a broken one does no harm', () => {
  let kept = ''
  const draft = { ...EMPTY_DRAFT, prompt: 'half a tho', after: ['j1'] }
  writeDraft({ setItem: (_, value) => { kept = value } }, draft)
  expect(readDraft({ getItem: () => kept })).toEqual(draft)
  for (const bad of ['{', '[]', 'null', '{"prompt":5,"after":"x"}']) expect(readDraft({ getItem: () => bad })).toEqual(EMPTY_DRAFT)
})

test('after a submission, where and as whom stays', () => {
  expect(afterSubmit({ ...EMPTY_DRAFT, prompt: 'x', repository: '/r', profile: 'p', after: ['j'] })).toEqual({ ...EMPTY_DRAFT, repository: '/r', profile: 'p' })
})

test('refusals find their field', () => {
  expect(fieldOf({ code: 'bad-input', details: { field: 'check.command' } })).toBe('check')
  expect(fieldOf({ code: 'not-a-repository' })).toBe('repository')
  expect(fieldOf({ code: 'internal' })).toBeNull()
  expect(withoutField('check.command: expected text')).toBe('expected text')
  expect(withoutField('Expected a repository: none found')).toBe('Expected a repository: none found')
})
