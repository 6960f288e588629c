import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { goTo, listenForFaults, openWindow, rowOf, runFromPalette, SIZES, type Window } from './fixtures/browser.ts'
import { postJob, postPlan } from './fixtures/post.ts'
import { makeRepository } from './fixtures/repository.ts'
import { startWorld, type World } from './fixtures/world.ts'

/** More finished jobs than the window reads at first, so that the oldest are known to the engine alone. */
const ENDED = 230

let world: World
let window: Window
let pipeline: string
const ids: Record<string, string> = {}

/** Jobs that never start: held, queued while everything is paused, or cancelled before they began. */
beforeAll(async () => {
  world = await startWorld()
  await world.addProfile('other')
  await world.json(['pause'])
  const repository = makeRepository()
  const second = makeRepository({ name: 'second' })
  const spec = { repository, profile: 'test', hold: true }
  ids.needle = (await postJob(world, { ...spec, title: 'The oldest of all', prompt: 'Find the needle', labels: { team: 'pay' } })).id
  const ended = await postPlan(world, { pipeline: 'History', defaults: spec, jobs: Object.fromEntries(Array.from({ length: ENDED }, (_, at) => [`e${at}`, { prompt: `Ended number ${at}` }])) })
  for (const id of [ids.needle, ...Object.values(ended.ids)]) await world.http(`/api/jobs/${id}/cancel`, { method: 'POST', body: {} })
  const release = await postPlan(world, { pipeline: 'Release 2.4', defaults: { repository, profile: 'test' }, jobs: { tests: { prompt: 'Write the tests', labels: { team: 'pay' } }, docs: { prompt: 'Write the docs', after: ['tests'], profile: 'other' } } })
  pipeline = release.pipeline
  Object.assign(ids, release.ids)
  ids.held = (await postJob(world, { ...spec, repository: second, title: 'Is held', prompt: 'x', labels: { team: 'web' } })).id
  window = await openWindow(world)
  await rowOf(window.page, 'Is held').waitFor()
})
afterAll(() => world?.close())

const titles = (page: Page): Promise<string[]> => page.getByRole('option').locator('[dir=auto]').allInnerTexts()
const groups = (page: Page): Promise<string[]> => page.getByRole('listbox', { name: 'Jobs' }).locator('.font-semibold[role=presentation]').allInnerTexts()
/** Shows the list anew, as somebody does who follows a link. */
async function follow(page: Page, hash: string, shown: string): Promise<void> {
  await goTo(page, hash)
  await page.reload()
  await rowOf(page, shown).waitFor()
}

test('a link shows the same: state, profile, repository, pipeline, label and text together', async () => {
  const { page } = window
  await follow(page, `#/jobs?pipeline=${pipeline}&label=team%3Dpay&state=pending&profile=test&q=tests`, 'Write the tests')
  expect(await titles(page)).toEqual(['Write the tests'])
  expect(await page.getByRole('option').innerText()).toContain('Queued: everything is paused.')
  for (const chip of ['State Waiting or not started', 'Profile test', 'Pipeline Release 2.4', 'Label team=pay']) await page.getByRole('button', { name: `Clear ${chip}` }).waitFor()
  await page.getByRole('button', { name: 'Clear Pipeline Release 2.4' }).click()
  expect(page.url()).not.toContain('pipeline')
  await page.keyboard.press('Escape')
  await rowOf(page, 'Is held').waitFor()
  expect(page.url()).toMatch(/#\/jobs$/)
})

test('the panel asks the same; a filter finds finished jobs that were not loaded, and says when there are none', async () => {
  const { page } = window
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByRole('combobox', { name: 'Pipeline' }).selectOption('Release 2.4')
  await rowOf(page, 'Is held').waitFor({ state: 'detached' })
  expect((await titles(page)).toSorted()).toEqual(['Write the docs', 'Write the tests'])
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('combobox', { name: 'Label' }).fill('team=pay')
  await rowOf(page, 'The oldest of all').waitFor()
  expect((await titles(page)).toSorted()).toEqual(['The oldest of all', 'Write the tests'])
  expect(page.url()).toContain('label=team%3Dpay')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.keyboard.press('/')
  await page.keyboard.insertText('no such words')
  await page.getByText('No job matches').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await rowOf(page, 'Is held').waitFor()
})

test('a list that is filtered reads on to its end, page by page', async () => {
  const { page } = window
  await follow(page, '#/jobs?state=cancelled&q=ended', `Ended number ${ENDED - 1}`)
  await page.getByRole('listbox', { name: 'Jobs' }).focus()
  await expect.poll(async () => { await page.keyboard.press('End'); return rowOf(page, 'Ended number 0').count() }).toBe(1)
  expect(await page.getByText('Loading older jobs').count()).toBe(0)
})

test.each([['#/jobs', 'Is held'], ['#/jobs?state=cancelled&q=ended', `Ended number ${ENDED - 1}`]])('older jobs of %s that cannot be read are no end of the list: it says so and reads on when asked', async (to, shown) => {
  const { page } = window
  await page.route((url) => url.pathname === '/api/jobs' && url.searchParams.get('state') !== 'unfinished' && url.searchParams.has('cursor'), (route) => route.abort('connectionreset'))
  await follow(page, to, shown)
  await page.getByRole('listbox', { name: 'Jobs' }).focus()
  const alert = page.getByRole('alert').filter({ hasText: 'Older jobs could not be read' })
  await expect.poll(async () => { await page.keyboard.press('End'); return alert.count() }).toBe(1)
  expect(await rowOf(page, 'Ended number 0').count()).toBe(0)
  await page.unrouteAll()
  await alert.getByRole('button', { name: 'Try again' }).click()
  await alert.waitFor({ state: 'detached' })
  await page.getByRole('listbox', { name: 'Jobs' }).focus()
  await expect.poll(async () => { await page.keyboard.press('End'); return rowOf(page, 'Ended number 0').count() }).toBe(1)
})

test('grouped by pipeline, repository or profile, and remembered', async () => {
  const { page } = window
  await follow(page, '#/jobs?state=pending', 'Is held')
  expect(await groups(page)).toEqual(['Held and blocked\n2', 'Queued\n1'].map((each) => expect.stringMatching(each.replace('\n', '\\s*'))))
  await runFromPalette(page, 'Group by repository')
  await page.getByText('second1').waitFor()
  expect(await groups(page)).toHaveLength(2)
  await page.reload()
  await page.getByText('second1').waitFor()
  await runFromPalette(page, 'Group by pipeline')
  await page.getByText('Release 2.42').waitFor()
  await page.getByText('No pipeline1').waitFor()
  await runFromPalette(page, 'Group by state')
  await page.getByText('Held and blocked2').waitFor()
})

test('a view is named, survives a reload, is in the rail and in the palette, is renamed and removed', async () => {
  const { page } = window
  await follow(page, '#/jobs?label=team%3Dpay', 'Write the tests')
  await page.getByRole('button', { name: 'Save as view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save this view' })
  expect(await dialog.getByLabel('Name').inputValue()).toBe('team=pay')
  await dialog.getByLabel('Name').fill('Pay')
  await page.keyboard.press('Enter')
  const rail = page.getByRole('navigation', { name: 'Navigation' })
  await rail.getByRole('link', { name: 'Pay' }).waitFor()
  await goTo(page, '#/jobs')
  await page.reload()
  await rowOf(page, 'Is held').waitFor()
  await rail.getByRole('link', { name: 'Pay' }).click()
  await rowOf(page, 'Is held').waitFor({ state: 'detached' })
  expect(await rail.locator('[aria-current=page]').allInnerTexts()).toEqual(['Pay'])
  await goTo(page, '#/doctor')
  await runFromPalette(page, 'Go to view: Pay')
  await rowOf(page, 'Write the tests').waitFor()
  await page.getByRole('button', { name: 'Rename or remove ‘Pay’' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Pay team')
  await page.keyboard.press('Enter')
  await rail.getByRole('link', { name: 'Pay team' }).waitFor()
  await runFromPalette(page, 'Rename or remove this view')
  await page.getByRole('button', { name: 'Remove view' }).click()
  await rail.getByRole('link', { name: 'Pay team' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Clear filters' }).click()
})

test('rows are as high as was chosen', async () => {
  const { page } = window
  const height = async (): Promise<number> => (await rowOf(page, 'Is held').boundingBox())!.height
  await follow(page, '#/jobs', 'Is held')
  expect(await height()).toBe(44)
  await goTo(page, '#/settings')
  await page.getByRole('radio', { name: 'Compact' }).check()
  await follow(page, '#/jobs', 'Is held')
  expect(await height()).toBe(36)
  await page.setViewportSize(SIZES.narrow)
  await expect.poll(height).toBe(44)
  await page.setViewportSize(SIZES.wide)
  await runFromPalette(page, 'Comfortable rows')
  await expect.poll(height).toBe(44)
})

test('on a phone the header of a job is short: what is wanted most is there, the rest behind a button', async () => {
  const { page } = window
  const id = await world.submit(makeRepository(), 'Short on a phone', ['--hold'])
  await page.setViewportSize(SIZES.narrow)
  onTestFinished(() => page.setViewportSize(SIZES.wide))
  await goTo(page, `#/job/${id}`)
  const header = page.getByRole('article', { name: 'Short on a phone' }).locator('header')
  await header.getByRole('button', { name: 'Release' }).waitFor()
  expect((await header.boundingBox())!.height).toBeLessThan(170)
  expect(await header.getByRole('button', { name: 'Edit', exact: true }).isVisible()).toBe(false)
  await header.getByRole('button', { name: 'What can be done' }).click()
  await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Edit')
  // Escape closes what came up, and nothing else.
  await page.keyboard.press('Escape')
  await header.getByRole('button', { name: 'Edit', exact: true }).waitFor({ state: 'hidden' })
  await header.getByRole('button', { name: 'What can be done' }).click()
  await header.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('dialog', { name: 'Edit job' }).getByRole('button', { name: 'Close' }).click()
  expect(await header.getByRole('group', { name: 'What can be done' }).isVisible()).toBe(false)
})

test.each([['a phone on its side', 640, 360], ['a small phone with its keyboard up', 360, 480], ['a page at 200 %', 720, 450]] as const)('on %s the header of a job is a line that opens, and the log has room', async (_, width, height) => {
  const { page } = window
  const id = await world.submit(makeRepository(), 'Short where it is low', ['--hold'])
  await page.setViewportSize({ width, height })
  await goTo(page, `#/job/${id}`)
  // Without the notices of what was done before.
  await page.reload()
  const header = page.getByRole('article', { name: 'Short where it is low' }).locator('header')
  const why = header.getByRole('button', { name: 'Held by a person' })
  await why.waitFor()
  const panel = async (): Promise<number> => (await page.getByRole('tabpanel').boundingBox())!.height
  // The bar that says that no more jobs are started stands above it all.
  expect(await panel()).toBeGreaterThan(height * 0.45)
  await why.click()
  await header.getByText('Release it to let it start').last().waitFor()
  expect((await header.boundingBox())!.height).toBeGreaterThan(100)
  await why.click()
  await header.getByRole('button', { name: 'Release', exact: true }).click()
  await header.getByRole('button', { name: 'Held by a person' }).waitFor({ state: 'detached' })
  await page.setViewportSize(SIZES.wide)
})

test('pipelines are listed by name with what they count; a job leads to its pipeline', async () => {
  const { page } = window
  await goTo(page, `#/job/${ids.tests}`)
  await page.getByRole('article').getByRole('link', { name: 'Release 2.4' }).click()
  await page.getByRole('heading', { name: 'Release 2.4' }).waitFor()
  const rows = page.getByRole('link').filter({ hasText: /^(Release 2\.4|History)/ })
  await rows.nth(1).waitFor()
  expect(await rows.allInnerTexts()).toEqual([expect.stringMatching(/Release 2\.4[\s\S]*1 queued[\s\S]*1 blocked/), expect.stringMatching(new RegExp(`History[\\s\\S]*${ENDED} cancelled`))])
  await world.http(`/api/jobs/${ids.tests}/hold`, { method: 'POST', body: {} })
  await rows.first().filter({ hasText: '1 held' }).waitFor()
  await world.http(`/api/jobs/${ids.tests}/release`, { method: 'POST', body: {} })
})

test('nothing went wrong in the page', () => {
  expect(window.faults).toEqual([])
})

test('by touch: a swipe shows what fits, scrolling stays scrolling, and what is shown works', async () => {
  const context = await window.context.browser()!.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' })
  try {
    const page = await context.newPage()
    const faults = listenForFaults(page)
    await page.goto((await world.http<{ link: string }>('/api/link', { method: 'POST', body: {} })).body.link)
    await rowOf(page, 'Is held').waitFor()
    const touch = await context.newCDPSession(page)
    const tools = page.getByRole('toolbar', { name: 'What can be done with ‘Is held’' })
    const at = (await rowOf(page, 'Is held').boundingBox())!
    const from = { x: at.x + 250, y: at.y + 20 }

    await drag(touch, from, { x: from.x - 200, y: from.y + 4 })
    await tools.waitFor()
    expect(await tools.getByRole('button').allInnerTexts()).toEqual(['Release', 'Cancel'])
    expect((await rowOf(page, 'Is held').boundingBox())!.x).toBeCloseTo(at.x - 152)
    expect(page.url()).not.toContain('#/job/')
    // A tap beside it closes it and opens nothing.
    await page.touchscreen.tap(from.x, at.y + 200)
    await tools.waitFor({ state: 'detached' })
    expect(page.url()).not.toContain('#/job/')

    await drag(touch, from, { x: from.x - 200, y: from.y })
    await tools.getByRole('button', { name: 'Release' }).tap()
    await world.untilJob(ids.held!, (job) => job.state === 'queued')
    await page.getByText('Released ‘Is held’.').first().waitFor()

    const list = page.getByRole('listbox', { name: 'Jobs' })
    await drag(touch, { x: from.x, y: 500 }, { x: from.x - 6, y: 200 })
    await expect.poll(() => list.evaluate((each) => each.scrollTop)).toBeGreaterThan(100)
    expect(await page.getByRole('toolbar').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    expect(faults).toEqual([])
  } finally {
    await context.close()
  }
})

/** A finger that goes from one place to another in small steps, and rests there before it leaves: what is thrown rolls on, and takes the next touch as a stop. */
async function drag(touch: CDPSession, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  const [steps, stepS, restS] = [12, 0.016, 0.4]
  const began = Date.now() / 1000 - steps * stepS - restS
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from], timestamp: began })
  for (let step = 1; step <= steps; step++) {
    const part = step / steps
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }], timestamp: began + step * stepS })
  }
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [], timestamp: began + steps * stepS + restS })
}

test('a filter that is cleared asks for no page twice, and the palette finds a job that is not loaded', async () => {
  const { page } = window
  await follow(page, '#/jobs', 'Is held')
  const asked: string[] = []
  page.on('request', (request) => { if (new URL(request.url()).pathname === '/api/jobs') asked.push(new URL(request.url()).search) })
  await page.keyboard.press('Control+k')
  await page.keyboard.insertText('oldest of all')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await palette.getByRole('option', { name: 'The oldest of all' }).waitFor()
  expect(asked).toHaveLength(1)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'The oldest of all' }).waitFor()
  await follow(page, '#/jobs', 'Is held')
  asked.length = 0
  await page.keyboard.press('/')
  await page.keyboard.insertText('no such words')
  await page.getByText('No job matches').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  // End leads to the last job that is read, and more are read there.
  await expect.poll(async () => { await page.keyboard.press('End'); return rowOf(page, 'The oldest of all').count() }).toBe(1)
  expect(new Set(asked).size).toBe(asked.length)
})
