import { describe, expect, it } from 'vitest'
import { describeProfile } from './describe-profile.ts'
import { BUILT_IN_PROFILES, ProfileSpec, type ProfileSpecInput } from './profile.ts'

describe('describeProfile', () => {
  const describeSpec = (spec: ProfileSpecInput) => describeProfile(ProfileSpec.parse(spec))

  it('is plain sentences for every built-in profile', () => {
    for (const spec of BUILT_IN_PROFILES) for (const sentence of describeSpec(spec)) expect(sentence).toMatch(/^[A-Z].*\.$/s)
  })

  it('says what may be done, and what is asked', () => {
    const sentences = describeSpec({ name: 'x', allow: ['Bash(npm test *)', 'WebFetch(domain:example.org)', 'mcp__db'], deny: ['Read(./.env)'], repositories: ['~/code/**'] })
    expect(sentences).toEqual(expect.arrayContaining([
      'May edit files in the worktree.', 'Runs `npm test …` without asking.', 'Fetches from example.org without asking.', 'Uses mcp__db without asking.', 'Never: reads ./.env.', 'Asks you for anything else; refuses after 1 h.', 'May be used only in: ~/code/**.',
    ]))
  })

  it('is frank about what is dangerous', () => {
    expect(describeSpec({ name: 'x', permissionMode: 'bypassPermissions' })).toEqual(expect.arrayContaining(['May do anything without asking.', 'Never asks.', 'Commands run with your rights; nothing walls them in.']))
  })
})
