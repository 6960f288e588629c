import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PageCommand } from '../contract/desktop.ts'
import type { EngineFile } from '../contract/engine.ts'
import type { SequencedEvent } from '../contract/event.ts'
import { listenInPage, submitFromPage, testMainFlows, untilFinished, untilOpen, useDesktop, type Listening } from './fixtures/electron/flows.ts'
import { blur, clickMenu, clickTray, lookAtTray, pressShortcut, untilNote, untilProfile, untilTray } from './fixtures/electron/look.ts'
import { startStandIn } from './fixtures/electron/stand-in-app.ts'
import { play } from './fixtures/play.ts'
import { tempFolder } from './fixtures/temp.ts'
import { describeWithClaude } from './fixtures/world.ts'

const start = async (options: Parameters<typeof startStandIn>[0]) => startStandIn(options)

/** What these tests keep in the page. */
type Kept = Listening & { batches: SequencedEvent[][]; heard: SequencedEvent[]; commands: PageCommand[]; old?: boolean }
declare const window: Kept

describe('the desktop on a stand-in of Electron', () => { testMainFlows(start) })

describe('the desktop and its surroundings', () => {
  const desktop = useDesktop(start)

  test('the page is boxed in: no Node, no other page, no permission but to copy, and links only by https', async () => {
    const app = await desktop.open()
    await untilOpen(app)
    const preferences = await app.main(({ BrowserWindow }) => { const { preload: _, ...rest } = BrowserWindow.getAllWindows()[0]!.options.webPreferences!; return rest })
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true })
    await app.page(() => {
      window.location.href = 'https://example.org/'
      window.location.href = 'file:///etc/passwd'
      for (const url of ['https://example.org/docs', 'http://example.org/', 'file:///etc/passwd', 'javascript:1', 'https://user:word@example.org/', 'vscode://file/x', 'dispatch://job/j123456789']) window.open(url)
    })
    expect(await app.until('main', ({ stage }) => stage.opened.length > 0 && stage.opened)).toEqual(['https://example.org/docs'])
    const { url, asked, checked } = await app.main(({ stage, BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      const granted = ['media', 'notifications', 'clipboard-read', 'clipboard-sanitized-write', 'openExternal'].filter((each) => { let given = false; stage.permission!(contents, each, (answer) => { given = answer }); return given })
      return { url: contents.getURL(), asked: granted, checked: [stage.permissionCheck!(contents, 'clipboard-sanitized-write'), stage.permissionCheck!(null, 'clipboard-sanitized-write'), stage.permissionCheck!(contents, 'geolocation')] }
    })
    expect({ url, asked, checked }).toEqual({ url: 'app://dispatch/', asked: ['clipboard-sanitized-write'], checked: [true, false, false] })
    const frame = await app.main(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!
      const inner = { url: 'app://dispatch/', parent: webContents.mainFrame }
      return Promise.all([inner, { url: 'app://dispatch.example/', parent: null }, { url: 'https://example.org/', parent: null }].map((each) => webContents.invokeFrom(each, 'dispatch:call', 'jobs.list', {})))
    })
    expect(frame.map((each) => (each as { code: string }).code)).toEqual(['forbidden', 'forbidden', 'forbidden'])
    const page = await app.main(async ({ stage }) => {
      const answer = async (path: string) => { const response = await stage.protocols.get('app')!(new Request(`app://dispatch${path}`)); return { status: response.status, policy: response.headers.get('content-security-policy') } }
      return { page: await answer('/'), out: await answer('/assets/..%2f..%2fmain%2fcli.js'), scheme: stage.schemes[0]!.scheme }
    })
    expect(page).toMatchObject({ page: { status: 200, policy: expect.stringContaining("default-src 'none'; script-src 'self'") }, out: { status: 404 }, scheme: 'app' })
  })

  test('a failure is told once, marks the tray and the badge, and a click leads to the job', async () => {
    const app = await desktop.open()
    await untilOpen(app)
    await listenInPage(app)
    expect(await lookAtTray(app)).toMatchObject({ state: 'idle', drawn: true, tooltip: 'Dispatch: nothing to do', badge: 0 })
    await blur(app)
    const job = await submitFromPage(app, { prompt: 'Do it', repository: desktop.repository(), profile: 'broken', title: 'Break & enter' })
    const note = await untilNote(app, 'Break & enter')
    expect(note).toMatchObject({ title: '✕ Break & enter', body: expect.stringMatching(/^Failed: .*exit 3/), actions: [] })
    await untilTray(app, 'failed')
    expect(await lookAtTray(app)).toMatchObject({ badge: 1, tooltip: 'Dispatch: 1 failed', menu: expect.arrayContaining(['✕ Break && enter']) })
    await app.main(({ stage }) => { stage.notifications[0]!.emit('click', {}) })
    expect(await app.until('page', (id: string) => window.location.hash === `#/job/${id}`, job.id)).toBe(true)
    await untilTray(app, 'idle')
    expect(await lookAtTray(app)).toMatchObject({ badge: 0, tooltip: 'Dispatch: nothing to do' })
    expect(await app.main(({ stage }) => stage.notifications.length)).toBe(1)
  })

  test('a page that does not keep up is waited for, and gets the rest when it asks anew', async () => {
    const app = await desktop.open()
    await untilOpen(app)
    const first = await app.page(async () => {
      const { dispatch } = window
      window.batches = []
      dispatch.on('events', (batch) => window.batches.push(batch.events))
      const status = await dispatch.call('engine.status', {})
      const after = status.ok ? status.value.eventSeq : Number.NaN
      return { after, answer: await dispatch.call('events.after', { after, stream: 99 }), bad: await dispatch.call('events.after', { after: -1, stream: 99 }) }
    })
    expect(first).toMatchObject({ answer: { ok: true }, bad: { ok: false, code: 'bad-input' } })
    const pause = () => app.page(() => window.dispatch.call('engine.pause', { profile: 'careful' }))
    await pause()
    await app.until('page', () => window.batches.length === 1)
    await app.page(() => window.dispatch.call('engine.resume', { profile: 'careful' }))
    // The tray has heard of it by now, the page has not: it never said it had seen the first.
    await untilProfile(app, 'careful', true)
    expect(await app.page(() => window.batches.length)).toBe(1)
    await app.page((after: number) => { window.heard = []; window.dispatch.subscribe(after, (events) => window.heard.push(...events), () => {}) }, first.after)
    expect(await app.until('page', () => { const what = window.heard.flatMap(({ event }) => ('what' in event ? [event.what] : [])); return what.length >= 2 && what })).toEqual(['paused', 'resumed'])
  })

  test('pausing from the tray: all, and one profile', async () => {
    const app = await desktop.open()
    await untilOpen(app)
    await untilTray(app, 'idle')
    await clickTray(app, 'Pause all')
    await untilTray(app, 'paused')
    await clickTray(app, 'Resume all')
    await untilTray(app, 'idle')
    await clickTray(app, 'Profiles', 'careful')
    expect(await untilProfile(app, 'careful', false)).toBe(true)
    await clickTray(app, 'Profiles', 'careful')
    expect(await untilProfile(app, 'careful', true)).toBe(true)
  })

  test('settings: kept, checked, and done', async () => {
    const config = tempFolder('config')
    const app = await desktop.open([], { XDG_CONFIG_HOME: config })
    await untilOpen(app)
    const set = (change: object) => app.page((given) => window.dispatch.call('desktop.set', { change: given }), change)
    expect(await app.page(() => window.dispatch.call('desktop.settings', {}))).toMatchObject({ ok: true, value: { closeToTray: true, startAtLogin: false, notify: { failed: true } } })
    await set({ startAtLogin: true, notify: { succeeded: false } })
    expect(readFileSync(join(config, 'autostart/dispatch.desktop'), 'utf8')).toMatch(/^Exec=".+" ".+electron\.js" "--hidden"$/m)
    expect(await set({ surprise: 1 })).toMatchObject({ ok: false, code: 'bad-input' })
    await app.main(({ stage }) => { stage.taken.add('CommandOrControl+Shift+X') })
    expect(await set({ quickSubmit: 'CommandOrControl+Shift+X' })).toMatchObject({ ok: false, code: 'bad-input', details: { field: 'quickSubmit' } })
    expect(await app.main(({ stage }) => [...stage.shortcuts.keys()])).toEqual(['CommandOrControl+Shift+J'])
    await app.kill()
    const again = await desktop.open([], { XDG_CONFIG_HOME: config })
    await untilOpen(again)
    expect(await again.page(() => window.dispatch.call('desktop.set', { change: { startAtLogin: false, notify: { succeeded: true } } }))).toMatchObject({ ok: true, value: { startAtLogin: false } })
    expect(existsSync(join(config, 'autostart/dispatch.desktop'))).toBe(false)
  })

  test('the shortcut of every program opens the composer, also before the page listens', async () => {
    const app = await desktop.open(['--hidden'])
    await app.until('main', ({ stage }) => stage.shortcuts.size === 1)
    expect(await app.main(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0)
    await pressShortcut(app, 'CommandOrControl+Shift+J')
    await untilOpen(app)
    expect(await app.page(() => window.dispatch.call('desktop.ready', {}))).toEqual({ ok: true, value: { commands: [{ id: 'job.new' }] } })
    await app.page(() => { window.commands = []; window.dispatch.on('command', (each) => window.commands.push(each)) })
    await clickMenu(app, 'Job', 'Retry')
    expect(await app.until('page', () => window.commands.length > 0 && window.commands)).toEqual([{ id: 'job.retry' }])
    await clickMenu(app, 'View', 'Inbox')
    expect(await app.until('page', () => window.location.hash === '#/inbox')).toBe(true)
  })

  test('the window comes back where it was, and a page that died is loaded again', async () => {
    const app = await desktop.open()
    await untilOpen(app)
    await app.main(({ BrowserWindow }) => { const [shown] = BrowserWindow.getAllWindows(); shown!.setBounds({ x: 40, y: 50, width: 900, height: 700 }); shown!.close() })
    await app.kill()
    const again = await desktop.open()
    await untilOpen(again)
    expect(await again.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getNormalBounds())).toEqual({ x: 40, y: 50, width: 900, height: 700 })
    await again.page(() => { window.old = true })
    await again.main(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]!.webContents.crash() })
    expect(await again.until('page', () => window.old === undefined)).toBe(true)
    expect(await again.page(() => window.dispatch.call('engine.status', {}))).toMatchObject({ ok: true })
  })

  test('a data folder that cannot be read is told in a box, and nothing is left running', async () => {
    const home = tempFolder('damaged')
    writeFileSync(join(home, 'dispatch.db'), 'no database, but long enough to be looked at as if it were one. '.repeat(20))
    const own = startStandIn({ home, env: desktop.world().env })
    expect(await own.ended).toBe(1)
    expect(own.output()).toMatch(/^Dispatch cannot start: The database .*dispatch\.db is damaged/m)
  })
})

describe('the desktop beside another engine', () => {
  const desktop = useDesktop(start)

  test('joins it; when it dies says so, takes its place, and no event is lost or doubled', async () => {
    const world = desktop.world()
    const engine = await world.serve()
    const app = await desktop.open()
    await untilOpen(app)
    const from = await listenInPage(app)
    expect(await app.page(() => window.dispatch.call('engine.status', {}))).toMatchObject({ value: { engine: { pid: engine.pid } } })
    const job = await submitFromPage(app, { prompt: 'Over there', repository: desktop.repository(), profile: 'broken', title: 'Over there' })
    expect(job.submittedFrom).toBe('desktop')
    await untilFinished(app, job.id)

    await engine.kill()
    expect(await app.until('page', () => window.told.includes('offline'))).toBe(true)
    expect(await app.until('main', ({ stage }) => stage.trays[0]!.said.find((each) => each.startsWith('Dispatch: the engine is not there')))).toMatch(/\(.+\)$/)
    expect(await app.page(() => window.whileOffline)).toMatchObject({ ok: false, code: 'no-engine', message: expect.stringMatching(/connects again/) })
    expect(await app.until('page', () => window.told.at(-1) === 'live')).toBe(true)
    const file = JSON.parse(readFileSync(join(world.home, 'engine.json'), 'utf8')) as EngineFile
    expect(file.pid).toBe(app.pid)

    const after = await submitFromPage(app, { prompt: 'And here', repository: desktop.repository(), profile: 'broken', title: 'And here' })
    await untilFinished(app, after.id)
    const seen = await app.page(() => window.seen.map(({ seq, event }): [number, string] => [seq, event.kind]))
    const seqs = seen.map(([seq]) => seq)
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    const stored = (await world.run(['status', '--json'])).stdout
    expect(JSON.parse(stored).eventSeq).toBeGreaterThanOrEqual(seqs.at(-1)!)
    expect(seqs[0]).toBeGreaterThan(from)
    // Whatever the page can reach of the bridge, the token is not in it.
    expect(await app.page(async () => { const { dispatch } = window; return JSON.stringify([Object.keys(dispatch), await dispatch.call('engine.status', {}), await dispatch.call('engine.doctor', {}), await dispatch.call('desktop.settings', {})]) })).not.toContain(engine.file.token)
  })

  test('an engine that is asked to stop hands over as well', async () => {
    const engine = await desktop.world().serve()
    const app = await desktop.open()
    await untilOpen(app)
    await listenInPage(app)
    expect(await engine.stop()).toBe(0)
    expect(await app.until('page', () => { const { told } = window; return told.includes('offline') && told.at(-1) === 'live' })).toBe(true)
    expect(await app.page(() => window.dispatch.call('engine.status', {}))).toMatchObject({ value: { engine: { pid: app.pid } } })
  })
})

describeWithClaude('the desktop with the real claude', () => {
  const desktop = useDesktop(start)

  test('a job runs: the tray shows it with its time, cancels it; quitting asks first', async () => {
    const app = await desktop.open()
    await untilOpen(app)
    await listenInPage(app)
    const job = await submitFromPage(app, { prompt: play([{ bash: 'sleep 300' }]), repository: desktop.repository(), profile: 'test', title: 'Runs long' })
    await untilTray(app, 'running')
    await app.until('main', ({ stage }) => stage.trays[0]!.tooltip === 'Dispatch: 1 running' && stage.windows[0]!.progress >= 0)
    expect(JSON.stringify((await lookAtTray(app)).menu)).toMatch(/"● Runs long {2}[^"]+":\["[^"]+","Open","Cancel"\]/)
    await clickTray(app, 'Quit Dispatch')
    await app.until('main', ({ stage }) => stage.questions.length === 1)
    expect(await app.main(({ stage }) => stage.questions[0])).toMatchObject({ message: 'A job is running.', buttons: ['Quit', expect.any(String)] })
    await clickTray(app, '● Runs long', 'Cancel')
    expect(await untilFinished(app, job.id)).toMatchObject({ outcome: { kind: 'cancelled', reason: 'by-person' } })
    await untilTray(app, 'idle')
    expect(await app.main(({ stage }) => stage.notifications.length)).toBe(0)
  })

  test('a question is told with its answers; allowed in the notification, denied in the tray, and gone from both', async () => {
    const world = desktop.world()
    await world.addProfile('asks', { prompts: 'ask', allow: [] })
    const app = await desktop.open()
    await untilOpen(app)
    await listenInPage(app)
    await blur(app)
    const outside = (name: string) => join(world.person, name)
    const ask = (name: string) => submitFromPage(app, { prompt: play([{ bash: `touch ${outside(name)}` }, { say: 'That was it.' }]), repository: desktop.repository(), profile: 'asks', title: `Asks for ${name}` })
    const allowed = await ask('allowed.txt')
    const note = await untilNote(app, 'Claude asks')
    expect(note).toEqual({ title: 'Asks for allowed.txt', body: `Claude asks: run \`touch ${outside('allowed.txt')}\` in ${basename(desktop.repository())}. It may not under ‘asks’.`, actions: ['Allow once', 'Deny'] })
    await untilTray(app, 'needs-you')
    expect(await lookAtTray(app)).toMatchObject({ badge: 1, tooltip: expect.stringContaining('1 question for you') })
    await app.main(({ stage }) => { stage.notifications[0]!.emit('action', { actionIndex: 0 }) })
    expect(await untilFinished(app, allowed.id)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(existsSync(outside('allowed.txt'))).toBe(true)
    expect(await untilNote(app, '✓ Asks for allowed.txt')).toMatchObject({ body: expect.stringContaining('Claude says it is done') })
    expect(await app.main(({ stage }) => stage.notifications.length)).toBe(1)

    const denied = await ask('denied.txt')
    await untilTray(app, 'needs-you')
    await clickTray(app, '◐ run', 'Deny')
    expect((await untilFinished(app, denied.id)).runs.at(-1)!.claimed!.refusedTools).toHaveLength(1)
    expect(existsSync(outside('denied.txt'))).toBe(false)
    expect((await lookAtTray(app)).badge).toBeLessThanOrEqual(1)
  })
})
