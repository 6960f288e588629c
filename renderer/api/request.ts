import type { CallName } from '../../contract/api.ts'
import { ROUTES } from '../../contract/routes.ts'

/** What `fetch` needs for one call. */
export interface Request { method: string; url: string; body: string | null }

/** A call as an HTTP request: path parameters from the arguments, the rest in the query (GET) or the body. */
export function toRequest(name: CallName, args: Record<string, unknown>): Request {
  const [method, path] = ROUTES[name]
  const rest = { ...args }
  const filled = path.replace(/:(\w+)/g, (_, key: string) => {
    const value = String(rest[key] ?? '')
    delete rest[key]
    return encodeURIComponent(value)
  })
  if (method !== 'GET') return { method, url: filled, body: JSON.stringify(rest) }
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(rest)) if (value !== undefined && value !== null && value !== '') query.set(key, String(value))
  const text = query.toString()
  return { method, url: text === '' ? filled : `${filled}?${text}`, body: null }
}
