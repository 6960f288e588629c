import { expect, test } from 'vitest'
import { EMPTY_DRAFT, toParent } from '../../job-form/draft.ts'
import { afterSubmit, follow, readDraft, writeDraft } from './draft.ts'

test('a draft outlives a reload, and a broken one does no harm', () => {
  let kept = ''
  const draft = { ...EMPTY_DRAFT, prompt: 'half a tho', after: [{ job: 'j1', when: 'done', otherwise: 'hold' } as const], labels: 'a=b', isolation: 'none' as const, context: 'fork' as const, retryOn: ['lost' as const], retrySession: 'resume' as const, every: '@daily', overlap: 'queue' as const }
  writeDraft({ setItem: (_, value) => { kept = value } }, draft)
  expect(readDraft({ getItem: () => kept })).toEqual(draft)
  for (const bad of ['{', '[]', 'null', '{"prompt":5,"after":"x"}', '{"retryOn":["boredom"],"retrySession":"toString","overlap":"what"}', '{"after":["j1"],"context":"nothing","isolation":"what"}']) expect(readDraft({ getItem: () => bad })).toEqual(EMPTY_DRAFT)
})

test('after a submission, where and as whom stays', () => {
  expect(afterSubmit({ ...EMPTY_DRAFT, prompt: 'x', repository: '/r', profile: 'p', after: [toParent('j')], model: 'opus' })).toEqual({ ...EMPTY_DRAFT, repository: '/r', profile: 'p' })
})

test('opened after other jobs it follows those, one that was set up already as it was', () => {
  const kept = { job: 'j1', when: 'failure', otherwise: 'hold' } as const
  expect(follow({ ...EMPTY_DRAFT, after: [kept, toParent('j2')] }, ['j3', 'j1']).after).toEqual([toParent('j3'), kept])
})
