import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { removeTempFolders, tempFolder } from '../../e2e/fixtures/temp.ts'
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
