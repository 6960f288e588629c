import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { claudeProblem } from './fixtures/claude.ts'

const root = join(import.meta.dirname, '..')
const SOURCES = ['main', 'contract', 'renderer', 'preload', 'electron.vite.config.ts', 'package.json']

/** Builds the program when it is missing or older than its sources, and says once whether the real `claude` is there. */
export default function setup(): void {
  const built = join(root, 'out/main/cli.js')
  if (!existsSync(built) || Math.max(...SOURCES.map((each) => newest(join(root, each)))) > statSync(built).mtimeMs) {
    const path = [join(root, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter)
    execFileSync(join(root, 'node_modules/.bin/electron-vite'), ['build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PATH: path } })
  }
  const problem = claudeProblem()
  if (problem === null) return
  if (process.env.CI === 'true' || process.env.CI === '1') throw new Error(`The whole-app tests must run with the real claude here: ${problem}`)
  console.error(`\n!!! SKIPPED: nothing that needs the real claude is tested: ${problem}\n`)
}

/** When the newest file below a path was changed; tests are no part of the program. */
function newest(path: string): number {
  if (!existsSync(path) || path.endsWith('.test.ts')) return 0
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}
