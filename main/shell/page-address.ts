/** The scheme the page's own files come from; nothing outside of this program can answer under it. */
export const PAGE_SCHEME = 'app'
const PAGE_HOST = 'dispatch'
/** The page. */
export const PAGE_URL = `${PAGE_SCHEME}://${PAGE_HOST}/`

/** Whether an address is the window's own page. Compared by its parsed parts: `app://dispatch@evil/` and `app://dispatch.evil/` are not. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === `${PAGE_SCHEME}:` && url.host === PAGE_HOST && url.username === '' && url.password === ''
}

/** Whether a link may be handed to the person's browser: https, a name, no login hidden in it. Everything else (file:, a program's own scheme) could start something. */
export function isSafeLink(address: string): boolean {
  if (address.length > 4096 || !URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === 'https:' && url.hostname !== '' && url.username === '' && url.password === ''
}

/** What the page may ask the system for: to copy text the person chose. Nothing else, and nobody else anything. */
export function mayAsk(permission: string, address: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnPage(address)
}
