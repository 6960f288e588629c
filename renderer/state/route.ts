/** Where the window is: `#/job/j4k9/log/12?run=2` → name `job`, path `['j4k9', 'log', '12']`, query `{run: '2'}`. */
export interface Route { name: string; path: readonly string[]; query: Readonly<Record<string, string>> }

/** Where the window opens. */
export const HOME: Route = { name: 'jobs', path: [], query: {} }

/** An address' hash as a route; whatever is not one leads home. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const parts = path.split('/').filter((part) => part !== '').map(decode)
  const [name, ...rest] = parts
  return name === undefined ? HOME : { name, path: rest, query: Object.fromEntries(new URLSearchParams(search)) }
}

/** A route as a hash; empty query values are left out. */
export function toHash(name: string, path: readonly string[] = [], query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  return `#/${[name, ...path].map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
