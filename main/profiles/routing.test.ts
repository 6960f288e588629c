import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { BUILT_IN_PROFILES, ProfileSpec, type ProfileSpecInput } from '../../contract/profile.ts'
import { removeTempFolders, tempFolder } from '../../e2e/fixtures/temp.ts'
import { describeProfile } from './describe.ts'
import { isAllowedIn } from './routing.ts'

afterAll(removeTempFolders)

describe('isAllowedIn', () => {
  const home = tempFolder('home')
  for (const folder of ['code/app', 'code/.hidden/app', 'code/[odd] {name}/app', 'other/app', 'codex']) mkdirSync(join(home, folder), { recursive: true })
  symlinkSync(join(home, 'other'), join(home, 'code', 'link'))
  symlinkSync(join(home, 'code'), join(home, 'work'))

  it.each<[string[], string, boolean]>([
    [[], 'other/app', true],
    [['~/code/**'], 'code/app', true],
    [['~/code/**'], 'code', true],
    [['~/code/**'], 'code/.hidden/app', true],
    [['~/code/**'], 'codex', false],
    [['~/code/**'], 'other/app', false],
    [['~/code/**'], 'code/link/app', false],
    [['~/work/**'], 'code/app', true],
    [['~/code/**'], 'work/app', true],
    [['~/code/*'], 'code/app', true],
    [['~/code/*'], 'code/.hidden/app', false],
    [['~/code'], 'code/app', true],
    [['~/code'], 'codex', false],
    [['~'], 'other/app', true],
    [['~/other', '~/codex'], 'codex', true],
    [['~/code/**'], 'code/[odd] {name}/app', true],
    [['~/code/**', '!~/code/.hidden'], 'code/.hidden/app', false],
    [['!~/other'], 'code/app', true],
    [['**/app'], 'other/app', true],
    [['~/code/**'], 'code/../other/app', false],
    [['~/code/**'], 'code/not-made-yet', true],
  ])('%j: %s → %s', (patterns, path, expected) => {
    expect(isAllowedIn(patterns, `${home}/${path}`, home)).toBe(expected)
  })
})

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
