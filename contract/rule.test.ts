import { expect, test } from 'vitest'
import { Profile, ProfileEdit, ProfileSpec } from './profile.ts'
import { faultOfRule } from './rule.ts'

test('rules Claude knows, and those of tools it may get, are rules', () => {
  const good = ['Bash', 'Bash(npm test *)', 'Bash(git log:*)', 'Read(./.env)', 'Edit(//etc/**)', 'WebFetch(domain:example.org)', 'mcp__db__query', 'mcp__db__*', 'mcp__my-server', 'Agent(Explore)', 'SomethingNew(a (b) c)', 'Bash(echo \\))', 'Bash(echo "(")', 'Skill(a b)', '*']
  expect(good.map(faultOfRule)).toEqual(good.map(() => null))
})

test('what can be no rule is refused, with what to do', () => {
  expect(faultOfRule('Bash((')).toContain('found "Bash((": end it with')
  expect(faultOfRule('Read(./.env')).toContain('end it with')
  expect(faultOfRule('Nonsense Tool !!')).toContain('without spaces')
  expect(faultOfRule('Bash()')).toContain('empty parentheses')
  expect(faultOfRule('Bash(a) Bash(b')).toContain('end it with')
  expect(faultOfRule('Bash(a)\nRead')).toContain('control character')
  expect(faultOfRule('(npm test)')).toContain('name of one tool')
  expect(faultOfRule(' ')).not.toBeNull()
})

test('a profile with such a rule is not taken, but one that is stored is shown', () => {
  const refused = ProfileSpec.safeParse({ name: 'a', allow: ['Bash', 'Bash(('] })
  expect(refused.error?.issues).toMatchObject([{ path: ['allow', 1], message: expect.stringContaining('found "Bash(("') }])
  expect(ProfileEdit.safeParse({ deny: ['Read(./.env'] }).success).toBe(false)
  const stored = { ...ProfileSpec.parse({ name: 'a' }), deny: ['Bash(('], auth: { kind: 'login', stored: false }, version: 1, builtIn: false, paused: false, createdAt: 0 }
  expect(Profile.safeParse(stored).success).toBe(true)
})
