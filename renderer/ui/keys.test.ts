import { expect, test } from 'vitest'
import { isPress, toKeyLabel, type Press } from './keys.ts'

const press = (key: string, over: Partial<Press> = {}): Press => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...over })

test('a letter alone is not the letter with anything held', () => {
  expect(isPress(press('d'), 'd', false)).toBe(true)
  expect(isPress(press('D', { shiftKey: true }), 'd', false)).toBe(false)
  expect(isPress(press('D', { shiftKey: true }), 'shift+d', false)).toBe(true)
  for (const over of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) expect(isPress(press('d', over), 'd', false)).toBe(false)
})

test('mod is the command key of the machine', () => {
  expect(isPress(press('k', { metaKey: true }), 'mod+k', true)).toBe(true)
  expect(isPress(press('k', { ctrlKey: true }), 'mod+k', true)).toBe(false)
  expect(isPress(press('k', { ctrlKey: true }), 'mod+k', false)).toBe(true)
  expect(isPress(press('Enter', { ctrlKey: true }), 'mod+enter', false)).toBe(true)
})

test('a sign counts however the keyboard makes it', () => {
  expect(isPress(press('?', { shiftKey: true }), '?', false)).toBe(true)
  expect(isPress(press('/'), '/', false)).toBe(true)
})

test('labels', () => {
  expect([toKeyLabel('mod+k', true), toKeyLabel('mod+k', false), toKeyLabel('shift+d', true), toKeyLabel('mod+enter', true), toKeyLabel('j', true)]).toEqual(['⌘K', 'Ctrl K', '⇧D', '⌘↵', 'j'])
})
