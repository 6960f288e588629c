import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** The version every outcome, flag and event was measured with. */
export const TESTED_CLAUDE_VERSION = '2.1.330'
/** The platform package is one program of 381 MB, 175 MB to download; slow lines need a while. */
const DOWNLOAD_MB = 175
const INSTALL_LIMIT_MS = 15 * 60_000

export interface FindClaude {
  env: Record<string, string | undefined>
  /** A profile's own setting: when given, nothing else is tried. */
  configured?: string | null
  /** Where `installClaude` puts the program. */
  cacheFolder?: string | null
}

/**
 * The `claude` program to run: configured, DISPATCH_CLAUDE, PATH, then the cache; null when there is none.
 * A bare name is looked up on PATH. What is named but not there is not replaced by another.
 */
export function findClaude({ env, configured, cacheFolder }: FindClaude): string | null {
  const named = configured ?? (env.DISPATCH_CLAUDE || null)
  if (named !== null) return isAbsolute(named) ? (isProgram(named) ? named : null) : onPath(named, env)
  const found = onPath('claude', env)
  if (found) return found
  const cached = cacheFolder ? cachedClaude(cacheFolder) : null
  return cached && isProgram(cached) ? cached : null
}

/** Where the program is once `installClaude` has put it into the folder; null on a platform that has none. */
export function cachedClaude(cacheFolder: string): string | null {
  const name = platformPackage()
  return name ? join(cacheFolder, 'node_modules', ...name.split('/'), 'claude') : null
}

/** The npm package that holds the program for this machine; null where Dispatch does not install it. */
export function platformPackage(platform: string = process.platform, arch: string = process.arch, musl: boolean = isMusl()): string | null {
  if (arch !== 'x64' && arch !== 'arm64') return null
  if (platform !== 'linux' && platform !== 'darwin') return null
  return `@anthropic-ai/claude-code-${platform}-${arch}${platform === 'linux' && musl ? '-musl' : ''}`
}

/** What the program says its version is, such as 2.1.330; null when it does not answer. */
export async function readClaudeVersion(program: string): Promise<string | null> {
  const { code, output } = await run(program, ['--version'], { limitMs: 20_000 })
  return code === 0 ? /^(\d+\.\d+\.\d+)/.exec(output.trim())?.[1] ?? null : null
}

export type InstallResult = { ok: true; path: string } | { ok: false; message: string }
export interface InstallOptions { onProgress?: (line: string) => void; limitMs?: number; env?: Record<string, string | undefined>; npm?: string }

/** Installs the tested version into the folder with the npm of this machine. The program is Anthropic's: nothing of it is shipped with Dispatch. */
export async function installClaude(cacheFolder: string, { onProgress = () => {}, limitMs = INSTALL_LIMIT_MS, env = process.env, npm = findNpm(env) ?? undefined }: InstallOptions = {}): Promise<InstallResult> {
  const name = platformPackage()
  const path = cachedClaude(cacheFolder)
  if (!name || !path) return { ok: false, message: `expected Linux or macOS on x64 or arm64, found ${process.platform}-${process.arch}: install \`claude\` yourself and name it in DISPATCH_CLAUDE` }
  if (!npm) return { ok: false, message: 'expected npm beside the running node or on PATH, found neither: install npm, or install `claude` yourself and name it in DISPATCH_CLAUDE' }
  mkdirSync(cacheFolder, { recursive: true })
  onProgress(`Installing ${name}@${TESTED_CLAUDE_VERSION} (${DOWNLOAD_MB} MB to download) …`)
  const args = ['install', '--prefix', cacheFolder, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', `${name}@${TESTED_CLAUDE_VERSION}`]
  // In the cache folder, so that no .npmrc of the current project decides how the program is installed.
  const { code, output, timedOut } = await run(npm, args, { limitMs, cwd: cacheFolder, env, onLine: onProgress })
  const wanted = `${name}@${TESTED_CLAUDE_VERSION} (${DOWNLOAD_MB} MB)`
  if (timedOut) return { ok: false, message: `expected npm to install ${wanted} within ${Math.round(limitMs / 1000)} s, found it still at work: try again on a faster line, or name your own \`claude\` in DISPATCH_CLAUDE` }
  if (code !== 0) return { ok: false, message: `expected npm to install ${wanted}, found exit code ${code}: ${lastWords(output)}` }
  const version = existsSync(path) ? await readClaudeVersion(path) : null
  if (version !== TESTED_CLAUDE_VERSION) return { ok: false, message: `expected ${path} to answer --version with ${TESTED_CLAUDE_VERSION}, found ${version ?? 'no answer'}: remove ${cacheFolder} and try again` }
  return { ok: true, path }
}

function onPath(name: string, env: Record<string, string | undefined>): string | null {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  // A relative entry would mean another program in every folder.
  const folder = (env.PATH ?? '').split(delimiter).find((each) => isAbsolute(each) && isProgram(join(each, file)))
  return folder === undefined ? null : join(folder, file)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function findNpm(env: Record<string, string | undefined>): string | null {
  const beside = join(process.execPath, '..', 'npm')
  return isProgram(beside) ? beside : onPath('npm', env)
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  Object.assign(process.report, { excludeNetwork: true }) // else the report looks up every interface's name, which takes seconds
  const header = (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header
  return !header?.glibcVersionRuntime
}

interface RunOptions { limitMs: number; cwd?: string; env?: Record<string, string | undefined>; onLine?: (line: string) => void }

function run(program: string, args: string[], { limitMs, cwd, env, onLine }: RunOptions): Promise<{ code: number | null; output: string; timedOut: boolean }> {
  return new Promise((resolve) => {
    let output = ''
    let timedOut = false
    const child = spawn(program, args, { ...(cwd ? { cwd } : {}), ...(env ? { env } : {}), stdio: ['ignore', 'pipe', 'pipe'] })
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, limitMs)
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000)
      for (const line of chunk.toString().split('\n')) if (line.trim() && onLine) onLine(line.trim())
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', (error) => { output += error.message })
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output, timedOut })
    })
  })
}

/** The last lines that say something, on one line. */
function lastWords(output: string): string {
  return output.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.includes('complete log')).slice(-3).join(' · ') || 'nothing was printed'
}
