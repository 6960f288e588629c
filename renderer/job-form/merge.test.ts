import { expect, test } from 'vitest'
import { EMPTY_DRAFT } from './draft.ts'
import { expectedOf, mergeDrafts, takeFields } from './merge.ts'

test('what two people typed is laid over one another; where both changed a field, mine stands and it is named', () => {
  const base = { ...EMPTY_DRAFT, prompt: 'Do it', title: 'It', priority: '1', labels: 'a=b' }
  const mine = { ...base, prompt: 'Do it well', title: 'Mine', priority: '5' }
  const theirs = { ...base, title: 'Theirs', labels: 'a=c', priority: '5' }
  const merged = mergeDrafts({ base, mine, theirs })
  expect(merged).toEqual({ draft: { ...base, prompt: 'Do it well', title: 'Mine', priority: '5', labels: 'a=c' }, clashes: ['title'] })
  expect(takeFields(merged.draft, theirs, merged.clashes).title).toBe('Theirs')
})

test('an edit names what it was begun from, and only that', () => {
  expect(expectedOf({ title: 'x', noAfter: ['j1'], model: 'm' }, { title: 'y', after: [{ job: 'j1' }], model: null, prompt: 'p' })).toEqual({ title: 'y', after: [{ job: 'j1' }], model: null })
})
