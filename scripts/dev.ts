import react from '@vitejs/plugin-react'
import tailwindcss from '@tailwindcss/vite'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createServer } from 'vite'
import type { EngineFile } from '../contract/engine.ts'

/** The engine from its sources, restarted on change, and the window with hot reload before it. The data folder is a folder of its own. */
const root = resolve(import.meta.dirname, '..')
const home = process.env['DISPATCH_HOME'] ?? join(root, 'node_modules', '.cache', 'dispatch-dev')
const engine = spawn(process.execPath, ['--watch', '--watch-preserve-output', join(root, 'main', 'cli', 'main.ts'), 'serve', '--home', home], { stdio: 'inherit', env: { ...process.env, DISPATCH_HOME: home } })
process.on('exit', () => engine.kill())

const current = (): EngineFile => JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as EngineFile

const server = await createServer({
  root: join(root, 'renderer'), configFile: false, plugins: [react(), tailwindcss()],
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': {
        target: 'http://127.0.0.1', changeOrigin: true,
        // The engine's port and token are read anew each time: it restarts under us.
        configure: (proxy) => {
          proxy.on('proxyReq', (request) => {
            request.setHeader('authorization', `Bearer ${current().token}`)
            request.removeHeader('origin')
          })
        },
        bypass: (_request, _response, options) => { options.target = current().url; return undefined },
      } as import('vite').ProxyOptions,
    },
  },
})
await server.listen()
server.printUrls()
