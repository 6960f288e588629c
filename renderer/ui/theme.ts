import { useSyncExternalStore } from 'react'
import { toCss } from './tokens.ts'

/** What the person chose; `system` follows the machine. */
export type Theme = 'system' | 'light' | 'dark'
const KEY = 'dispatch.theme'
const listeners = new Set<() => void>()

/** The choice kept in this browser. */
export function readTheme(): Theme {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme)
  show(theme)
  for (const listener of listeners) listener()
}

/** Puts the tokens on the page, for both themes, and the kept choice. A constructed sheet: the page's policy allows no inline script and needs no inline style. */
export function installTheme(): void {
  const sheet = new CSSStyleSheet()
  const [light, dark] = [toCss('light'), toCss('dark')]
  sheet.replaceSync(`:root{color-scheme:light;${light}}@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${dark}}}:root[data-theme=dark]{color-scheme:dark;${dark}}`)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  show(readTheme())
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener) }, readTheme)
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
