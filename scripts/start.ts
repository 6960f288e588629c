import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { EngineFile, Status } from '../contract/engine.ts'
import { findElectron, installElectron } from './find-electron.ts'

const root = resolve(import.meta.dirname, '..')
const out = (name: string): string => join(root, 'out', 'main', name)

function newest(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false })
  if (!info) return 0
  return info.isDirectory() ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name)))) : info.mtimeMs
}

/** Builds when something is newer than what was built. */
function build(): void {
  const sources = ['contract', 'main', 'renderer', 'preload', 'package.json', 'electron.vite.config.ts'].map((name) => newest(join(root, name)))
  if (existsSync(out('cli.js')) && newest(out('cli.js')) >= Math.max(...sources)) return
  const done = spawnSync(process.execPath, [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'error'], { cwd: root, stdio: 'inherit' })
  if (done.status !== 0) process.exit(done.status ?? 1)
}

function follow(child: ChildProcess): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => { child.kill(signal) })
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

/** Shows a page in the person's browser where there is a screen. */
function openBrowser(url: string): void {
  const hasScreen = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined
  if (!hasScreen || process.env['CI'] !== undefined) return
  const [program, ...args] = process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['explorer', url] : ['xdg-open', url]
  spawn(program!, args, { stdio: 'ignore', detached: true }).on('error', () => {}).unref()
}

/** The engine that runs for this data folder already, with a link to its page; null when there is none, or when what was asked for (such as a port) can only be a new one. */
async function findRunning(): Promise<{ url: string; link: string } | null> {
  const asked = spawnSync(process.execPath, [out('cli.js'), 'status', '--json', ...process.argv.slice(2)], { cwd: root, encoding: 'utf8' })
  if (asked.status !== 0) return null
  const { home, engine } = JSON.parse(asked.stdout) as Status
  if (!engine.running || engine.url === null) return null
  const { token } = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as EngineFile
  const answer = await fetch(`${engine.url}/api/link`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  return { url: engine.url, link: (await answer.json() as { link: string }).link }
}

async function startHeadless(why: string): Promise<void> {
  const running = await findRunning().catch(() => null)
  if (running !== null) {
    process.stdout.write(`No desktop window: ${why}. An engine runs already at ${running.url}; its page opens in the browser.\nOpen the page once with ${running.link}\n`)
    return openBrowser(running.link)
  }
  process.stdout.write(`No desktop window: ${why}. The engine runs here and its page opens in the browser.\n`)
  const child = spawn(process.execPath, ['--max-semi-space-size=8', out('cli.js'), 'serve', ...process.argv.slice(2)], { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] })
  let seen = ''
  child.stdout!.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk)
    if (seen.includes('\n')) return
    seen += chunk.toString()
    const url = /https?:\/\/\S+/.exec(seen)?.[0]
    if (url !== undefined && seen.includes('\n')) openBrowser(url)
  })
  follow(child)
}

build()
if (!existsSync(out('electron.js'))) await startHeadless('it is not part of this build')
else {
  const found = findElectron()
  const runtime = found === null ? installElectron() : { path: found }
  if (runtime.path === null) await startHeadless(`the Electron runtime is not there and ${runtime.why}`)
  else follow(spawn(runtime.path, [root, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' }))
}
