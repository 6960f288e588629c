import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DesktopSettings } from '../../contract/desktop.ts'
import { removeTempFolders, tempFolder } from '../../e2e/fixtures/temp.ts'
import type { MenuEntry } from './action.ts'
import { toAppMenu } from './app-menu.ts'
import { setAutostart, toAutostartEntry } from './login-item.ts'
import { joinPaths, lacksPersonPath, readPersonPath } from './person-path.ts'
import { changeSettings, parseChange, readSettings, writeSettings } from './settings.ts'
import { placeWindow, readWindowState, writeWindowState } from './window-state.ts'

afterAll(removeTempFolders)
const screens = [{ x: 0, y: 25, width: 1440, height: 875 }, { x: 1440, y: 0, width: 1920, height: 1080 }]

test('a window opens where it was, as long as a person could still take hold of it', () => {
  const saved = { x: 1500, y: 40, width: 1000, height: 700, maximized: false }
  expect(placeWindow(saved, screens)).toEqual({ x: 1500, y: 40, width: 1000, height: 700 })
  expect(placeWindow(saved, screens.slice(0, 1))).toEqual({ width: 1000, height: 700 })
  expect(placeWindow({ ...saved, x: 1400, y: 100 }, screens.slice(0, 1))).toEqual({ width: 1000, height: 700 })
  expect(placeWindow({ ...saved, y: -300 }, screens)).toEqual({ width: 1000, height: 700 })
  expect(placeWindow({ ...saved, x: 10, width: 9000, height: 9000 }, screens)).toEqual({ x: 10, y: 40, width: 1440, height: 875 })
  expect(placeWindow({ ...saved, width: 10, height: 10 }, screens)).toEqual({ width: 360, height: 480 })
  expect(placeWindow(null, screens)).toEqual({ width: 1280, height: 840 })
  expect(placeWindow(null, [])).toEqual({ width: 1280, height: 840 })
})

test('settings survive, a change keeps the rest, and a damaged file gives the defaults', () => {
  const home = tempFolder('settings')
  const usual = DesktopSettings.parse({})
  expect(readSettings(home)).toEqual(usual)
  const changed = changeSettings(usual, { notify: { failed: false }, quickSubmit: null })
  expect(changed).toEqual({ ...usual, quickSubmit: null, notify: { ...usual.notify, failed: false } })
  writeSettings(home, changed)
  expect(readSettings(home)).toEqual(changed)
  writeFileSync(join(home, 'desktop/settings.json'), '{"closeToTray": "yes"')
  expect(readSettings(home)).toEqual(usual)
  writeWindowState(home, { x: 1, y: 2, width: 3, height: 4, maximized: true })
  expect(readWindowState(home)).toEqual({ x: 1, y: 2, width: 3, height: 4, maximized: true })
  writeFileSync(join(home, 'desktop/window.json'), '{"x": "1"}')
  expect(readWindowState(home)).toBeNull()
  expect(parseChange({ notify: { failed: 'no' } })).toMatchObject({ ok: false, code: 'bad-input', details: { field: 'notify.failed' } })
  expect(parseChange({ closeToTray: false })).toEqual({ ok: true, value: { closeToTray: false } })
})

test('the autostart entry quotes what needs it', () => {
  const config = tempFolder('config')
  expect(toAutostartEntry({ file: '/opt/My "App"/dispatch', args: ['--home', '/a/$b\\c%d`'] })).toContain('Exec="/opt/My \\\\"App\\\\"/dispatch" "--home" "/a/\\\\$b\\\\\\\\c%%d\\\\`"\n')
  const env = { XDG_CONFIG_HOME: config }
  setAutostart(true, { file: '/usr/bin/dispatch', args: ['--hidden'] }, env)
  expect(readFileSync(join(config, 'autostart/dispatch.desktop'), 'utf8')).toContain('Exec="/usr/bin/dispatch" "--hidden"\n')
  setAutostart(false, { file: '', args: [] }, env)
  expect(() => readFileSync(join(config, 'autostart/dispatch.desktop'))).toThrow(/ENOENT/)
})

test('the person’s PATH is asked of their shell, whatever its start files print', async () => {
  const folder = tempFolder('shell')
  const shell = join(folder, 'shell')
  mkdirSync(join(folder, 'bin'))
  writeFileSync(shell, `#!/bin/sh\necho "Welcome back!"\nPATH="${folder}/bin:/usr/bin:/bin"\neval "$2"\n`)
  chmodSync(shell, 0o755)
  expect(await readPersonPath(shell)).toBe(`${folder}/bin:/usr/bin:/bin`)
  expect(await readPersonPath(join(folder, 'none'))).toBeNull()
  expect(joinPaths('/a:/b', '/b::/c')).toBe('/a:/b:/c')
  expect([lacksPersonPath({}, 'darwin'), lacksPersonPath({ TERM: 'xterm' }, 'linux'), lacksPersonPath({}, 'win32')]).toEqual([true, false, false])
})

test('the menu has every action of the interface with its key, on each platform', () => {
  const flat = (entries: MenuEntry[]): MenuEntry[] => entries.flatMap((entry) => (entry.kind === 'submenu' ? [entry, ...flat(entry.entries)] : [entry]))
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    const items = flat(toAppMenu({ platform, settings: DesktopSettings.parse({}), paused: false, develop: false })).flatMap((entry) => (entry.kind === 'item' ? [entry] : []))
    expect(items.flatMap(({ key }) => key ?? []).map((key) => key.replace('CmdOrCtrl+', '⌘')).sort()).toEqual(['/', '?', 'A', 'C', platform === 'darwin' ? 'Cmd+Q' : 'Ctrl+Q', 'D', 'E', 'Enter', 'G', 'H', 'L', 'O', 'I', 'R', 'Shift+A', 'Shift+D', 'Shift+N', 'T', 'U', 'V', 'X', '⌘,', '⌘K', '⌘N'].sort())
    const ids = items.flatMap(({ action }) => (action.kind === 'command' ? [action.id] : []))
    expect(new Set(ids).size).toBe(ids.length)
    expect(items.filter(({ action }) => action.kind === 'set')).toHaveLength(7)
  }
})
