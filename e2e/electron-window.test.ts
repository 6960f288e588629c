import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import type { DesktopApp } from './fixtures/electron/app.ts'
import { submitFromPage, untilOpen, useDesktop } from './fixtures/electron/flows.ts'
import { blur, clickMenu, clickTray, pressShortcut, untilNote } from './fixtures/electron/look.ts'
import { openScreen } from './fixtures/electron/screen.ts'
import { startStandIn } from './fixtures/electron/stand-in-app.ts'
import { play } from './fixtures/play.ts'
import { describeWithClaude } from './fixtures/world.ts'

const start = async (options: Parameters<typeof startStandIn>[0]) => startStandIn(options)
const SHORTCUT = 'CommandOrControl+Shift+J'
const composer = (page: Page) => page.getByRole('dialog', { name: 'New job' })
const closeWindow = (app: DesktopApp) => app.main(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]!.close() })
const isShown = (app: DesktopApp) => app.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible())

describe('the desktop and the window it shows', () => {
  const desktop = useDesktop(start)
  const screens = new Set<{ close(): Promise<void> }>()
  afterEach(async () => {
    await Promise.all([...screens].map((screen) => screen.close()))
    screens.clear()
  })
  const show = async (app: DesktopApp): Promise<Page> => {
    const screen = await openScreen(app)
    screens.add(screen)
    await screen.page.getByRole('navigation', { name: 'Navigation' }).waitFor()
    return screen.page
  }

  test('the shortcut, before there is a window: the composer is open once the page is there; again from the tray, with the window closed', async () => {
    const app = await desktop.open(['--hidden'])
    await app.until('main', ({ stage }) => stage.shortcuts.size === 1)
    await pressShortcut(app, SHORTCUT)
    await untilOpen(app)
    const page = await show(app)
    await composer(page).waitFor()
    await page.keyboard.press('Escape')
    await composer(page).waitFor({ state: 'detached' })
    await closeWindow(app)
    expect(await isShown(app)).toBe(false)
    await clickTray(app, 'New job…')
    await composer(page).waitFor()
    expect(await isShown(app)).toBe(true)
  })

  test('the menu: places, commands of the job that is meant, and a word when none is', async () => {
    const app = await desktop.open()
    await untilOpen(app)
    const page = await show(app)
    await clickMenu(app, 'Job', 'Retry')
    await page.getByText('“Retry” does not fit').waitFor()
    await clickMenu(app, 'View', 'Profiles')
    await page.getByRole('heading', { name: 'Profiles' }).first().waitFor()
    await clickMenu(app, 'View', 'Everything…')
    await page.getByRole('dialog', { name: 'Commands' }).waitFor()
    await clickMenu(app, 'Engine', 'Doctor')
    await page.getByRole('dialog', { name: 'Commands' }).waitFor({ state: 'detached' })
    expect(new URL(page.url()).hash).toBe('#/doctor')
    await clickMenu(app, 'Engine', 'Pause all')
    await page.getByText('Paused: no more jobs are started.').waitFor()

    const job = await submitFromPage(app, { prompt: 'Wait here', repository: desktop.repository(), profile: 'broken', title: 'Wait here' })
    await clickMenu(app, 'View', 'All jobs')
    await page.getByRole('option', { name: 'Wait here' }).click()
    await clickMenu(app, 'Job', 'Details')
    await page.getByRole('tab', { name: 'Details', selected: true }).waitFor()
    await clickMenu(app, 'Job', 'Hold')
    await page.getByText('Held by a person.').first().waitFor()
    await clickMenu(app, 'Job', 'Cancel')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel job' }).click()
    await page.getByText('Cancelled by a person.').first().waitFor()
    expect(new URL(page.url()).hash).toBe(`#/job/${job.id}/details`)
    await clickMenu(app, 'Engine', 'Resume all')
  })

  test('a failure’s notification and a link show the job, also while the window is closed', async () => {
    const app = await desktop.open()
    await untilOpen(app)
    const page = await show(app)
    await blur(app)
    const job = await submitFromPage(app, { prompt: 'Break it', repository: desktop.repository(), profile: 'broken', title: 'Break it' })
    await untilNote(app, 'Break it')
    await closeWindow(app)
    await app.main(({ stage }) => { stage.notifications[0]!.emit('click', {}) })
    await page.getByRole('heading', { name: 'Break it' }).waitFor()
    expect(await isShown(app)).toBe(true)
    await clickMenu(app, 'View', 'Inbox')
    await page.waitForURL('**/#/inbox')
    await closeWindow(app)
    expect(await (await desktop.open([`dispatch://job/${job.id}`])).ended).toBe(0)
    await page.getByRole('heading', { name: 'Break it' }).waitFor()
    expect(await isShown(app)).toBe(true)
  })
})

describeWithClaude('the desktop, its window and the real claude', () => {
  const desktop = useDesktop(start)

  test('the worktree of a job is opened in the file manager, and only a worktree the engine knows', async () => {
    const app = await desktop.open()
    await untilOpen(app)
    const screen = await openScreen(app)
    try {
      const { page } = screen
      const job = await submitFromPage(app, { prompt: play([{ write: 'made.txt' }]), repository: desktop.repository(), profile: 'test', title: 'Makes a file' })
      await page.getByRole('option', { name: 'Makes a file' }).click()
      await page.getByRole('heading', { name: 'Makes a file' }).waitFor()
      await page.getByText('Claude says it is done').first().waitFor()
      await clickMenu(app, 'Job', 'Changes')
      await page.getByRole('button', { name: 'Open worktree' }).click()
      const [opened] = await app.until('main', ({ stage }) => stage.shown.length > 0 && stage.shown)
      expect(existsSync(join(opened!, 'made.txt'))).toBe(true)
      expect(opened).toContain(job.id)
      await clickMenu(app, 'Job', 'Open the worktree')
      expect(await app.until('main', ({ stage }) => stage.shown.length === 2 && stage.shown)).toEqual([opened, opened])
      const refused = await Promise.all([{ job: '/etc' }, { job: 'jzzzzzzzzz' }, {}].map((args) => page.evaluate((asked) => (globalThis as unknown as { dispatch: { call(name: string, args: object): Promise<{ ok: boolean }> } }).dispatch.call('desktop.openWorktree', asked), args)))
      expect(refused.map((each) => each.ok)).toEqual([false, false, false])
      expect(await app.main(({ stage }) => stage.shown.length)).toBe(2)
    } finally {
      await screen.close()
    }
  })
})
