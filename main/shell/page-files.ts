import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { POLICY, TYPES } from '../api/page.ts'
import { isOwnPage } from './page-address.ts'

const HEADERS = { 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }
const NOT_BUILT = '<!doctype html><meta charset="utf-8"><title>Dispatch</title><p>The window is not built: <code>npm run build</code>, then start again.'

/** Answers the page's own requests from the built folder, with the same rules as the page of a browser: `/` and `/assets/NAME`, nothing else. */
export async function answerPage(request: { url: string; method: string }, folder: string | null): Promise<Response> {
  const refuse = (status: number): Response => new Response(null, { status, headers: HEADERS })
  if (request.method !== 'GET') return refuse(405)
  if (!isOwnPage(request.url)) return refuse(403)
  const { pathname } = new URL(request.url)
  if (pathname === '/') {
    const page = folder === null ? NOT_BUILT : await readFile(join(folder, 'index.html')).catch(() => NOT_BUILT)
    return new Response(page, { headers: { ...HEADERS, 'content-type': TYPES['.html']!, 'cache-control': 'no-cache' } })
  }
  const name = /^\/assets\/([\w.-]+)$/.exec(pathname)?.[1]
  const type = name === undefined ? undefined : TYPES[extname(name)]
  if (folder === null || name === undefined || type === undefined) return refuse(404)
  const file = await readFile(join(folder, 'assets', name)).catch(() => null)
  return file === null ? refuse(404) : new Response(file, { headers: { ...HEADERS, 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' } })
}
