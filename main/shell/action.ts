import type { DesktopChange } from '../../contract/desktop.ts'

/** Everything a menu, the tray, a notification or a link can make the desktop do. */
export type Action =
  | { kind: 'open'; job?: string }
  | { kind: 'new-job' }
  /** A place of the page, as its address has it after `#/`. */
  | { kind: 'go'; place: string }
  /** A command of the page: it knows what is selected. */
  | { kind: 'command'; id: string }
  | { kind: 'cancel'; job: string }
  | { kind: 'answer'; approval: string; answer: 'allow' | 'deny' }
  | { kind: 'pause'; profile?: string }
  | { kind: 'resume'; profile?: string }
  | { kind: 'set'; change: DesktopChange }
  | { kind: 'quit' }

/** Roles the platform fills in by itself. */
export type Role = 'appMenu' | 'about' | 'services' | 'hide' | 'hideOthers' | 'unhide' | 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'pasteAndMatchStyle' | 'selectAll' | 'reload' | 'resetZoom' | 'zoomIn' | 'zoomOut' | 'togglefullscreen' | 'toggleDevTools' | 'minimize' | 'zoom' | 'close' | 'front'

/** One line of a menu, free of Electron. `key`: with a modifier it works from the menu; a bare letter is only shown, the page hears it. */
export type MenuEntry =
  | { kind: 'item'; label: string; action: Action; key?: string; checked?: boolean }
  | { kind: 'text'; label: string }
  | { kind: 'separator' }
  | { kind: 'submenu'; label: string; entries: MenuEntry[] }
  | { kind: 'role'; role: Role }

export const separator: MenuEntry = { kind: 'separator' }
/** A line that does something. */
export const item = (label: string, action: Action, more: { key?: string; checked?: boolean } = {}): MenuEntry => ({ kind: 'item', label, action, ...more })

/** Titles come from prompts: one line, not too wide, and no `&`, which menus read as the mark of a key. */
export function toLabel(text: string, most = 60): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const characters = Array.from(line)
  const cut = characters.length > most ? `${characters.slice(0, most - 1).join('').trimEnd()}…` : line
  return cut.replaceAll('&', '&&')
}
