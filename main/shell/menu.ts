import { Menu, type MenuItemConstructorOptions } from 'electron'
import { assertNever } from '../../contract/assert.ts'
import type { Action, MenuEntry } from './action.ts'

/** A menu of the platform from ours. */
export function buildMenu(entries: readonly MenuEntry[], run: (action: Action) => void): Menu {
  return Menu.buildFromTemplate(toTemplate(entries, run, process.platform))
}

/** Entries as Electron wants them. */
export function toTemplate(entries: readonly MenuEntry[], run: (action: Action) => void, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  return entries.map((entry): MenuItemConstructorOptions => {
    switch (entry.kind) {
      case 'separator': return { type: 'separator' }
      case 'text': return { label: entry.label, enabled: false }
      case 'role': return { role: entry.role }
      case 'submenu': return { label: entry.label, submenu: toTemplate(entry.entries, run, platform) }
      case 'item': return { label: entry.label, click: () => run(entry.action), ...(entry.checked === undefined ? {} : { type: 'checkbox', checked: entry.checked }), ...keyOf(entry, platform) }
      default: return assertNever(entry, 'menu entry')
    }
  })
}

/** A bare letter in a menu would take it from whoever types it: it is shown and not taken, or on macOS, which always takes, written behind the words. */
function keyOf({ key, label }: { key?: string; label: string }, platform: NodeJS.Platform): MenuItemConstructorOptions {
  if (key === undefined) return {}
  if (/Ctrl|Cmd|Command|Alt/.test(key)) return { accelerator: key }
  return platform === 'darwin' ? { label: `${label}  (${key})` } : { accelerator: key, registerAccelerator: false }
}
