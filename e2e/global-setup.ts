import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { isCi, realClaude } from './fixtures/claude.ts'

const root = join(import.meta.dirname, '..')
const SOURCES = ['main', 'contract', 'renderer', 'preload', 'electron.vite.config.ts', 'package.json']

/** Builds the program when it is missing or older than its sources, and looks once whether the real `claude` is there. */
export default function setup(): void {
  const built = join(root, 'out/main/cli.js')
  if (!existsSync(built) || Math.max(...SOURCES.map((each) => newest(join(root, each)))) > statSync(built).mtimeMs) {
    const path = [join(root, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter)
    execFileSync(join(root, 'node_modules/.bin/electron-vite'), ['build', '--logLevel', 'error'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PATH: path } })
  }
  if (realClaude() === null && isCi()) throw new Error('The whole-app tests must run with the real claude here, and it is not there: `node scripts/install-claude.mjs` installs it.')
}

/** When the newest file below a path was changed; tests are no part of the program. */
function newest(path: string): number {
  if (!existsSync(path) || path.endsWith('.test.ts')) return 0
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}
