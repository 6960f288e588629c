import { expect, test } from 'vitest'
import { isLookedAt } from './checks.ts'
import { readFound, writeFound } from './found.ts'

test('what was found is shown again after a reload, and a broken note of it does no harm', () => {
  let kept = ''
  writeFound({ setItem: (_, value) => { kept = value } }, { fast: { version: 2, ok: true } })
  expect(readFound({ getItem: () => kept })).toEqual({ fast: { version: 2, ok: true } })
  for (const bad of ['{', '[]', 'null', '{"a":null,"b":{"version":"1","ok":true}}']) expect(readFound({ getItem: () => bad })).toEqual({})
})

test('what was found before the window was opened is no reason not to look', () => {
  const known = { version: 2, running: false, found: true, check: null, trouble: null }
  expect([isLookedAt(known, { version: 2 }), isLookedAt({ ...known, trouble: 'x' }, { version: 2 }), isLookedAt({ ...known, trouble: 'x' }, { version: 3 }), isLookedAt(null, { version: 1 })]).toEqual([false, true, false, false])
})
