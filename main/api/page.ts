import type { FastifyInstance, FastifyReply } from 'fastify'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'

/** What the page's files are, by the end of their names. */
export const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.json': 'application/json; charset=utf-8', '.webmanifest': 'application/manifest+json', '.map': 'application/json' }

/** Only what was built is served, nothing from elsewhere is loaded, and nothing may frame it. */
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The built window: out/renderer beside or above wherever this code was bundled to; null when it was not built. */
export function findPage(from = import.meta.dirname): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const candidate of [join(folder, 'renderer'), join(folder, 'out', 'renderer')]) if (existsSync(join(candidate, 'index.html')) && existsSync(join(candidate, 'assets'))) return candidate
    if (dirname(folder) === folder) return null
  }
}

const NOT_BUILT = '<!doctype html><meta charset="utf-8"><title>Dispatch</title><p>The engine runs. The window is not built: <code>npm run build</code>, then reload.'

/** The page itself, with the status set before: whoever is not let in is told so by it. */
export const sendPage = (reply: FastifyReply, folder = findPage()): FastifyReply =>
  reply.header('content-type', TYPES['.html']).header('content-security-policy', POLICY).header('cache-control', 'no-cache').send(folder === null ? NOT_BUILT : readFileSync(join(folder, 'index.html')))

/** Serves the window's files. They hold nothing of the person's: what they show comes over the calls, which need the token. */
export function servePage(server: FastifyInstance, folder = findPage()): void {
  server.get('/', (_request, reply) => sendPage(reply, folder))
  server.get('/assets/:name', async (request, reply) => {
    const { name } = request.params as { name: string }
    const type = TYPES[extname(name)]
    if (folder === null || type === undefined || !/^[\w.-]+$/.test(name)) return reply.callNotFound()
    const file = await readFile(join(folder, 'assets', name)).catch(() => null)
    return file === null ? reply.callNotFound() : reply.header('content-type', type).header('cache-control', 'public, max-age=31536000, immutable').send(file)
  })
}
