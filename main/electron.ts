/**
 * Entry of the desktop app: engine + shell. What must happen before the app is ready happens while this file is read;
 * the engine, with all it loads, comes after the first window is on its way.
 */
import { app, dialog } from 'electron'
import { mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { findHome } from './home.ts'
import { linkIn, LINK_SCHEME } from './shell/deep-link.ts'
import type { OwnEngine } from './shell/link.ts'
import { joinPaths, lacksPersonPath, readPersonPath } from './shell/person-path.ts'
import { startShell } from './shell/shell.ts'
import { claimPageScheme, guardContents } from './shell/window.ts'

const at = process.argv.indexOf('--home')
const home = findHome(at < 0 ? undefined : process.argv[at + 1], process.env, process.cwd())
// A checkout is started as `electron FOLDER`, and so it must be started again.
const program = { file: process.execPath, args: [...(app.isPackaged ? [] : [resolve(process.argv[1] ?? '.')]), ...(at < 0 ? [] : ['--home', home])] }

// The browser engine's own files lie in the data folder, and so there is one app for each data folder, as there is one engine.
try {
  mkdirSync(join(home, 'desktop', 'browser'), { recursive: true, mode: 0o700 })
} catch (error) {
  dialog.showErrorBox('Dispatch cannot start', `The data folder cannot be written: ${home} (${(error as NodeJS.ErrnoException).code ?? String(error)}). Make it writable, or choose another with --home or DISPATCH_HOME.`)
  app.exit(1)
}
app.setPath('userData', join(home, 'desktop', 'browser'))
app.setName('Dispatch')
if (process.platform === 'win32') app.setAppUserModelId('dispatch')

async function start(): Promise<OwnEngine> {
  if (lacksPersonPath(process.env, process.platform)) {
    const path = await readPersonPath(userInfo().shell ?? '/bin/sh')
    if (path !== null) process.env.PATH = joinPaths(path, process.env.PATH ?? '')
  }
  const { startEngine } = await import('./engine.ts')
  return startEngine({ home })
}

if (!app.requestSingleInstanceLock()) app.quit()
else {
  claimPageScheme()
  guardContents()
  app.setAsDefaultProtocolClient(LINK_SCHEME, program.file, program.args)
  const early: string[] = []
  let open = (url: string): void => { early.push(url) }
  app.on('open-url', (event, url) => {
    event.preventDefault()
    open(url)
  })
  void app.whenReady().then(() => {
    const shell = startShell({ home, start, program, asked: linkIn(process.argv), hidden: process.argv.includes('--hidden') })
    app.on('second-instance', (_event, argv) => shell.run(linkIn(argv) ?? { kind: 'open' }))
    open = (url) => shell.open(url)
    for (const url of early) open(url)
  })
}
