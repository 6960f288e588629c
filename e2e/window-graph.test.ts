import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { loadAxe, violationsInBoth } from './fixtures/axe.ts'
import { confirm, goTo, openWindow, says, SIZES, titled, type Window } from './fixtures/browser.ts'
import { postPlan } from './fixtures/post.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('the graph of the window changes what waits for what', () => {
  let world: World
  let window: Window
  let ids: Record<string, string>
  const show = (alias: string): Promise<Job> => world.json(['show', ids[alias]!])
  const edges = async (alias: string) => (await show(alias)).after.map(({ job, when, otherwise }) => [Object.keys(ids).find((each) => ids[each] === job), when, otherwise])

  beforeAll(async () => {
    world = await startWorld()
    await world.json(['pause'])
    window = await openWindow(world)
  })
  afterAll(() => world?.close())
  /** first → second → third, and one that stands beside them. */
  beforeEach(async () => {
    const done = [{ say: 'Done.' }]
    const job = (title: string, after: string[] = []) => ({ prompt: titled(title, done), after })
    ids = (await postPlan(world, { pipeline: 'lines', defaults: { repository: makeRepository(), profile: 'test' }, jobs: { first: job('Lay the ground'), second: job('Build on it', ['first']), third: job('Paint it', ['second']), beside: job('Stand beside', ['first']) } })).ids
    await goTo(window.page, `#/job/${ids.first}/graph`)
    await box(window.page, 'third').waitFor()
    await window.page.getByRole('group', { name: /^Graph of 4 jobs/ }).waitFor()
  })

  const box = (page: Page, alias: string) => page.locator(`.react-flow__node[data-id="${ids[alias]}"]`)
  const middle = async (page: Page, alias: string) => { const place = (await box(page, alias).boundingBox())!; return { x: place.x + place.width / 2, y: place.y + place.height / 2 } }
  async function drag(from: string, to: string) {
    const { page } = window
    await box(page, from).hover()
    const handle = (await page.locator(`[data-link="${ids[from]}"]`).boundingBox())!
    await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2)
    await page.mouse.down()
    const end = await middle(page, to)
    await page.mouse.move(end.x - 20, end.y, { steps: 4 })
    await page.mouse.move(end.x, end.y)
    await page.mouse.up()
  }

  test('a line drawn from one job to another asks how, and adds the edge', async () => {
    const { page } = window
    await drag('beside', 'third')
    const form = page.getByRole('dialog', { name: '‘Paint it’ after ‘Stand beside’' })
    await form.getByRole('combobox', { name: 'It starts' }).selectOption('done')
    await form.getByRole('combobox', { name: 'Otherwise' }).selectOption('hold')
    await form.getByRole('button', { name: 'Add' }).click()
    await form.waitFor({ state: 'detached' })
    await page.locator('svg text', { hasText: 'however it ends, else held' }).first().waitFor()
    expect(await edges('third')).toEqual([['second', 'success', 'cancel'], ['beside', 'done', 'hold']])
  })

  test('one that would close a circle is refused in words, and the circle lights up', async () => {
    const { page } = window
    await drag('third', 'first')
    await says(page.getByRole('alert'), '‘Lay the ground’ cannot wait for ‘Paint it’: the jobs would wait for one another in a circle: ‘Lay the ground’ → ‘Build on it’ → ‘Paint it’ → ‘Lay the ground’.')
    for (const alias of ['first', 'second', 'third']) await box(page, alias).locator('[data-lit]').waitFor()
    expect(await box(page, 'beside').locator('[data-lit]').count()).toBe(0)
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click()
    await box(page, 'first').locator('[data-lit]').waitFor({ state: 'detached' })
    expect(await edges('first')).toEqual([])
  })

  test('a line that is clicked is changed, or removed', async () => {
    const { page } = window
    const clickLine = async (parent: string, child: string) => {
      const [from, to] = [(await box(page, parent).boundingBox())!, (await box(page, child).boundingBox())!]
      await page.mouse.click((from.x + from.width + to.x) / 2, (from.y + from.height / 2 + to.y + to.height / 2) / 2)
    }
    await clickLine('second', 'third')
    const form = page.getByRole('dialog', { name: '‘Paint it’ after ‘Build on it’' })
    await form.getByRole('combobox', { name: 'It starts' }).selectOption('failure')
    await form.getByRole('button', { name: 'Change' }).click()
    await page.locator('svg text', { hasText: 'on failure' }).waitFor()
    expect(await edges('third')).toEqual([['second', 'failure', 'cancel']])
    await clickLine('second', 'third')
    await form.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('group', { name: /^Graph of 3 jobs/ }).waitFor()
    expect(await edges('third')).toEqual([])
  })

  test('the same by keyboard: from the box that is pointed at, and in the details of a job', async () => {
    const { page } = window
    await box(page, 'beside').getByRole('link').focus()
    await page.keyboard.press('p')
    const dialog = page.getByRole('dialog', { name: 'What ‘Stand beside’ waits for' })
    await dialog.getByRole('combobox', { name: 'Wait for another job' }).focus()
    await page.keyboard.insertText(ids.second!)
    await dialog.getByRole('option', { name: 'Build on it' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await dialog.getByRole('listitem').nth(1).waitFor()
    await dialog.getByRole('checkbox', { name: /One of them is enough/ }).check()
    await page.keyboard.press('Escape')
    await box(page, 'beside').getByText('any of 2', { exact: true }).waitFor()
    expect(await show('beside')).toMatchObject({ any: true, after: [{ job: ids.first }, { job: ids.second }] })

    await goTo(page, `#/job/${ids.first}/details`)
    const add = page.getByRole('article').getByRole('combobox', { name: 'Wait for another job' })
    await add.focus()
    await page.keyboard.insertText(ids.third!)
    await page.getByRole('option', { name: 'Paint it' }).last().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await says(page.getByRole('article').getByRole('alert'), 'in a circle')
    await goTo(page, `#/job/${ids.third}/details`)
    const parents = page.getByRole('article').getByRole('list', { name: 'Waits for' })
    await parents.getByRole('combobox', { name: 'Otherwise, after ‘Build on it’' }).selectOption('hold')
    await world.untilJob(ids.third!, (job) => job.after[0]?.otherwise === 'hold')
    await parents.getByRole('button', { name: 'Wait for ‘Build on it’ no more' }).click()
    await parents.waitFor({ state: 'detached' })
    expect(await edges('third')).toEqual([])
  })

  test('holding and releasing everything downstream says what moves before it does', async () => {
    const { page } = window
    await goTo(page, `#/job/${ids.first}/log`)
    await page.getByRole('article').waitFor()
    await page.keyboard.press('Shift+H')
    const hold = page.getByRole('dialog', { name: 'Hold everything downstream?' })
    await hold.getByText('3 more jobs would change with it').waitFor()
    await says(hold, 'blocked → held')
    expect((await show('second')).state).toBe('blocked')
    await confirm(page)
    for (const alias of ['first', 'second', 'third', 'beside']) await world.untilJob(ids[alias]!, (job) => job.state === 'held')
    await page.keyboard.press('Shift+U')
    await page.getByRole('dialog', { name: 'Release everything downstream?' }).getByText('3 more jobs').waitFor()
    await confirm(page)
    for (const alias of ['first', 'second', 'third', 'beside']) await world.untilJob(ids[alias]!, (job) => job.state === (alias === 'first' ? 'queued' : 'blocked'))
  })

  test.each(['wide', 'narrow'] as const)('what asks about lines is accessible, light and dark, %s', async (size) => {
    const { page } = window
    await loadAxe(page)
    if (size === 'wide') {
      await drag('beside', 'third')
      await page.getByRole('dialog').waitFor()
      expect(await violationsInBoth(page), 'the form of a line').toEqual([])
      await page.keyboard.press('Escape')
      await drag('third', 'first')
      await page.getByRole('alert').getByRole('button').waitFor()
      expect(await violationsInBoth(page), 'a refused line').toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('alert').getByRole('button').waitFor({ state: 'detached' })
    }
    await page.setViewportSize(SIZES[size])
    await goTo(page, `#/job/${ids.third}/details`)
    await page.getByRole('article').getByRole('list', { name: 'Waits for' }).waitFor()
    expect(await violationsInBoth(page), 'the details of a job').toEqual([])
    for (const [key, name] of [['p', /^What/], ['Shift+H', /^Hold/]] as const) {
      await page.keyboard.press(key)
      await page.getByRole('dialog', { name }).waitFor()
      expect(await violationsInBoth(page), key).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await page.setViewportSize(SIZES.wide)
  })

  test('nothing went wrong in the page', () => {
    expect(window.faults).toEqual([])
  })
})
