import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { goTo, openWindow, rowOf, runFromPalette, says, SIZES, titled, type Window } from './fixtures/browser.ts'
import { postPlan } from './fixtures/post.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

type Place = 'queued' | 'held' | 'ended' | 'asks' | 'profile' | 'schedule'

/** What in the palette does what a command of the line does, and on what kind of job or screen it is listed. */
const IN_PALETTE: Record<string, [Place, ...string[]]> = {
  submit: ['queued', 'New job', 'New job after this one'], plan: ['queued', 'Submit a plan…', 'Write as a plan…', 'Schema of plan files'], edit: ['queued', 'Edit…'], continue: ['ended', 'Add a follow-up to the conversation', 'Show the conversation'],
  ls: ['queued', 'Go to all jobs', 'Show running jobs', 'Show waiting jobs', 'Show finished jobs', 'List the jobs of this conversation'], show: ['ended', 'Show the details'], logs: ['ended', 'Show the log', 'Show the terminal'], graph: ['queued', 'Show the graph', 'Go to the graph', 'Go to pipelines'],
  cancel: ['queued', 'Cancel…'], hold: ['queued', 'Hold'], release: ['held', 'Release'], retry: ['ended', 'Retry'],
  pipeline: ['queued', 'Go to pipelines'], diff: ['ended', 'Show the changes'], land: ['ended', 'Land…'], open: ['ended', 'Take over in a terminal: copy the command'],
  approvals: ['asks', 'Go to the inbox'], approve: ['asks', 'Allow once', 'Allow in this job'], deny: ['asks', 'Deny with a message'],
  profile: ['profile', 'Go to profiles', 'New profile', 'Check this profile: is it ready to run?', 'Edit this profile', 'Versions of this profile', 'Remove this profile…'],
  schedule: ['schedule', 'Go to schedules', 'New schedule', 'Run this schedule now', 'Pause this schedule', 'Edit this schedule…', 'Remove this schedule…'],
  status: ['queued', 'Go to settings'], pause: ['profile', 'Pause this profile'], resume: ['queued', 'Start jobs again'], doctor: ['queued', 'Check the health of everything'], gc: ['queued', 'Free disk space'], demo: ['queued', 'How to begin', 'Start the practice tour'],
}
/** `serve` is the window's engine itself, and the list is live without a `wait`. */
const NOT_IN_WINDOW = ['serve', 'wait']

describeWithClaude('everything the command line can do, from the window', () => {
  let world: World
  let window: Window
  const ids: Record<string, string> = {}
  /** A job that has ended, one that asks, and, with the engine paused, one that is queued and one that is held. */
  beforeAll(async () => {
    world = await startWorld()
    await world.addProfile('asks', { prompts: 'ask', allow: [] })
    const repository = makeRepository()
    ids.ended = await world.submit(repository, titled('Has ended', [{ write: 'made.txt' }]))
    ids.asks = await world.submit(repository, titled('Asks', [{ write: join(world.person, 'x') }]), ['--profile', 'asks'])
    await world.finished(ids.ended)
    await world.untilJob(ids.asks, (job) => job.state === 'waiting')
    await world.json(['pause'])
    ids.queued = await world.submit(repository, 'Is queued')
    ids.held = await world.submit(repository, 'Is held', ['--hold'])
    ids.schedule = await world.submit(repository, 'Comes again', ['--every', '@yearly'])
    window = await openWindow(world)
    await rowOf(window.page, 'Is held').waitFor()
  })
  afterAll(() => world?.close())

  /** Every command the palette lists at a place. */
  async function listAt(hash: string, ready: string): Promise<string[]> {
    const { page } = window
    await goTo(page, hash)
    await page.getByText(ready, { exact: true }).filter({ visible: true }).first().waitFor()
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog', { name: 'Commands' })
    const options = palette.getByRole('option')
    await options.first().waitFor()
    const listed = await options.evaluateAll((all) => all.map((each) => each.firstElementChild!.textContent!))
    await page.keyboard.press('Escape')
    await palette.waitFor({ state: 'detached' })
    return listed
  }

  test('the palette lists what each command of the line does, where it fits', async () => {
    const places: Record<Place, string[]> = {
      queued: await listAt(`#/job/${ids.queued}`, 'Is queued'), held: await listAt(`#/job/${ids.held}`, 'Is held'), ended: await listAt(`#/job/${ids.ended}`, 'Has ended'),
      asks: await listAt(`#/job/${ids.asks}`, 'Asks'), profile: await listAt('#/profiles/test', 'Ready to run?'),
      schedule: await listAt(`#/schedule/${ids.schedule}`, 'Next times'),
    }
    const { stdout } = await world.run(['--help'])
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name!)
    expect(commands.toSorted()).toEqual([...Object.keys(IN_PALETTE), ...NOT_IN_WINDOW].toSorted())
    for (const [command, [place, ...titles]] of Object.entries(IN_PALETTE)) for (const title of titles) expect(places[place], `${command}: ${title}`).toContain(title)
  })

  test('a pipeline is written back as a plan, and the schema of plans is there, as the command line prints them', async () => {
    const { page } = window
    const { pipeline } = await postPlan(world, { pipeline: 'Two steps', defaults: { repository: makeRepository(), profile: 'test' }, jobs: { first: { prompt: 'Do: this', hold: true }, second: { prompt: 'Then that', after: ['first'] } } })
    await goTo(page, `#/pipeline/${pipeline}`)
    await page.getByRole('button', { name: 'Write as a plan' }).click()
    const dialog = page.getByRole('dialog', { name: '‘Two steps’ as a plan: 2 jobs' })
    const shown = (name: string): Promise<string> => dialog.getByRole('region', { name }).innerText()
    const print = async (...args: string[]): Promise<string> => (await world.run(['plan', ...args])).stdout
    expect((await shown('two-steps.yaml')).trim()).toBe((await print('export', pipeline)).trim())
    const [saved] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Download' }).click()])
    expect(saved.suggestedFilename()).toBe('two-steps.yaml')
    expect(readFileSync(await saved.path(), 'utf8')).toBe(await print('export', pipeline))
    await dialog.getByRole('tab', { name: 'JSON' }).click()
    expect((await shown('two-steps.json')).trim()).toBe((await print('export', pipeline, '--format', 'json')).trim())
    await page.keyboard.press('Escape')
    await runFromPalette(page, 'Schema of plan files')
    const schema = page.getByRole('dialog', { name: 'Schema of plan files' })
    expect(JSON.parse(await schema.getByRole('region', { name: 'plan.schema.json' }).innerText())).toEqual(JSON.parse(await print('schema')))
    await page.keyboard.press('Escape')
  })

  test('it finds a command by a part of its name and runs it', async () => {
    const { page } = window
    await page.getByText('Paused: no more jobs are started').waitFor()
    await runFromPalette(page, 'Check the health')
    await page.getByRole('heading', { name: 'Health' }).first().waitFor()
    expect(page.url()).toContain('#/doctor')
    await runFromPalette(page, 'Free disk')
    await page.getByRole('heading', { name: 'Disk space' }).waitFor()
    await goTo(page, `#/job/${ids.ended}/conversation`)
    const box = page.getByRole('textbox', { name: 'Follow up' })
    await box.fill('And now the rest.')
    await page.keyboard.press('Control+Enter')
    await rowOf(page, 'And now the rest.').waitFor()
  })

  test('it is found by the words of the command line, narrows the list, and leads to what the tab’s own key hides', async () => {
    const { page } = window
    const palette = page.getByRole('dialog', { name: 'Commands' })
    await goTo(page, `#/job/${ids.ended}/graph`)
    await page.getByRole('button', { name: 'As text' }).click()
    const dialog = page.getByRole('dialog', { name: 'Graph of 2 jobs as text' })
    const print = async (format: string): Promise<string> => (await world.run(['graph', ids.ended!, '--format', format])).stdout.trim()
    expect((await dialog.getByRole('region', { name: 'graph.mmd' }).innerText()).trim()).toBe(await print('mermaid'))
    await dialog.getByRole('tab', { name: 'Mermaid' }).press('End')
    expect((await dialog.getByRole('region', { name: 'graph.dot' }).innerText()).trim()).toBe(await print('dot'))
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    for (const [word, title] of [['submit', 'New job'], ['doctor', 'Check the health of everything'], ['resume', 'Start jobs again'], ['diff', 'Show the changes'], ['export', 'Write as a plan…'], ['mermaid', 'Write the graph as Mermaid or DOT…']]) {
      await page.keyboard.press('Control+k')
      await palette.getByRole('combobox').fill(word!)
      await palette.getByRole('option', { name: title! }).first().waitFor()
      await page.keyboard.press('Escape')
      await palette.waitFor({ state: 'detached' })
    }
    await page.keyboard.press('Control+k')
    expect(await palette.getByRole('option', { name: 'Show the terminal' }).locator('kbd').count()).toBe(0)
    await page.keyboard.press('Escape')
    await runFromPalette(page, 'Show the terminal')
    await expect.poll(() => page.url()).toContain(`#/job/${ids.ended}/terminal`)
    await runFromPalette(page, 'Filter by state: Held')
    await rowOf(page, 'Is queued').waitFor({ state: 'detached' })
    expect(page.url()).toContain('state=held')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await goTo(page, `#/job/${ids.ended}/log`)
    await page.getByRole('tab', { name: 'Log', selected: true }).waitFor()
    await runFromPalette(page, 'Add a follow-up')
    await expect.poll(() => page.getByRole('textbox', { name: 'Follow up' }).evaluate((box) => box.ownerDocument.activeElement === box)).toBe(true)
    await runFromPalette(page, 'List the jobs of this conversation')
    await rowOf(page, 'Is queued').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Clear Conversation Has ended' }).click()
  })

  test('Back closes what lies over a place and leaves the place; once it is closed otherwise, Back goes back at once', async () => {
    const { page } = window
    const palette = page.getByRole('dialog', { name: 'Commands' })
    await goTo(page, '#/inbox')
    await goTo(page, '#/doctor')
    await page.getByRole('heading', { name: 'Health' }).first().waitFor()
    await page.keyboard.press('Control+k')
    await palette.waitFor()
    await page.goBack()
    await palette.waitFor({ state: 'detached' })
    expect(page.url()).toContain('#/doctor')
    await page.setViewportSize(SIZES.narrow)
    await page.keyboard.press('Control+k')
    await palette.getByRole('button', { name: 'Close' }).click()
    await palette.waitFor({ state: 'detached' })
    await page.setViewportSize(SIZES.wide)
    await page.keyboard.press('n')
    const form = page.getByRole('dialog', { name: 'New job' })
    await form.waitFor()
    await page.keyboard.press('Escape')
    await form.waitFor({ state: 'detached' })
    expect(page.url()).toContain('#/doctor')
    await page.goBack()
    await expect.poll(() => page.url()).toContain('#/inbox')
  })

  test('`?` lists all keys', async () => {
    const { page } = window
    await goTo(page, '#/jobs')
    await page.getByRole('listbox', { name: 'Jobs' }).focus()
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keys' })
    await says(dialog, 'Everything you can do')
    const pairs = await dialog.locator('dl > div').evaluateAll((all) => Object.fromEntries(all.flatMap((each) => [...each.querySelectorAll('kbd')].map((key) => [key.textContent!, each.querySelector('dt')!.textContent!]))))
    for (const key of ['j', 'k', '↵', 'x', 'c', 'h', 'u', 'r', 'e', 'o', 'd', 'l', 'g', 'a', '/', '?', 'n']) expect(Object.keys(pairs).map((each) => each.toLowerCase()), key).toContain(key.toLowerCase())
    await page.keyboard.press('Escape')
    expect(window.faults).toEqual([])
  })
})
