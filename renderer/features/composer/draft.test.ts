import { expect, test } from 'vitest'
import { EMPTY_DRAFT, toParent } from '../../job-form/draft.ts'
import { afterSubmit, closeDraft, follow, readDraft, writeDraft, type DraftPlaces } from './draft.ts'

function place(text: string | null = null): DraftPlaces['own'] {
  let kept = text
  return { getItem: () => kept, setItem: (_, value) => { kept = value } }
}

test('a draft outlives a reload, and a broken one does no harm', () => {
  const draft = { ...EMPTY_DRAFT, prompt: 'half a tho', after: [{ job: 'j1', when: 'done', otherwise: 'hold' } as const], labels: 'a=b', isolation: 'none' as const, context: 'fork' as const, retryOn: ['lost' as const], retrySession: 'resume' as const, every: '@daily', overlap: 'queue' as const }
  const places = { own: place(), shared: place() }
  writeDraft(places, draft)
  expect(readDraft(places)).toEqual(draft)
  expect(readDraft({ own: place(), shared: places.shared })).toEqual(draft)
  for (const bad of ['{', '[]', 'null', '{"prompt":5,"after":"x"}', '{"retryOn":["boredom"],"retrySession":"toString","overlap":"what"}', '{"after":["j1"],"context":"nothing","isolation":"what"}']) expect(readDraft({ own: place(), shared: place(bad) })).toEqual(EMPTY_DRAFT)
})

test('a draft too large for the browser does no harm, and leaves no older one', () => {
  const full = (): DraftPlaces['own'] => { const kept = place(); return { ...kept, setItem: (key, value) => { if (value.length > 5000) throw new Error('QuotaExceededError'); kept.setItem(key, value) } } }
  const places = { own: full(), shared: full() }
  writeDraft(places, { ...EMPTY_DRAFT, prompt: 'short' })
  writeDraft(places, { ...EMPTY_DRAFT, prompt: 'x'.repeat(6000) })
  expect(readDraft(places)).toEqual(EMPTY_DRAFT)
})

test('a submission in one window leaves what another one has typed', () => {
  const shared = place()
  const [first, second] = [{ own: place(), shared }, { own: place(), shared }]
  writeDraft(first, { ...EMPTY_DRAFT, prompt: 'from the first' })
  writeDraft(second, { ...EMPTY_DRAFT, prompt: 'from the second' })
  closeDraft(second, readDraft(second))
  expect([first, second].map((places) => readDraft(places).prompt)).toEqual(['from the first', ''])
  writeDraft(second, { ...EMPTY_DRAFT, prompt: 'again' })
  closeDraft(first, readDraft(first))
  expect([first, second, { own: place(), shared }].map((places) => readDraft(places).prompt)).toEqual(['', 'again', 'again'])
})

test('after a submission, where and as whom stays', () => {
  expect(afterSubmit({ ...EMPTY_DRAFT, prompt: 'x', repository: '/r', profile: 'p', after: [toParent('j')], model: 'opus' })).toEqual({ ...EMPTY_DRAFT, repository: '/r', profile: 'p' })
})

test('opened after other jobs it follows those, one that was set up already as it was', () => {
  const kept = { job: 'j1', when: 'failure', otherwise: 'hold' } as const
  expect(follow({ ...EMPTY_DRAFT, after: [kept, toParent('j2')] }, ['j3', 'j1']).after).toEqual([toParent('j3'), kept])
})
