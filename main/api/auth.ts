import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Refusal } from '../../contract/errors.ts'

/** A link is for the moment it is printed; after that whoever finds it in a history gets nothing. */
const LINK_MS = 10 * 60_000
/** Wrong tokens within a minute before everybody without the right one waits. */
const MOST_WRONG = 50

/** Who may speak to the engine. */
export interface Auth {
  /** A link that opens the page once. */
  makeLink(base: string): string
  /** The cookie for a one-time key, or null when it was used, is too old, or never was. */
  redeem(key: string): string | null
  /** Throws unless the request comes from this machine's own name, from no foreign page, and with the token. */
  check(request: { host: string | undefined; origin: string | undefined; authorization: string | undefined; cookie: string | undefined; site: string | undefined; method: string }): void
  /** Host and Origin alone: for what needs no token, such as the page's own files. */
  checkAddress(request: { host: string | undefined; origin: string | undefined }): void
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** Names under which a loopback engine may be addressed; anything else is a foreign page that made a name point here. */
function allowedHosts(port: number): Set<string> {
  return new Set(['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`))
}

export function createAuth(token: string, port: () => number): Auth {
  const links = new Map<string, number>()
  // Made from the token, so that an open page finds its engine again after a restart; the token itself never reaches a page.
  const cookie = createHmac('sha256', token).update('page cookie').digest('base64url')
  // Cookies know no ports: with one name for all, two engines in one browser would log each other out.
  const name = `dispatch-${createHmac('sha256', token).update('page cookie name').digest('hex').slice(0, 12)}`
  let wrong = { since: 0, count: 0 }

  function checkAddress({ host, origin }: { host: string | undefined; origin: string | undefined }): void {
    const hosts = allowedHosts(port())
    if (host === undefined || !hosts.has(host.toLowerCase())) throw new Refusal('forbidden', `Host: expected 127.0.0.1:${port()} or localhost:${port()}, found ${JSON.stringify(host ?? 'none')}. Address the engine by its own name.`, { field: 'Host' })
    if (origin !== undefined && !hosts.has(origin.replace(/^http:\/\//, '').toLowerCase())) throw new Refusal('forbidden', `Origin: expected the engine's own page or none, found ${JSON.stringify(origin)}. Other pages may not speak to it.`, { field: 'Origin' })
  }

  function hasToken(authorization: string | undefined): boolean {
    const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
    if (given === undefined) return false
    if (same(given, token)) return true
    const now = Date.now()
    if (now - wrong.since > 60_000) wrong = { since: now, count: 0 }
    wrong.count++
    if (wrong.count > MOST_WRONG) throw new Refusal('too-many', 'Too many wrong tokens within a minute. Wait, and read the token from engine.json in the data folder.')
    return false
  }

  return {
    makeLink: (base) => {
      const now = Date.now()
      for (const [key, until] of links) if (until < now) links.delete(key)
      const key = randomBytes(24).toString('base64url')
      links.set(key, now + LINK_MS)
      return `${base}/open?key=${key}`
    },
    redeem: (key) => {
      const until = links.get(key)
      links.delete(key)
      return until !== undefined && until >= Date.now() ? `${name}=${cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000` : null
    },
    checkAddress,
    check: (request) => {
      checkAddress(request)
      if (hasToken(request.authorization)) return
      const given = new RegExp(`(?:^|;\\s*)${name}=([^;]+)`).exec(request.cookie ?? '')?.[1]
      // A cookie travels by itself, so a request that changes something must also come from the page itself.
      const ownPage = request.method === 'GET' || request.origin !== undefined || request.site === 'same-origin'
      if (given !== undefined && ownPage && same(given, cookie)) return
      throw new Refusal('unauthorized', 'Expected `Authorization: Bearer TOKEN` with the token of engine.json, found none that is right. In a browser, open the link that `dispatch serve` prints, or `dispatch status` in a terminal.')
    },
  }
}
