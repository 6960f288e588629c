import { app, BrowserWindow, nativeTheme, protocol, screen, session, shell } from 'electron'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findPage } from '../api/page.ts'
import { isOwnPage, isSafeLink, mayAsk, PAGE_SCHEME, PAGE_URL } from './page-address.ts'
import { answerPage } from './page-files.ts'
import { LEAST, placeWindow, readWindowState, writeWindowState } from './window-state.ts'

/** Must run before the app is ready: a page of its own scheme has an origin, may fetch its own files, and is a secure context. */
export function claimPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

/** Serves the page and shuts every other door of the browser engine; once, when the app is ready. */
export function guardSession(): void {
  const folder = findPage()
  protocol.handle(PAGE_SCHEME, (request) => answerPage(request, folder))
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => answer(mayAsk(permission, contents.getURL())))
  session.defaultSession.setPermissionCheckHandler((contents, permission) => contents !== null && mayAsk(permission, contents.getURL()))
  session.defaultSession.on('will-download', (event) => event.preventDefault())
}

/** For every page that ever comes to be, also one nobody meant to open: it stays where it is, opens nothing, and holds no other page. */
export function guardContents(): void {
  app.on('web-contents-created', (_created, contents) => {
    const stay = (event: { preventDefault(): void; url: string }): void => { if (!isOwnPage(event.url)) event.preventDefault() }
    contents.on('will-navigate', stay)
    contents.on('will-redirect', stay)
    contents.on('will-frame-navigate', stay)
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (isSafeLink(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}

/** The bridge: out/preload beside or above wherever this code was bundled to. */
function findPreload(from = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const candidate of [join(folder, 'preload', 'index.cjs'), join(folder, 'out', 'preload', 'index.cjs')]) if (existsSync(candidate)) return candidate
    if (dirname(folder) === folder) throw new Error(`expected the built bridge preload/index.cjs above ${from}, found none: run npm run build`)
  }
}

export interface WindowOptions { home: string; icon: string; onClose(event: { preventDefault(): void }): void }

/** The one window, where it was last time; not shown yet. */
export function openWindow({ home, icon, onClose }: WindowOptions): BrowserWindow {
  const saved = readWindowState(home)
  const window = new BrowserWindow({
    ...placeWindow(saved, screen.getAllDisplays().map((display) => display.workArea)), minWidth: LEAST.width, minHeight: LEAST.height,
    // It is shown once it has something to show, on the ground the page will have: no white flash.
    show: false, backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1115' : '#ffffff', title: 'Dispatch', ...(process.platform === 'linux' ? { icon } : {}),
    webPreferences: { preload: findPreload(), sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webviewTag: false, webSecurity: true, spellcheck: false },
  })
  if (saved?.maximized) window.maximize()
  const remember = (): void => { if (!window.isMinimized()) writeWindowState(home, { ...window.getNormalBounds(), maximized: window.isMaximized() }) }
  window.on('close', (event) => {
    remember()
    onClose(event)
  })
  // A page that died is loaded anew: what it knew is with the engine, and drafts are kept by the page itself.
  window.webContents.on('render-process-gone', (_event, { reason }) => { if (reason !== 'clean-exit' && !window.isDestroyed()) void window.loadURL(PAGE_URL) })
  void window.loadURL(PAGE_URL)
  return window
}
