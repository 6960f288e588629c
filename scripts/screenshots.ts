import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { shrinkPng } from './shrink-png.ts'
import { startWorld, type World } from './screenshot-world.ts'

/** Writes docs/screenshots/<screen>-<light|dark>-<1440|390>.png from a world of real jobs. `--only a,b` some screens, `--out FOLDER` elsewhere, `--theme`, `--width`. */
const { values: options } = parseArgs({ options: { only: { type: 'string' }, out: { type: 'string' }, theme: { type: 'string' }, width: { type: 'string' } } })
const OUT = resolve(options.out ?? join(import.meta.dirname, '..', 'docs', 'screenshots'))
const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } } as const
const NARROW = 390
/** A screen that is not there by then will not come. */
const WAIT_MS = 15_000

/** What a screen says while it is not there yet. */
const LOADING = ['Reading', 'Loading', 'Comparing', 'Checking …', 'Looking for', 'Laying']
/** How to get to a screen: an address, and what to do there. */
interface Shot { hash(world: World): string; act?(page: Page, width: number): Promise<void>; /** Taken where there is no job yet, or by a browser that was not let in. */ who?: 'fresh' | 'stranger'; /** Only at this width. */ only?: number }
const at = (hash: string, act?: Shot['act']): Shot => ({ hash: () => hash, ...(act ? { act } : {}) })
const ofJob = (alias: string, tab: string, act?: Shot['act']): Shot => ({ hash: ({ jobs }) => `#/job/${jobs[alias]!.id}/${tab}`, ...(act ? { act } : {}) })
const atPipeline: Shot['hash'] = ({ jobs }) => `#/pipeline/${jobs['greeting']!.pipeline}`
const look = (name: string): Shot['act'] => async (page) => { await page.getByRole('button', { name }).click() }
const press = (...keys: string[]): Shot['act'] => async (page) => { for (const key of keys) await page.keyboard.press(key) }

const SHOTS: Record<string, Shot> = {
  queue: at('#/jobs'),
  'job-log': ofJob('migrate', 'log'),
  'job-failed': ofJob('shout', 'log'),
  'job-actions': { ...ofJob('shout', 'log', look('What can be done')), only: NARROW },
  'job-changes': ofJob('brand', 'changes'),
  'job-changes-split': { ...ofJob('brand', 'changes', look('Side by side')), only: 1440 },
  'job-graph': ofJob('shout', 'graph'),
  'job-conversation': ofJob('greeting', 'conversation'),
  'job-terminal': ofJob('shout', 'terminal', async (page) => { await page.locator('.xterm-rows').filter({ hasText: 'strictEqual' }).waitFor() }),
  'job-details': ofJob('shout', 'details'),
  'job-runs': ofJob('loud', 'details', async (page) => { await page.getByRole('heading', { name: 'Runs compared' }).evaluate((heading: { scrollIntoView(): void }) => heading.scrollIntoView()) }),
  land: ofJob('brand', 'log', async (page) => { await page.keyboard.press('Shift+L'); await page.getByRole('dialog').getByRole('button', { name: /^Land/, disabled: false }).last().waitFor() }),
  'job-held': ofJob('guard', 'log'),
  inbox: at('#/inbox', async (page, width) => { if (width === NARROW) await page.locator('nav a[href^="#/inbox/"]').first().click() }),
  composer: at('#/jobs', async (page) => {
    await page.keyboard.press('n')
    const form = page.getByRole('dialog')
    await form.getByLabel('Prompt').fill('Add a rate limit to the login route: 5 tries a minute for each address.\nAnswer 429 with Retry-After, and test both.')
    await form.getByLabel('Check', { exact: true }).fill('npm test -- login')
  }),
  'composer-checks': at('#/jobs', async (page) => {
    await page.keyboard.press('n')
    const form = page.getByRole('dialog')
    await form.getByLabel('Prompt').fill('Add a rate limit to the login route: 5 tries a minute for each address.')
    await form.getByLabel('Check', { exact: true }).fill('npm test -- login')
    await form.getByRole('button', { name: 'More checks' }).click()
    await form.getByLabel('Files that must change').fill('src/login/**\ntest/login/**')
    await form.getByLabel('Files that must not change').fill('package-lock.json')
    await form.getByLabel('Result fits this JSON Schema').fill('{ "type": "object", "pattern": 5 }')
    await form.getByLabel('Reviewer', { exact: true }).fill('Can the limit be got around with another header?')
    await form.getByText('cannot be read').waitFor()
    await form.getByLabel('Reviewer', { exact: true }).scrollIntoViewIfNeeded()
  }),
  palette: at('#/jobs', async (page) => { await page.keyboard.press('Control+k'); await page.keyboard.type('sho') }),
  keys: at('#/jobs', press('?')),
  cancel: ofJob('rename', 'log', async (page) => { await page.keyboard.press('c'); await page.locator('dialog [data-autofocus][aria-disabled="false"]').waitFor() }),
  more: { ...at('#/more'), only: NARROW },
  graph: at('#/graph'),
  pipelines: at('#/pipelines'),
  pipeline: { hash: atPipeline },
  'plan-export': { hash: atPipeline, act: async (page) => { await page.getByRole('button', { name: 'Write as a plan' }).click(); await page.getByRole('region', { name: /yaml$/ }).waitFor() } },
  schedules: at('#/schedules', async (page) => { await page.getByRole('button', { name: 'Run now' }).first().waitFor() }),
  schedule: { hash: ({ schedule }) => `#/schedule/${schedule}`, act: async (page) => { await page.getByRole('region', { name: 'Its jobs' }).getByRole('link').nth(1).waitFor() } },
  'schedule-edit': { hash: ({ schedule }) => `#/schedule/${schedule}`, act: async (page) => { await page.getByRole('button', { name: 'Edit' }).click(); await page.getByRole('dialog').getByText('Next:').waitFor() } },
  'composer-repeat': at('#/jobs', async (page) => {
    await page.keyboard.press('n')
    const form = page.getByRole('dialog')
    await form.getByLabel('Prompt').fill('Update all dependencies and run the tests.')
    await form.getByRole('combobox', { name: 'Repeat' }).fill('30 7 * * 1-5')
    await form.getByText('Next:').waitFor()
    await form.getByLabel('Catch up').fill('6h')
    await form.getByRole('button', { name: 'More options' }).click()
    await form.getByLabel('Retries').fill('2')
    await form.getByLabel('Retry after', { exact: true }).selectOption('chosen')
    await form.getByLabel('Catch up').scrollIntoViewIfNeeded()
  }),
  profiles: at('#/profiles'),
  profile: at('#/profiles/practice'),
  'profile-new': at('#/profiles?add=careful', async (page) => { await page.getByLabel('Name').first().waitFor() }),
  'profile-edit': at('#/profiles/practice/edit'),
  'profile-windows': at('#/profiles/practice/edit', async (page) => {
    await page.getByRole('button', { name: 'Add a window' }).click()
    for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri']) await page.getByRole('button', { name: day }).click()
    await page.getByLabel('Silence limit').fill('15m')
    await page.getByRole('button', { name: 'Add a window' }).scrollIntoViewIfNeeded()
  }),
  settings: at('#/settings'),
  doctor: at('#/doctor'),
  welcome: { ...at('#/jobs'), who: 'fresh' },
  refused: { ...at('#/jobs', async (page) => { await page.getByText('one-time link').waitFor() }), who: 'stranger' },
  'composer-open': ofJob('migrate', 'log', async (page) => {
    await page.evaluate('for (const place of [localStorage, sessionStorage]) place.removeItem("dispatch.draft")')
    await page.keyboard.press('n')
    const form = page.getByRole('dialog')
    await form.getByLabel('Prompt').fill('Write the release note from what the two jobs said.')
    for (const title of ['Move sessions', 'Rename greet']) {
      await form.getByRole('combobox', { name: 'After', exact: true }).fill(title)
      await form.getByRole('option', { name: title }).first().click()
    }
    await form.getByLabel('If not after ‘Rename').selectOption('hold')
    await form.getByRole('button', { name: 'More options' }).click()
    await form.getByLabel('Labels').fill('release=2.4\nteam=accounts')
    await form.getByLabel('Retries').fill('2')
    await form.getByRole('group', { name: 'The graph' }).locator('li').first().waitFor()
    await form.getByLabel('If not after ‘Rename').scrollIntoViewIfNeeded()
  }),
  'composer-more': at('#/jobs', async (page) => {
    await page.evaluate('for (const place of [localStorage, sessionStorage]) place.removeItem("dispatch.draft")')
    await page.keyboard.press('n')
    const form = page.getByRole('dialog')
    await form.getByLabel('Prompt').fill('Update all dependencies and run the tests.')
    await form.getByRole('button', { name: 'More options' }).click()
    await form.getByLabel('Time limit', { exact: true }).fill('90')
    await form.getByText('expected a time').waitFor()
    await form.getByLabel('Conversation').scrollIntoViewIfNeeded()
  }),
  edit: ofJob('someday', 'log', async (page) => {
    await page.keyboard.press('e')
    const form = page.getByRole('dialog')
    await form.getByLabel('Check', { exact: true }).fill('npm test')
  }),
  plan: at('#/plan', async (page) => {
    await page.evaluate('localStorage.removeItem("dispatch.plan")')
    await page.reload()
    await page.getByRole('button', { name: 'Begin with an example' }).first().click()
    await page.getByText('one starts at once').waitFor()
    await page.getByRole('group', { name: 'Graph of' }).locator('li').first().waitFor()
  }),
  'plan-wrong': at('#/plan', async (page) => {
    const field = page.getByRole('textbox', { name: 'Plan' })
    await field.fill((await field.inputValue()).replace('job: docs', 'job: dosc'))
    await page.getByRole('status').getByText('Line').waitFor()
  }),
  'plan-vars': at('#/plan', async (page) => {
    const field = page.getByRole('textbox', { name: 'Plan' })
    const text = await field.inputValue()
    await field.fill(text.replace('Faster checkout', '"Faster {{vars.what}}"').replace('jobs:', 'vars: { what: , urgency: 5 }\njobs:').replace('prompt: Write', 'priority: "{{vars.urgency}}"\n    prompt: Write'))
    await page.getByLabel('urgency').fill('very')
    await page.getByText('found "very"').waitFor()
  }),
  'plan-empty': at('#/plan', async (page) => { await page.getByRole('button', { name: 'Clear' }).click() }),
}

/** Cookies know no ports: the second engine goes by another name of the same machine. */
const atLocalhost = (url: string): string => url.replace('127.0.0.1', 'localhost')

async function shoot(page: Page, world: World, shot: Shot, width: number): Promise<void> {
  const place = { fresh: atLocalhost(world.fresh.url), stranger: atLocalhost(world.engine.url), none: world.engine.url }[shot.who ?? 'none']
  await page.goto(`${place}/${shot.hash(world)}`)
  // What an earlier picture left behind; the plan's pictures follow from one another.
  await page.evaluate("for (const key of Object.keys(localStorage)) if (key !== 'dispatch.plan') localStorage.removeItem(key)")
  await page.reload()
  if (shot.who !== 'stranger') await page.locator('#root nav').first().waitFor()
  for (const word of LOADING) await page.getByText(word).first().waitFor({ state: 'detached' })
  await page.evaluate('document.fonts.ready')
  await shot.act?.(page, width)
  // Virtual lists measure what they show and draw once more.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))')
}

const missing: string[] = []
const world = await startWorld()
const browser = await openBrowser()
try {
  await mkdir(OUT, { recursive: true })
  const wanted = options.only?.split(',')
  const names = Object.keys(SHOTS).filter((name) => !wanted || wanted.includes(name))
  for (const theme of ['light', 'dark'] as const) {
    if (options.theme && options.theme !== theme) continue
    for (const [width, viewport] of Object.entries(SIZES)) {
      if (options.width && options.width !== width) continue
      const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce', hasTouch: Number(width) === NARROW, deviceScaleFactor: Number(width) === NARROW ? 2 : 1 })
      const page = await context.newPage()
      page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') console.error(`${message.type()}: ${message.text()}`) })
      page.on('pageerror', (error) => console.error(`page: ${error.message}`))
      page.setDefaultTimeout(WAIT_MS)
      for (const link of [atLocalhost(world.fresh.makeLink()), world.link()]) await page.goto(link)
      for (const name of names) {
        if (SHOTS[name]!.only !== undefined && SHOTS[name]!.only !== Number(width)) continue
        const picture = `${name}-${theme}-${width}`
        try {
          await shoot(page, world, SHOTS[name]!, Number(width))
          await writeFile(join(OUT, `${picture}.png`), shrinkPng(await page.screenshot()))
        } catch (error) {
          missing.push(picture)
          console.error(`${picture}: ${String(error)}`)
        }
      }
      await context.close()
    }
  }
  if (missing.length > 0) process.exitCode = 1
  console.log(missing.length > 0 ? `Not taken: ${missing.join(', ')}` : `Pictures of ${names.length} screens are in ${OUT}`)
} finally {
  await browser.close()
  await world.stop()
}
