import { expect, test } from 'vitest'
import type { DoctorCheck } from '../../../contract/engine.ts'
import { countLevels, inOrder, profileOf, splitFix, toText } from './report.ts'

const check = (name: string, level: DoctorCheck['level'], fix: string | null = null): DoctorCheck => ({ name, level, ok: level === 'ok', found: `found ${name}`, fix })
const checks = [check('a', 'ok'), check('b', 'warning', 'do it'), check('c', 'error'), check('d', 'warning'), check('e', 'ok')]

test('what is broken comes first, the rest keeps its order', () => {
  expect(inOrder(checks).map(({ name }) => name).join('')).toBe('cbdae')
  expect(countLevels(checks)).toEqual({ errors: 1, warnings: 2 })
})

test('the commands of a fix stand for themselves, single words do not', () => {
  expect(splitFix('`dispatch profile login work`, or give it a key: `dispatch profile edit work --set auth.key=-`. Not `git`.').map(({ kind, text }) => `${kind}: ${text}`)).toEqual(['command: dispatch profile login work', 'text: or give it a key:', 'command: dispatch profile edit work --set auth.key=-', 'text: Not `git`.'])
  expect(splitFix('Install git.')).toEqual([{ kind: 'text', text: 'Install git.' }])
  expect(splitFix('Run `dispatch gc`.').map(({ kind }) => kind)).toEqual(['text', 'command'])
})

test('a line about a profile names it', () => {
  expect([profileOf({ name: 'profile read-only' }), profileOf({ name: 'git' })]).toEqual(['read-only', null])
})

test('as text it has every line and every fix', () => {
  expect(toText({ ok: false, checks: checks.slice(0, 2) })).toBe('ok      a: found a\nwarning b: found b\n        fix: do it')
})
