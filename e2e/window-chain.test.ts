import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { confirm, goTo, openWindow, rowOf, runFromPalette, says, titled, type Window } from './fixtures/browser.ts'
import { postPlan } from './fixtures/post.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('the window, with jobs that depend on one another', () => {
  let world: World
  let window: Window
  let ids: Record<string, string>
  const mended = () => join(world.person, 'mended')

  /** root fails its check; child and grandchild fall with it; keeps is held by it; later waits for a person, and last for it. */
  beforeAll(async () => {
    world = await startWorld()
    await world.addProfile('other')
    const repository = makeRepository()
    const done = [{ say: 'Done with it.' }]
    const plan = await postPlan(world, {
      pipeline: 'release', defaults: { repository, profile: 'test' },
      jobs: {
        root: { prompt: titled('Lay the ground', done), check: { command: `test -f ${mended()}` } },
        child: { prompt: titled('Build on it', done), after: ['root'] },
        grandchild: { prompt: titled('Paint it', done), after: ['child'] },
        keeps: { prompt: titled('Keep for later', done), after: [{ job: 'root', otherwise: 'hold' }] },
        later: { prompt: titled('Wait for a person', done), hold: true, profile: 'other' },
        last: { prompt: titled('Come last of all', done), after: ['later'] },
      },
    })
    ids = plan.ids
    await world.finished(ids.grandchild!)
    window = await openWindow(world)
  })
  afterAll(() => world?.close())

  const open = async (alias: string, tab = 'log') => {
    await goTo(window.page, `#/job/${ids[alias]}/${tab}`)
    const article = window.page.getByRole('article')
    await article.waitFor()
    return article
  }
  const header = () => window.page.getByRole('article').locator('header')
  const show = (alias: string): Promise<Job> => world.json(['show', ids[alias]!])

  test('a cancelled child says why, with the chain and its root cause first', async () => {
    await open('grandchild')
    await says(header(), 'Cancelled')
    const chain = header().getByRole('list', { name: 'Why' }).getByRole('listitem')
    const told = await chain.allInnerTexts()
    expect(told).toEqual((await show('grandchild')).reasonChain)
    expect(told[0]).toContain(ids.root)
    await open('keeps')
    await says(header(), 'Held')
    await says(header(), 'Lay the ground')
    await says(rowOf(window.page, 'Paint it'), 'cancelled')
  })

  test('the graph shows every job and line as a drawing, and as a list for screen readers', async () => {
    const { page } = window
    await open('root', 'graph')
    const graph = page.getByRole('region', { name: 'Graph of 4 jobs' })
    await graph.locator('.react-flow__node').nth(3).waitFor()
    expect(await graph.locator('.react-flow__node').count()).toBe(4)
    // Lines of one kind are drawn as one path: each line in it has two moves, one for itself and one for its head.
    expect(await graph.locator('.react-flow__viewport-portal svg').first().locator('path').evaluateAll((paths) => paths.map((path) => path.getAttribute('d')).join('').split('M').length - 1)).toBe(3 * 2)
    await graph.locator('svg text', { hasText: 'else held' }).waitFor()
    await graph.getByRole('button', { name: 'List' }).click()
    const items = graph.getByRole('treeitem')
    await items.nth(3).waitFor()
    expect(await items.count()).toBe(4)
    expect(await items.evaluateAll((all) => all.map((each) => each.getAttribute('aria-level')))).toEqual(['1', '2', '3', '2'])
    await graph.getByRole('button', { name: 'Drawing' }).click()
  })

  test('before a cancellation it says what else would go; it can be kept', async () => {
    const { page } = window
    await open('later')
    await page.keyboard.press('c')
    const dialog = page.getByRole('dialog', { name: 'Cancel 2 jobs?' })
    await dialog.getByText('1 more job would change with it').waitFor()
    await says(dialog, 'Come last of all')
    await dialog.getByRole('button', { name: 'Keep' }).click()
    expect((await show('later')).state).toBe('held')
  })

  test('a retry the engine would refuse says why before anybody asks for it', async () => {
    const { page } = window
    await open('child')
    await page.keyboard.press('r')
    const dialog = page.getByRole('dialog', { name: 'Retry this job?' })
    await says(dialog.getByRole('alert'), `Retry that one: dispatch retry ${ids.root} --with-dependents.`)
    expect(await dialog.getByText('Nothing else would move.').count()).toBe(0)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  test('release, hold and cancel by key, the last with all that hangs on it', async () => {
    const { page } = window
    await world.json(['pause'])
    await open('later')
    await header().getByRole('button', { name: 'Release' }).waitFor()
    await page.keyboard.press('u')
    await header().getByText('queued', { exact: true }).waitFor()
    await page.keyboard.press('h')
    await header().getByText('held', { exact: true }).waitFor()
    expect((await show('later')).state).toBe('held')
    await page.keyboard.press('c')
    await page.getByText('would change with it').waitFor()
    await confirm(page)
    await says(header(), 'Cancelled by a person.')
    expect((await show('last')).outcome).toMatchObject({ kind: 'cancelled', reason: 'dependency-failed' })
    await runFromPalette(page, 'Start jobs again')
    await page.getByText('Paused: no more jobs').waitFor({ state: 'detached' })
  })

  test('retry by key offers those that fell with it, and all of them run', async () => {
    const { page } = window
    writeFileSync(mended(), '')
    await open('root')
    await page.keyboard.press('r')
    const dialog = page.getByRole('dialog', { name: 'Retry this job?' })
    await dialog.getByText('2 jobs were cancelled because of it').waitFor()
    await confirm(page)
    await says(header(), 'Succeeded, and the check passed.')
    expect(await world.finished(ids.grandchild!)).toMatchObject({ outcome: { kind: 'succeeded' } })
    await says(rowOf(page, 'Paint it'), 'succeeded')
    expect(existsSync(mended())).toBe(true)
  })

  test('the list is filtered by text, state and profile; `/` goes there; the address carries it', async () => {
    const { page } = window
    await goTo(page, '#/jobs')
    await rowOf(page, 'Paint it').waitFor()
    expect(await page.getByRole('option').count()).toBe(6)
    await page.keyboard.press('/')
    await page.keyboard.insertText('paint')
    await rowOf(page, 'Build on it').waitFor({ state: 'detached' })
    expect(await page.getByRole('option').allInnerTexts()).toEqual([expect.stringContaining('Paint it')])
    expect(page.url()).toContain('q=paint')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Clear filters' }).first().click()
    await rowOf(page, 'Build on it').waitFor()
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByRole('combobox', { name: 'Profile' }).selectOption('other')
    await rowOf(page, 'Build on it').waitFor({ state: 'detached' })
    expect(await page.getByRole('option').filter({ hasText: '·' }).count()).toBe(1)
    await page.getByRole('combobox', { name: 'Profile' }).selectOption('')
    await page.getByRole('combobox', { name: 'State' }).selectOption('cancelled')
    await rowOf(page, 'Build on it').waitFor({ state: 'detached' })
    await rowOf(page, 'Come last of all').waitFor()
    await page.reload()
    await rowOf(page, 'Come last of all').waitFor()
    await rowOf(page, 'Build on it').waitFor({ state: 'detached' })
    await runFromPalette(page, 'Clear filters')
    await rowOf(page, 'Build on it').waitFor()
  })

  test('nothing went wrong in the page', () => {
    expect(window.faults).toEqual([])
  })
})
