import { app, dialog, globalShortcut, Menu } from 'electron'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { assertNever } from '../../contract/assert.ts'
import type { CallName } from '../../contract/api.ts'
import type { DesktopChange, DesktopSettings } from '../../contract/desktop.ts'
import { failure, type Refusal, type Result } from '../../contract/errors.ts'
import { serveIpc } from '../api/ipc.ts'
import type { Action } from './action.ts'
import { toAppMenu } from './app-menu.ts'
import { parseLink } from './deep-link.ts'
import { seeFailures } from './desk.ts'
import { createDesktopCalls } from './desktop-calls.ts'
import { followEngine } from './follow.ts'
import { createFront } from './front.ts'
import { openLink, type OwnEngine } from './link.ts'
import { setAutostart, type Program } from './login-item.ts'
import { buildMenu } from './menu.ts'
import { pickNotes, questionKey } from './note.ts'
import { createNotifications } from './notifications.ts'
import { isOwnPage } from './page-address.ts'
import { changeSettings, readSettings, writeSettings } from './settings.ts'
import { toTray } from './tray-view.ts'
import { createTray } from './tray.ts'
import { guardSession, openWindow } from './window.ts'

export interface ShellOptions {
  home: string
  /** Starts the engine in this program; refuses with `engine-exists` when another has the data folder. */
  start(): Promise<OwnEngine>
  /** What the program was asked for when it was started: a link, or nothing. */
  asked: Action | null
  /** Started with the session: stays in the tray until somebody asks for the window. */
  hidden: boolean
  /** How to start this program again. */
  program: Program
}

/** Images: resources/ beside or above wherever this code was bundled to. */
function findImages(from = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'resources', 'tray'))) return join(folder, 'resources')
    if (dirname(folder) === folder) throw new Error(`expected the folder resources above ${from}, found none`)
  }
}

/** The desktop around an engine; called once, when the app is ready. Gives what runs an action, from wherever it comes. */
export function startShell(options: ShellOptions): { run(action: Action): void; open(url: string): void } {
  const { home } = options
  let settings = readSettings(home)
  let quitting = false
  const images = findImages()

  guardSession()
  const link = openLink({ home, start: options.start, onFatal })
  const front = createFront(() => {
    const window = openWindow({ home, icon: join(images, 'icon.png'), onClose })
    window.on('focus', () => { seeFailures(following.desk); following.changed() })
    return window
  })
  const tray = createTray(join(images, 'tray'), run)
  const notifications = createNotifications(run)
  const following = followEngine({
    link, now: Date.now,
    onChange: (desk) => {
      tray?.show(toTray(desk, Date.now()), front.window())
      showMenu(desk.status?.paused ?? false)
    },
    onNotes: (notes) => { for (const note of pickNotes(notes, settings.notify, front.isLooked())) notifications.show(note) },
    onAnswered: (approval) => notifications.close(questionKey(approval)),
  })
  const ipc = serveIpc({
    line: link, isOwnPage, connection: () => link.state().kind,
    desktop: createDesktopCalls({ line: link, front, settings: () => settings, change }),
  })
  link.onState((state) => ipc.tell(state.kind))

  let menuShown = ''
  function showMenu(paused: boolean): void {
    const entries = toAppMenu({ platform: process.platform, settings, paused, develop: !app.isPackaged })
    const text = JSON.stringify(entries)
    if (text === menuShown) return
    menuShown = text
    Menu.setApplicationMenu(buildMenu(entries, run))
  }

  function run(action: Action): void {
    switch (action.kind) {
      case 'open': return action.job === undefined ? front.show() : front.go(`job/${encodeURIComponent(action.job)}`)
      case 'go': return front.go(action.place)
      case 'new-job': return front.command({ id: 'job.new' })
      case 'command': return front.command({ id: action.id })
      case 'cancel': return ask('jobs.cancel', { id: action.job })
      case 'answer': return ask('approvals.answer', { id: action.approval, answer: action.answer })
      case 'pause':
      case 'resume': return ask(`engine.${action.kind}`, action.profile === undefined ? {} : { profile: action.profile })
      case 'set': {
        const changed = change(action.change)
        return changed.ok ? undefined : say(changed.message)
      }
      case 'quit': return void askToQuit()
      default: return assertNever(action, 'action')
    }
  }

  /** A call somebody made without the page: a refusal is told in a notification. */
  function ask(name: CallName, args: object): void {
    void link.call(name, args).then((answer) => { if (!answer.ok) say(answer.message) })
  }
  const say = (message: string): void => notifications.show({ kind: 'failed', key: 'refused', title: 'Dispatch', body: message, open: { kind: 'open' }, actions: [] })

  function change(wanted: DesktopChange): Result<DesktopSettings> {
    const next = changeSettings(settings, wanted)
    if (next.quickSubmit !== settings.quickSubmit && !takeShortcut(next.quickSubmit)) {
      takeShortcut(settings.quickSubmit)
      return failure('bad-input', `quickSubmit: expected a shortcut no other program uses, found ${JSON.stringify(next.quickSubmit)}. Choose another, such as CommandOrControl+Shift+J.`, { field: 'quickSubmit' })
    }
    if (next.startAtLogin !== settings.startAtLogin) startAtLogin(next.startAtLogin)
    settings = next
    writeSettings(home, settings)
    showMenu(following.desk.status?.paused ?? false)
    return { ok: true, value: settings }
  }

  function startAtLogin(on: boolean): void {
    const program = { file: options.program.file, args: [...options.program.args, '--hidden'] }
    if (process.platform === 'linux') setAutostart(on, program, process.env)
    else app.setLoginItemSettings({ openAtLogin: on, path: program.file, args: program.args })
  }

  /** The one shortcut that works in every program; false when it is not one, or another program has it. */
  function takeShortcut(shortcut: string | null): boolean {
    globalShortcut.unregisterAll()
    try {
      return shortcut === null || globalShortcut.register(shortcut, () => run({ kind: 'new-job' }))
    } catch {
      return false
    }
  }

  function onClose(event: { preventDefault(): void }): void {
    if (quitting || !(settings.closeToTray && tray !== null)) return
    event.preventDefault()
    front.window()?.hide()
  }

  /** Quitting with an engine of our own ends what it runs: that is asked first, and nothing is lost either way. */
  async function askToQuit(): Promise<void> {
    const state = link.state()
    const running = [...following.desk.active.values()].filter((job) => job.state !== 'waiting').length
    if (state.kind === 'live' && state.how === 'own' && running > 0) {
      const { response } = await dialog.showMessageBox({
        type: 'question', message: running === 1 ? 'A job is running.' : `${running} jobs are running.`, detail: 'If Dispatch quits, they stop, and go on where they were when it is started again.',
        buttons: ['Quit', 'Keep running in the background'], defaultId: 1, cancelId: 1,
      })
      if (response === 1) return front.window()?.hide()
    }
    app.quit()
  }

  async function end(): Promise<void> {
    globalShortcut.unregisterAll()
    following.stop()
    ipc.stop()
    tray?.remove()
    await link.close().catch(() => {})
    // Not quit(): that would ask every window again.
    app.exit(process.exitCode === undefined ? 0 : Number(process.exitCode))
  }

  function onFatal(refusal: Refusal): void {
    dialog.showErrorBox('Dispatch cannot start', refusal.message)
    process.exitCode = 1
    app.quit()
  }

  app.on('before-quit', () => { quitting = true })
  app.on('will-quit', (event) => {
    event.preventDefault()
    void end()
  })
  app.on('window-all-closed', () => { if (process.platform !== 'darwin' && !(settings.closeToTray && tray)) app.quit() })
  app.on('activate', () => front.show())
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  takeShortcut(settings.quickSubmit)
  showMenu(false)
  if (options.asked) run(options.asked)
  else if (!options.hidden) front.show()
  return {
    run,
    open: (url) => {
      const action = parseLink(url)
      if (action) run(action)
      else front.show()
    },
  }
}
