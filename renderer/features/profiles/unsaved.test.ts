import { expect, test, vi } from 'vitest'
import { ProfileSpec, type Profile } from '../../../contract/profile.ts'
import { toDraft } from './draft.ts'

const kept = new Map<string, string>()
vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value) } })
const { dropDraft, keepDraft, readStored } = await import('./unsaved.ts')
const KEY = 'dispatch.unsaved.profiles'
const base: Profile = { ...ProfileSpec.parse({ name: 'a' }), auth: { kind: 'api-key', stored: true }, version: 3, builtIn: false, paused: false, createdAt: 0 }

test('a form that was begun outlives the page, but for its secret', () => {
  keepDraft('a', { base, draft: { ...toDraft(base), model: 'opus', env: [{ name: 'A', value: 'b' }], secret: 'sk-1234' } })
  expect(kept.get(KEY)).not.toContain('sk-1234')
  expect(readStored(localStorage)).toEqual({ a: { base, draft: { ...toDraft(base), model: 'opus', env: [{ name: 'A', value: 'b' }] } } })
  dropDraft('a')
  expect(readStored(localStorage)).toEqual({})
})

test('what cannot be read does no harm', () => {
  for (const bad of ['{', 'null', '[]', '{"a":null}', '{"a":{"base":{},"draft":{}}}']) expect(readStored({ getItem: () => bad })).toEqual({})
  expect(readStored({ getItem: () => JSON.stringify({ a: { base, draft: { model: 5, env: ['x'], slots: '7' } } }) })).toEqual({ a: { base, draft: { ...toDraft(base), slots: '7' } } })
})
