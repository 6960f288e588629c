import { expect, test } from 'vitest'
import { EMPTY_DRAFT, type Draft } from './draft.ts'
import { createUnsaved } from './unsaved.ts'

interface Thing { id: string; prompt: string }
const toDraft = ({ prompt }: Thing): Draft => ({ ...EMPTY_DRAFT, prompt: prompt.trim() })
const makeStorage = (start = '', room = Infinity) => {
  let kept = start
  return { getItem: () => kept, setItem: (_: string, value: string) => { if (value.length > room) throw new Error('QuotaExceededError'); kept = value } }
}
const edit = (id: string, prompt: string) => ({ base: { id, prompt: 'before' }, draft: { ...EMPTY_DRAFT, prompt } })

test('what was typed and not saved is there again for the next page, until it is dropped', () => {
  const storage = makeStorage()
  const first = createUnsaved('k', toDraft, storage)
  first.keep(edit('j1', 'half'))
  first.keep(edit('j2', 'other'))
  const next = createUnsaved('k', toDraft, storage)
  expect(next.read('j1')).toEqual(edit('j1', 'half'))
  next.drop('j1')
  expect([next.read('j1'), createUnsaved('k', toDraft, storage).read('j2')]).toEqual([undefined, edit('j2', 'other')])
})

test('what cannot be read does no harm, and what does not fit is kept for this page', () => {
  for (const bad of ['{', '[]', 'null', '{"j1":5}', '{"j1":{"base":{"id":"j1"},"draft":{}}}', '{"j1":{"base":{"id":"j2","prompt":"x"},"draft":{}}}']) expect(createUnsaved('k', toDraft, makeStorage(bad)).read('j1')).toBeUndefined()
  const full = makeStorage('', 10)
  const edits = createUnsaved('k', toDraft, full)
  edits.keep(edit('j1', 'half'))
  expect([edits.read('j1'), createUnsaved('k', toDraft, full).read('j1')]).toEqual([edit('j1', 'half'), undefined])
})

test('the oldest of many are forgotten, and one that grew too large is not kept as it was before', () => {
  const storage = makeStorage()
  const edits = createUnsaved('k', toDraft, storage)
  for (let at = 0; at < 25; at++) edits.keep(edit(`j${at}x`, String(at)))
  edits.keep(edit('j20x', 'y'.repeat(300_000)))
  const next = createUnsaved('k', toDraft, storage)
  expect(['j4x', 'j20x', 'j5x', 'j24x'].map((id) => next.read(id)?.draft.prompt)).toEqual([undefined, undefined, '5', '24'])
})
