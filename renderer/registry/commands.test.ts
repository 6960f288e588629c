import { expect, test } from 'vitest'
import { COMMANDS } from './commands.ts'

test('ids are unique, and every key that needs no condition belongs to one command alone', () => {
  expect(new Set(COMMANDS.map((command) => command.id)).size).toBe(COMMANDS.length)
  const always = COMMANDS.filter((command) => !command.when).flatMap((command) => command.keys ?? [])
  expect(new Set(always).size).toBe(always.length)
  for (const command of COMMANDS) if (command.when) for (const key of command.keys ?? []) expect(always, `${key} of ${command.id} can never be reached`).not.toContain(key)
})

test('what a person can only reach by key is moving about; everything else is in the palette', () => {
  expect(COMMANDS.filter((command) => command.keyOnly).every((command) => command.keys && !command.changes)).toBe(true)
})
