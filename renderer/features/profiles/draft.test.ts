import { describe, expect, it } from 'vitest'
import { Profile, ProfileSpec, type ProfileSpecInput } from '../../../contract/profile.ts'
import { toDraft, toTemplate, type Draft } from './draft.ts'
import { lacksSecret, readDraft, toEdit, toFault, toPreview, toSpec } from './read-draft.ts'
import { parseSpan, toSpanText } from '../../ui/span.ts'

export const makeProfile = (over: Partial<ProfileSpecInput> & { name?: string } = {}, more: Partial<Profile> = {}): Profile => {
  const { auth, ...spec } = ProfileSpec.parse({ name: 'work', ...over })
  return Profile.parse({ ...spec, auth: { kind: auth.kind, stored: auth.kind !== 'login' }, version: 3, builtIn: false, paused: false, createdAt: 1, ...more })
}
const full = makeProfile({
  description: 'All of it', env: { A: '1', B: 'two\nlines' }, allow: ['Bash(npm test *)', 'Edit(src/**)'], deny: ['Read(./.env)'], tools: ['Read'], repositories: ['~/code/**'], setup: { command: 'npm ci', timeoutMs: 90_000 }, copy: ['.env'],
  mcpServers: { db: { command: 'db-mcp' } }, appendSystemPrompt: 'Be brief.\n\n- really', model: 'opus', maxTurns: null, budgetUsd: 2.5, timeoutMs: 5_430_000, silenceMs: 600_000, windows: [{ from: '22:00', to: '06:00', days: ['mon', 'fri'], zone: 'Europe/Berlin' }, { from: '00:00', to: '24:00', days: ['sun'] }], claude: '/bin/claude',
})
const edit = (over: Partial<Draft>, base = full) => { const { values, faults } = readDraft({ ...toDraft(base), ...over }); return { edit: toEdit(values, base), faults } }

describe('a draft', () => {
  it('that nobody touched changes nothing', () => {
    for (const base of [full, makeProfile(), makeProfile({ auth: { kind: 'api-key', key: 'k' } })]) expect(edit({}, base)).toEqual({ edit: {}, faults: {} })
  })

  it('sends only what was changed', () => {
    expect(edit({ allow: 'Bash(npm test *)\n\n  Edit(src/**)  \nRead(docs/**)', maxTurns: '12', setup: '', timeoutMs: '2h' })).toEqual({ edit: { allow: ['Bash(npm test *)', 'Edit(src/**)', 'Read(docs/**)'], maxTurns: 12, setup: null, timeoutMs: 7_200_000 }, faults: {} })
  })

  it('reads windows and the limit of silence', () => {
    const row = { from: ' 20:00 ', to: '24:00', days: [], zone: '' }
    expect(edit({ silenceMs: '', windows: [row] })).toEqual({ edit: { silenceMs: null, windows: [{ from: '20:00', to: '24:00' }] }, faults: {} })
    expect(edit({ windows: [row, { ...row, from: '8 pm' }] }).faults).toEqual({ windows: 'window 2: expected a time of day such as 22:00' })
    expect(edit({ windows: [{ ...row, zone: 'Atlantis' }] }).faults.windows).toContain('name of a time zone')
    expect(edit({ silenceMs: 'soon' }).faults.silenceMs).toContain('45m')
  })

  it('sends a secret only when one was typed', () => {
    const base = makeProfile({ auth: { kind: 'token', token: 't' } })
    expect(edit({ secret: ' new ' }, base).edit).toEqual({ auth: { kind: 'token', token: 'new' } })
    expect(edit({ authKind: 'login' }, base).edit).toEqual({ auth: { kind: 'login' } })
    expect(lacksSecret(toDraft(base), base)).toBe(false)
    expect(lacksSecret({ ...toDraft(base), authKind: 'api-key' }, base)).toBe(true)
    expect(lacksSecret({ ...toDraft(full), authKind: 'token', secret: 'x' }, full)).toBe(false)
  })

  it.each([
    [{ timeoutMs: 'soon' }, 'timeoutMs', '45m'], [{ timeoutMs: '31d' }, 'timeoutMs', ''], [{ slots: '' }, 'slots', 'number'], [{ slots: '65' }, 'slots', '64'], [{ budgetUsd: '-1' }, 'budgetUsd', 'number'], [{ maxTurns: '1.5' }, 'maxTurns', 'whole number'],
    [{ mcpServers: '[1]' }, 'mcpServers', 'JSON object'], [{ mcpServers: '{' }, 'mcpServers', 'JSON object'], [{ copy: 'ok\n../up' }, 'copy', 'line 2'], [{ env: [{ name: '1A', value: '' }] }, 'env', ''], [{ env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] }, 'env', 'twice'],
    [{ setup: 'npm ci', setupTimeoutMs: '1ms' }, 'setupTimeoutMs', ''], [{ inheritEnv: 'PATH, A-B' }, 'inheritEnv', 'line 2'],
  ] satisfies [Partial<Draft>, keyof Draft, string][])('names the field of %j', (over, field, words) => {
    const { faults } = edit(over)
    expect(Object.keys(faults)).toEqual([field])
    expect(faults[field]).toContain(words)
  })

  it('keeps what can be read when something else cannot', () => {
    expect(edit({ copy: '/abs', model: 'haiku' }).edit).toEqual({ model: 'haiku' })
  })

  it('becomes a whole profile under a good name only', () => {
    const template = toTemplate(makeProfile({ auth: { kind: 'api-key', key: 'k' }, deny: ['Bash'] }))
    expect(toSpec({ ...template, name: 'Bad Name' }).faults).toHaveProperty('name')
    const { spec, faults } = toSpec({ ...template, name: 'next' })
    expect(faults).toEqual({})
    expect(ProfileSpec.parse(spec)).toMatchObject({ name: 'next', auth: { kind: 'login' }, deny: ['Bash'] })
  })

  it('is previewed with what can be read', () => {
    const { values } = readDraft({ ...toDraft(full), timeoutMs: '?', permissionMode: 'plan', authKind: 'token' })
    expect(toPreview(full, values)).toMatchObject({ timeoutMs: full.timeoutMs, permissionMode: 'plan', auth: { kind: 'token' } })
  })
})

describe('toFault', () => {
  it('puts the engine’s message at its field', () => {
    expect(toFault({ message: 'env.HOME: expected a variable that profiles may set', details: { field: 'env.HOME' } })).toEqual({ env: 'expected a variable that profiles may set' })
    expect(toFault({ message: 'auth.key: expected the key', details: { field: 'auth.key' } })).toEqual({ secret: 'expected the key' })
    expect(toFault({ message: 'Expected a new name', details: {} })).toBeNull()
    expect(toFault({ message: 'x', details: { field: 'nothing.of.this' } })).toBeNull()
  })
})

describe('a span', () => {
  it.each([[0, '0s'], [1500, '1s 500ms'], [90_000, '1m 30s'], [3_600_000, '1h'], [5_430_000, '1h 30m 30s'], [2_592_000_000, '30d']])('%d ms is %s and back', (ms, text) => {
    expect(toSpanText(ms)).toBe(text)
    expect(parseSpan(text)).toBe(ms)
  })
  it.each(['', '10', 'h', '1x', '1h and more', '-1h'])('%j is none', (text) => expect(parseSpan(text)).toBeNull())
})
