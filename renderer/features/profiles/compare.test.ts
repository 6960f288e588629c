import { expect, it } from 'vitest'
import { Profile, ProfileSpec, type ProfileSpecInput } from '../../../contract/profile.ts'
import { compareProfiles, compareSentences } from './compare.ts'

const make = (over: Partial<ProfileSpecInput> = {}): Profile => {
  const { auth, ...spec } = ProfileSpec.parse({ name: 'work', ...over })
  return Profile.parse({ ...spec, auth: { kind: auth.kind, stored: false }, version: 1, builtIn: false, paused: false, createdAt: 1 })
}

it('finds nothing between equals, whatever their version', () => {
  expect(compareProfiles(make(), { ...make(), version: 9, paused: true, createdAt: 5 })).toEqual([])
})

it('tells values, lists and texts apart', () => {
  const changes = compareProfiles(make({ allow: ['a', 'b'], appendSystemPrompt: 'one\ntwo' }), make({ allow: ['b', 'c'], maxTurns: null, permissionMode: 'plan', auth: { kind: 'token' }, appendSystemPrompt: 'one\nthree', tools: ['Read'], silenceMs: 600_000, windows: [{ from: '22:00', to: '06:00', days: ['sat'], zone: 'Asia/Tokyo' }] }))
  const line = (kind: string, text: string) => expect.objectContaining({ kind, text })
  expect(Object.fromEntries(changes.map((change) => [change.field, change.kind === 'value' ? [change.before, change.after] : change.lines]))).toEqual({
    auth: ['Claude’s own login', 'Token'], permissionMode: ['Edit files freely, ask for the rest', 'Read and plan only'], maxTurns: ['80', 'none'], tools: ['All tools', 'Read'], silenceMs: ['none', '10m'], windows: [line('added', '22:00 and 06:00 (sat) Asia/Tokyo')],
    allow: [line('removed', 'a'), line('added', 'c')], appendSystemPrompt: [line('same', 'one'), line('removed', 'two'), line('added', 'three')],
  })
})

it('says in sentences what is new and what is gone', () => {
  const sentences = compareSentences(make(), make({ permissionMode: 'bypassPermissions' }))
  expect(sentences.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual(['May do anything without asking.', 'Never asks.'])
  expect(sentences.filter(({ kind }) => kind === 'removed').map(({ text }) => text)).toContain('May edit files in the worktree.')
})
