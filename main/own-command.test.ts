import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defaultHome } from './home.ts'
import { findOwnCommand } from './own-command.ts'

function makeCheckout(name: string): { root: string; from: string; path: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dispatch-own-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [root, path] = [join(folder, name), join(folder, 'on-path')]
  const from = join(root, 'out', 'main')
  for (const each of [from, join(root, 'bin'), path]) mkdirSync(each, { recursive: true })
  writeFileSync(join(root, 'bin', 'dispatch'), '')
  return { root, from, path }
}
const usual = defaultHome({})

test('a checkout that is not on PATH is called by its place, as a shell takes it', () => {
  const { root, from, path } = makeCheckout('plain')
  expect(findOwnCommand(usual, { PATH: path }, from)).toBe(join(root, 'bin', 'dispatch'))
  const odd = makeCheckout("it's mine")
  expect(findOwnCommand(usual, {}, odd.from)).toBe(`'${join(odd.root, 'bin', 'dispatch').replace("'", `'\\''`)}'`)
})

test('the name is enough where it leads here, and not where it leads to another one', () => {
  const { root, from, path } = makeCheckout('plain')
  symlinkSync(join(root, 'bin', 'dispatch'), join(path, 'dispatch'))
  expect(findOwnCommand(usual, { PATH: `relative:${path}` }, from)).toBe('dispatch')
  const other = makeCheckout('other')
  expect(findOwnCommand(usual, { PATH: path }, other.from)).toBe(join(other.root, 'bin', 'dispatch'))
})

test('a data folder that is not the usual one is named', () => {
  const { root, from } = makeCheckout('plain')
  expect(findOwnCommand('/data/a b', {}, from)).toBe(`${join(root, 'bin', 'dispatch')} --home '/data/a b'`)
})
