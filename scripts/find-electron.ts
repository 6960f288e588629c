import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'node_modules', 'electron')
/** A download that has not come through by then is not coming: the window in the browser is the better start. */
const INSTALL_MS = 90_000

const programName = (): string => (process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron')

/** The Electron runtime that is there, without fetching anything; null when there is none. */
export function findElectron(env: NodeJS.ProcessEnv = process.env): string | null {
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist')
  const named = existsSync(join(folder, 'path.txt')) ? readFileSync(join(folder, 'path.txt'), 'utf8').trim() : programName()
  return [join(dist, named), join(dist, programName())].find((path) => existsSync(path)) ?? null
}

/** One time-limited attempt to fetch it; null, and why, when it cannot be had. */
export function installElectron(): { path: string } | { path: null; why: string } {
  const installer = join(folder, 'install.js')
  if (!existsSync(installer)) return { path: null, why: 'the electron package is not installed' }
  const done = spawnSync(process.execPath, [installer], { stdio: ['ignore', 'ignore', 'pipe'], timeout: INSTALL_MS, encoding: 'utf8' })
  const path = findElectron()
  if (path !== null) return { path }
  const words = (done.stderr ?? '').split('\n').map((line) => line.trim()).find((line) => /error|ENOTFOUND|ECONN|EAI|refused|timeout/i.test(line))
  return { path: null, why: done.error ? `its download did not end within ${INSTALL_MS / 1000} s` : `its download failed${words ? ` (${words.slice(0, 120)})` : ''}` }
}
