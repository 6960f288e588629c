import { expect, test } from 'vitest'
import { CALLS } from './api.ts'
import { JobSpec } from './job.ts'
import { Plan } from './plan.ts'
import { ProfileSpec } from './profile.ts'

const job = (more: object) => JobSpec.safeParse({ prompt: 'x', repository: '/r', ...more })
const profile = (more: object) => ProfileSpec.safeParse({ name: 'p', ...more })
const told = (parsed: { error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined }) => parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

test.each<[string, { error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined }]>([
  ['prompt', job({ prompt: 'a\0b' })], ['title', job({ title: 'a\0b' })], ['repository', job({ repository: '/r\0' })], ['profile', job({ profile: 'a\0' })],
  ['labels.a\0', job({ labels: { 'a\0': 'b' } })], ['labels.a', job({ labels: { a: '\0' } })], ['conversation', job({ conversation: 'c\0' })], ['base', job({ base: 'main\0' })], ['model', job({ model: 'm\0' })], ['idempotencyKey', job({ idempotencyKey: 'k\0' })],
  ['check.command', job({ check: { command: 'true\0' } })], ['check.prompt', job({ check: { prompt: 'ok?\0' } })], ['check.files.changed.0', job({ check: { files: { changed: ['a\0'] } } })], ['check.schema', job({ check: { schema: { const: ['\0'] } } })],
  ['title', CALLS['jobs.edit'].args.safeParse({ id: 'j1', title: '\0a' })], ['title', CALLS['jobs.continue'].args.safeParse({ id: 'j1', prompt: 'x', title: 'a\0' })],
  ['pipeline', Plan.safeParse({ pipeline: 'a\0b', jobs: { a: { prompt: 'x' } } })], ['jobs.a.title', Plan.safeParse({ jobs: { a: { prompt: 'x', title: 'a\0b' } } })],
  ['description', profile({ description: '\0' })], ['env.A', profile({ env: { A: '\0' } })], ['allow.0', profile({ allow: ['Bash(\0)'] })], ['deny.0', profile({ deny: ['a\0'] })], ['tools.0', profile({ tools: ['a\0'] })],
  ['repositories.0', profile({ repositories: ['/a\0'] })], ['setup.command', profile({ setup: { command: 'a\0' } })], ['copy.0', profile({ copy: ['.env\0'] })], ['mcpServers.a', profile({ mcpServers: { a: { env: { B: 'c\0' } } } })],
  ['appendSystemPrompt', profile({ appendSystemPrompt: '\0' })], ['model', profile({ model: 'm\0' })], ['claude', profile({ claude: '/c\0' })], ['auth.key', profile({ auth: { kind: 'api-key', key: 'a\0' } })],
])('%j with a NUL is refused, and what to do is said', (place, parsed) => {
  expect(told(parsed)?.[0]).toBe(`${place}: expected text, found a NUL character: take it out`)
})

test('a key that is too long is told in the same words as a text', () => {
  expect(told(job({ labels: { ['k'.repeat(65)]: 'v' } }))).toEqual([`labels.${'k'.repeat(65)}: expected at most 64 characters, found more`])
})

test('what is wrong is said in words of what was given', () => {
  expect(told(job({ check: { files: { changed: [] } } }))).toEqual(['check.files.changed: expected at least one entry, found an empty list'])
  expect(told(CALLS['jobs.list'].args.safeParse({ state: 'nope' }))).toEqual([expect.stringMatching(/^state: expected one of blocked, held, .*lost, found "nope"$/)])
})
