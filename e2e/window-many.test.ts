import { afterAll, beforeAll, expect, test } from 'vitest'
import { goTo, openWindow, rowOf, type Window } from './fixtures/browser.ts'
import { atPace } from './fixtures/pace.ts'
import { postJob, postPlan } from './fixtures/post.ts'
import { makeRepository } from './fixtures/repository.ts'
import { startWorld, type World } from './fixtures/world.ts'

const JOBS = 10_000
/** A list nobody has to wait for: the load of all jobs included, on a machine that does other things beside; at its pace. */
const SHOWN_MS = 5000
/** What would come of a move of all of them: a wait, but not one to walk away from. */
const FORESEEN_MS = 6000
/** A screen of 900 px holds 19 rows; the rest is drawn ahead. */
const MOST_ROWS = 60

let world: World
let window: Window
beforeAll(async () => {
  world = await startWorld()
  const repository = makeRepository()
  const jobs = Object.fromEntries(Array.from({ length: JOBS }, (_, at) => [`j${at}`, { prompt: `Number ${at} of many` }]))
  const defaults = { repository, profile: 'test', hold: true }
  await postJob(world, { prompt: 'The oldest of all', ...defaults })
  await postPlan(world, { pipeline: 'many', defaults, jobs })
  await postJob(world, { prompt: 'The newest of all', ...defaults })
  window = await openWindow(world)
})
afterAll(() => world?.close())

test('ten thousand jobs: the list is there soon, draws few rows, and reaches its end', async () => {
  const { page } = window
  const since = performance.now()
  await page.reload()
  await page.getByRole('option').first().waitFor()
  await page.getByText('Held and blocked10,002').waitFor()
  const shownMs = performance.now() - since
  console.log(`${JOBS} jobs listed ${Math.round(shownMs)} ms after the page was asked for`)
  expect(shownMs).toBeLessThan(atPace(SHOWN_MS))
  expect(await page.getByRole('option').count()).toBeLessThan(MOST_ROWS)

  await page.getByRole('listbox', { name: 'Jobs' }).evaluate((list) => list.scrollTo(0, list.scrollHeight))
  await rowOf(page, 'The oldest of all').waitFor()
  expect(await page.getByRole('option').count()).toBeLessThan(MOST_ROWS)
  await page.keyboard.press('Home')
  await rowOf(page, 'The newest of all').waitFor()
  await page.keyboard.press('End')
  await rowOf(page, 'The oldest of all').waitFor()
})

test('all that is shown is selected only once all of it is there, and says how far it has been read until then', async () => {
  const { page } = window
  let readOn = (): void => {}
  const mayReadOn = new Promise<void>((resolve) => { readOn = resolve })
  await page.route((url) => url.pathname === '/api/jobs' && url.searchParams.has('cursor'), async (route) => {
    await mayReadOn
    await route.continue()
  })
  await page.reload()
  await page.getByText('Loading jobs: 200 of 10,002 …').waitFor()
  await page.getByText('Held and blocked200+').waitFor()
  expect(await page.getByRole('listbox', { name: 'Jobs' }).getAttribute('aria-busy')).toBe('true')
  await page.keyboard.press('Control+a')
  await page.getByText('All of them are selected then.').waitFor()
  expect(await page.getByRole('option', { selected: true }).count()).toBe(0)
  readOn()
  const bar = page.getByRole('toolbar', { name: '10,002 selected' })
  await bar.waitFor()
  await page.getByText('Held and blocked10,002').waitFor()
  expect(await page.getByRole('option', { selected: false }).count()).toBe(0)
  // What would go is asked in one or two calls, not in ten thousand.
  const asked: string[] = []
  page.on('request', (request) => { if (request.method() === 'POST') asked.push(new URL(request.url()).pathname) })
  const since = performance.now()
  await page.keyboard.press('c')
  await page.locator('dialog [data-autofocus][aria-disabled="false"]').waitFor()
  const foreseenMs = performance.now() - since
  console.log(`the cancellation of ${JOBS} selected jobs foreseen in ${Math.round(foreseenMs)} ms`)
  expect(foreseenMs).toBeLessThan(atPace(FORESEEN_MS))
  expect(asked).toEqual(['/api/jobs/move', '/api/jobs/move'])
  await page.getByRole('dialog', { name: 'Cancel 10,002 jobs?' }).getByRole('button', { name: 'Keep' }).click()
  await bar.getByRole('button', { name: 'Clear' }).click()
  await bar.waitFor({ state: 'detached' })
  await page.unrouteAll({ behavior: 'wait' })
})

test('a filter finds one among them', async () => {
  const { page } = window
  await goTo(page, '#/jobs')
  await page.keyboard.press('/')
  await page.keyboard.insertText('number 4321 of')
  await rowOf(page, 'Number 4321 of many').waitFor()
  await rowOf(page, 'The newest of all').waitFor({ state: 'detached' })
  expect(await page.getByRole('option').count()).toBe(1)
  expect(window.faults).toEqual([])
})
