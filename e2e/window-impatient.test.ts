import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Approval } from '../contract/approval.ts'
import type { JobList } from '../contract/api.ts'
import { confirm, goTo, openByKey, openWindow, titled, type Window } from './fixtures/browser.ts'
import { play } from './fixtures/play.ts'
import { postPlan } from './fixtures/post.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

const SOON = { timeout: 20_000 }

/** The next request to that address reaches the engine, and its answer never the page. */
async function loseAnswers(page: Page, path: string): Promise<{ lost(): number; stop(): Promise<void> }> {
  let lost = 0
  const to = (url: URL): boolean => url.pathname === path
  await page.route(to, async (route) => {
    await route.fetch()
    lost++
    await route.abort('connectionreset')
  })
  return { lost: () => lost, stop: () => page.unroute(to) }
}

describeWithClaude('the window, with a person who does everything twice', () => {
  let world: World
  let window: Window
  beforeAll(async () => {
    world = await startWorld()
    await world.addProfile('asks', { prompts: 'ask', allow: [] })
    window = await openWindow(world)
  })
  afterAll(async () => {
    await window?.close()
    await world?.close()
  })
  const jobs = async (title: string): Promise<JobList['jobs']> => ((await world.http('/api/jobs?limit=100')).body as JobList).jobs.filter((job) => job.title === title)

  test('what is submitted again because its answer was lost is one job; what is submitted anew after that is another', async () => {
    const { page } = window
    const prompt = titled('Only once', [{ say: 'Once.' }])
    const compose = async (): Promise<void> => {
      await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
      const dialog = page.getByRole('dialog', { name: 'New job' })
      await dialog.getByLabel('Prompt').fill(prompt)
      await dialog.getByRole('combobox', { name: 'Repository' }).fill(repository)
      await dialog.getByRole('combobox', { name: 'Profile' }).selectOption('test')
    }
    const repository = makeRepository()
    const submit = (): Promise<void> => page.getByRole('dialog', { name: 'New job' }).getByLabel('Prompt').press('Control+Enter')
    const answers = await loseAnswers(page, '/api/jobs')
    await compose()
    await submit()
    await page.getByText('nothing is stored twice').waitFor()
    // While the page takes the engine for dead, it does not even try.
    await expect.poll(async () => { await submit(); return answers.lost() }, SOON).toBeGreaterThan(1)
    // The page itself may be closed meanwhile: the draft and what it was tried under are kept.
    await page.reload()
    await answers.stop()
    await page.getByRole('navigation', { name: 'Navigation' }).waitFor()
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    // Until the page has heard of the engine again, a press does nothing.
    await page.getByRole('dialog', { name: 'New job' }).getByRole('button', { name: /^Submit/, disabled: false }).waitFor()
    await submit()
    await page.getByRole('dialog', { name: 'New job' }).waitFor({ state: 'detached' })
    expect(await jobs('Only once')).toHaveLength(1)

    await compose()
    await submit()
    await page.getByRole('dialog', { name: 'New job' }).waitFor({ state: 'detached' })
    expect(await jobs('Only once')).toHaveLength(2)
  })

  test('a follow-up and a plan whose answers were lost are stored once', async () => {
    const { page } = window
    const repository = makeRepository()
    const id = await world.submit(repository, titled('Begin', [{ say: 'Begun.' }]))
    await world.finished(id)
    await goTo(page, `#/job/${id}/conversation`)
    const box = page.getByRole('textbox', { name: 'Follow up' })
    await box.fill(play([{ say: 'Further.' }], 'Further'))
    const follow = await loseAnswers(page, `/api/jobs/${id}/continue`)
    await box.press('Control+Enter')
    await expect.poll(follow.lost, SOON).toBe(1)
    await follow.stop()
    await expect.poll(async () => { await box.press('Control+Enter'); return box.inputValue() }, SOON).toBe('')
    const { conversation } = (await world.http(`/api/jobs/${id}`)).body as { conversation: string }
    expect(((await world.http(`/api/jobs?conversation=${conversation}`)).body as JobList).jobs).toHaveLength(2)

    await goTo(page, '#/plan')
    await page.getByRole('textbox', { name: 'Plan' }).fill(`pipeline: Planned once\ndefaults: { repository: ${JSON.stringify(repository)}, profile: test }\njobs:\n  a: { prompt: ${JSON.stringify(play([{ say: 'A' }]))} }\n`)
    const button = page.getByRole('button', { name: /^Submit 1 job/ })
    await expect.poll(() => button.isEnabled(), SOON).toBe(true)
    const plan = await loseAnswers(page, '/api/plans')
    await button.click()
    await expect.poll(plan.lost, SOON).toBe(1)
    await plan.stop()
    await button.click()
    await page.waitForURL(/#\/pipeline\//)
    const pipelines = ((await world.http('/api/pipelines')).body as { pipelines: { title: string }[] }).pipelines
    expect(pipelines.filter((pipeline) => pipeline.title === 'Planned once')).toHaveLength(1)
  })

  test('a schedule whose answer was lost is added once', async () => {
    const { page } = window
    const repository = makeRepository()
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    const form = page.getByRole('dialog', { name: 'New job' })
    await form.getByLabel('Prompt').fill('Sweep only once')
    await form.getByLabel('Repository').fill(repository)
    await form.getByLabel('Profile').selectOption('test')
    await form.getByRole('combobox', { name: 'Repeat' }).fill('@yearly')
    const add = form.getByRole('button', { name: 'Add schedule' })
    const answers = await loseAnswers(page, '/api/schedules')
    await add.click()
    await expect.poll(answers.lost, SOON).toBe(1)
    await page.getByText('nothing is stored twice').waitFor()
    await answers.stop()
    await expect.poll(async () => { await add.click({ timeout: 1000 }).catch(() => {}); return form.count() }, SOON).toBe(0)
    await page.getByRole('article', { name: 'Sweep only once' }).waitFor()
    const { schedules } = (await world.http('/api/schedules')).body as { schedules: { title: string }[] }
    expect(schedules.filter((schedule) => schedule.title === 'Sweep only once')).toHaveLength(1)
  })

  test('a cancellation takes no key before all that would go stands there, nor one that is held down until it does', async () => {
    const { page } = window
    const held = { prompt: titled('Goes along', []), after: ['root'] }
    const { ids } = await postPlan(world, { pipeline: 'All of it', defaults: { repository: makeRepository(), profile: 'test' }, jobs: { root: { prompt: titled('Goes first', []), hold: true }, a: held, b: held, c: held } })
    const asked: string[] = []
    let answer = (): void => {}
    const mayAnswer = new Promise<void>((resolve) => { answer = resolve })
    const path = '/api/jobs/move'
    await page.route((url) => url.pathname === path, async (route) => {
      const { dryRun } = route.request().postDataJSON() as { dryRun?: boolean }
      asked.push(dryRun ? 'what would go' : 'cancel')
      if (dryRun) await mayAnswer
      await route.continue()
    })
    await goTo(page, `#/job/${ids.root}/log`)
    await page.getByRole('article').getByRole('button', { name: 'Cancel' }).waitFor()
    await page.keyboard.press('c')
    await page.getByText('Looking at what depends on it').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Cancel this job?' }).getByRole('button', { name: 'Cancel job' }).click({ force: true })
    await page.keyboard.down('Enter')
    answer()
    const dialog = page.getByRole('dialog', { name: 'Cancel 4 jobs?' })
    await dialog.getByText('3 more jobs would change with it').waitFor()
    await dialog.locator('[data-autofocus][aria-disabled="false"]').waitFor()
    await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await dialog.waitFor()
    expect(asked).toEqual(['what would go'])
    await confirm(page)
    for (const id of Object.values(ids)) expect((await world.finished(id)).outcome?.kind).toBe('cancelled')
    await page.unrouteAll()
  })

  test('a key that is pressed twice or held down answers one question, and the focus goes on to the next', async () => {
    const { page } = window
    for (const name of ['q1', 'q2', 'q3']) await world.submit(makeRepository(), titled(`Ask ${name}`, [{ write: join(world.person, `${name}.txt`) }]), ['--profile', 'asks'])
    const open = async (): Promise<number> => ((await world.http('/api/approvals')).body as { approvals: Approval[] }).approvals.length
    await expect.poll(open, SOON).toBe(3)
    await goTo(page, '#/inbox')
    const allow = page.getByRole('button', { name: 'Allow once' })
    const question = page.getByRole('article')
    await allow.waitFor()
    const first = await question.getAttribute('aria-label')
    await page.keyboard.down('a')
    await page.keyboard.down('a')
    await page.keyboard.down('a')
    await page.keyboard.up('a')
    await page.keyboard.press('a')
    await expect.poll(() => question.getAttribute('aria-label'), SOON).not.toBe(first)
    // What was not meant is not done later either: the next answer is the second one, and none is left over.
    expect(await open()).toBe(2)

    // A press that comes too soon is not kept for later: it is pressed until it counts.
    await allow.focus()
    await expect.poll(async () => { await allow.press('Enter', { timeout: 1000 }).catch(() => {}); return open() }, SOON).toBeLessThan(2)
    expect(await open()).toBe(1)
    await page.waitForFunction('document.activeElement?.tagName === "H2"')
    await page.getByText(/^Allowed: write .*q\d\.txt/).first().waitFor()
  })
})
