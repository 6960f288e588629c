import { expect, test } from 'vitest'
import { DesktopSettings } from '../../contract/desktop.ts'
import type { Action, MenuEntry } from '../../main/shell/action.ts'
import { toAppMenu } from '../../main/shell/app-menu.ts'
import { isPress } from '../ui/keys.ts'
import { COMMANDS } from './commands.ts'
import { SCREENS } from './screens.tsx'

const flat = (entries: readonly MenuEntry[]): Extract<MenuEntry, { kind: 'item' }>[] => entries.flatMap((entry) => (entry.kind === 'submenu' ? flat(entry.entries) : entry.kind === 'item' ? [entry] : []))
const items = ['darwin', 'linux'].flatMap((platform) => flat(toAppMenu({ platform, settings: DesktopSettings.parse({}), paused: false, develop: false })))
const of = <Kind extends Action['kind']>(kind: Kind): { label: string; key: string | undefined; action: Extract<Action, { kind: Kind }> }[] => items.flatMap(({ label, key, action }) => (action.kind === kind ? [{ label, key, action: action as Extract<Action, { kind: Kind }> }] : []))

test('what the menu asks of the page is a command of the page, with the same key', () => {
  const wanted = of('command')
  expect(wanted.length).toBeGreaterThan(20)
  for (const { label, key, action } of wanted) {
    const command = COMMANDS.find((each) => each.id === action.id)
    expect(command, `${label}: ${action.id}`).toBeDefined()
    if (key === undefined) continue
    const parts = key.split('+')
    const pressed = { key: parts.at(-1)!, shiftKey: parts.includes('Shift'), ctrlKey: parts.includes('CmdOrCtrl'), metaKey: false, altKey: false }
    expect(command!.keys?.some((each) => isPress(pressed as KeyboardEvent, each, false)), `${label}: ${key}`).toBe(true)
  }
})

test('where the menu leads there is a screen', () => {
  const names = SCREENS.map((screen) => screen.name)
  for (const { action } of of('go')) expect(names).toContain(action.place.split(/[/?]/)[0])
})
