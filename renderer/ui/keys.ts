/** A key press as far as a shortcut is concerned. */
export interface Press { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean }

/** Whether a press is this shortcut: `j`, `shift+d`, `mod+k`, `?`, `mod+enter`. `mod` is ⌘ on a Mac, Ctrl elsewhere. */
export function isPress(press: Press, shortcut: string, mac: boolean): boolean {
  const parts = shortcut.split('+')
  const key = parts.at(-1)!
  const wants = (name: string): boolean => parts.includes(name)
  const mod = mac ? press.metaKey : press.ctrlKey
  const other = mac ? press.ctrlKey : press.metaKey
  if (mod !== wants('mod') || other || press.altKey !== wants('alt')) return false
  // A sign such as ? needs shift on most keyboards and not on others: only letters and named keys say whether it is held.
  if (/^([a-z]|[a-z]{2,})$/.test(key) && press.shiftKey !== wants('shift')) return false
  return press.key.toLowerCase() === key
}

const SIGNS: Record<string, string> = { enter: '↵', escape: 'esc', arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→', ' ': 'space' }

/** A shortcut as it is written on a key: `⌘K`, `Ctrl K`, `⇧D`. */
export function toKeyLabel(shortcut: string, mac: boolean): string {
  return shortcut.split('+').map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl '
    if (part === 'shift') return '⇧'
    if (part === 'alt') return mac ? '⌥' : 'Alt '
    const sign = SIGNS[part]
    return sign ?? (shortcut.includes('+') ? part.toUpperCase() : part)
  }).join('')
}

/** Whether this machine's command key is ⌘. */
export const IS_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)
