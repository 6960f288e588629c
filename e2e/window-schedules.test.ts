import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JobList } from '../contract/api.ts'
import type { Schedule } from '../contract/schedule.ts'
import { goTo, openWindow, rowOf, runFromPalette, says, titled, type Window } from './fixtures/browser.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('schedules in the window', () => {
  let world: World
  let window: Window
  let nightly = ''
  beforeAll(async () => {
    world = await startWorld()
    const repository = makeRepository()
    const add = async (prompt: string, args: string[]): Promise<string> => (await world.json<Schedule>(['submit', prompt, '--repo', repository, '--profile', 'test', ...args])).id
    nightly = await add(titled('Update the dependencies', [{ write: 'deps.txt' }]), ['--every', '0 2 * * 1-5', '--zone', 'Europe/Berlin', '--catch-up', '6h'])
    await world.json(['schedule', 'pause', await add('Look for dead links in the documentation', ['--every', '30 7 * * 1', '--zone', 'UTC', '--overlap', 'queue'])])
    window = await openWindow(world)
  })
  afterAll(() => world?.close())

  test('they are listed, run now, paused, resumed and removed; what the command line does is seen at once', async () => {
    const { page } = window
    await page.getByRole('link', { name: 'Schedules' }).click()
    const row = page.getByRole('listitem').filter({ hasText: 'Update the dependencies' })
    await row.getByText(/^Next at .* 02:00 Europe\/Berlin/).waitFor()
    await page.getByRole('listitem').filter({ hasText: 'dead links' }).getByText('Paused.').waitFor()

    await row.getByRole('button', { name: 'Run now' }).click()
    const notice = await page.getByText(/^Submitted j/).textContent()
    expect(await world.finished(/j[0-9a-z]{9}/.exec(notice!)![0])).toMatchObject({ schedule: nightly, outcome: { kind: 'succeeded' } })

    await row.getByRole('button', { name: 'Pause' }).click()
    await row.getByText('Paused.').waitFor()
    await world.json(['schedule', 'resume', nightly])
    await row.getByText(/^Next at/).waitFor()
    await world.json(['schedule', 'edit', nightly, '--every', '* * * * * *', '--overlap', 'skip'])
    await row.getByText(/submitted j[0-9a-z]{9}/).waitFor()
    await world.json(['schedule', 'pause', nightly])
    expect(await row.getByRole('link', { name: 'Open the job' }).getAttribute('href')).toMatch(/^#\/job\/j/)

    await row.getByRole('button', { name: 'Remove…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The jobs it has submitted stay.').waitFor()
    await dialog.getByRole('button', { name: 'Remove the schedule' }).click()
    await row.waitFor({ state: 'detached' })
    expect((await world.run(['schedule', 'show', nightly])).code).toBe(4)
  })

  test('without any the page says how one is added', async () => {
    for (const { id } of (await world.json<{ schedules: Schedule[] }>(['schedule', 'ls'])).schedules) await world.json(['schedule', 'rm', id])
    await goTo(window.page, '#/schedules')
    await window.page.getByText('No schedule yet').waitFor()
    const command = (await world.json<{ command: string }>(['status'])).command
    expect(await window.page.locator('code').allTextContents()).toContain(`${command} submit "Update the dependencies" --every "0 2 * * 1-5"`)
  })
})

describeWithClaude('one schedule in the window', () => {
  let world: World
  let window: Window
  let repository: string
  beforeAll(async () => {
    world = await startWorld()
    repository = makeRepository()
    window = await openWindow(world)
  })
  afterAll(() => world?.close())
  const only = async (): Promise<Schedule> => (await world.http<{ schedules: Schedule[] }>('/api/schedules')).body.schedules[0]!

  test('one is made in the form for a new job: what is typed is said in words, and refused in the engine’s', async () => {
    const { page } = window
    await goTo(page, '#/schedules')
    await page.getByRole('heading', { name: 'No schedule yet' }).waitFor()
    await page.getByRole('main').getByRole('button', { name: 'New schedule' }).click()
    const form = page.getByRole('dialog', { name: 'New job' })
    await form.getByLabel('Prompt').fill(titled('Sweep the floor', [{ write: 'swept.txt' }]))
    await form.getByLabel('Repository').fill(repository)
    await form.getByLabel('Profile').selectOption('test')
    const every = form.getByRole('combobox', { name: 'Repeat' })
    await every.fill('0 25 * * *')
    await form.getByRole('alert').filter({ hasText: 'expected a cron pattern, found "0 25 * * *"' }).waitFor()
    await form.getByRole('button', { name: 'Add schedule' }).click()
    await says(form, 'expected a cron pattern')
    expect((await world.http<{ schedules: Schedule[] }>('/api/schedules')).body.schedules).toEqual([])
    await every.fill('30 7 * * 1-5')
    await says(form, 'at 07:30, Monday to Friday')
    await form.getByLabel('Time zone').fill('Asia/Tokyo')
    await says(form, /Next: (Mon|Tue|Wed|Thu|Fri) \d{4}-\d\d-\d\d 07:30 \(in [^)]*\) · .* · /)
    await form.getByLabel('If the job before still runs').selectOption('queue')
    await form.getByLabel('Catch up').fill('6h')
    await says(form, 'a time missed while no engine ran is made up for once, up to 6h later')
    await page.keyboard.press('Control+Enter')
    await form.waitFor({ state: 'detached' })
    const made = await only()
    expect(made).toMatchObject({ title: 'Sweep the floor', every: '30 7 * * 1-5', zone: 'Asia/Tokyo', overlap: 'queue', catchUpMs: 21_600_000, submittedFrom: 'web', job: { repository, profile: 'test' } })
    await page.getByRole('article', { name: 'Sweep the floor' }).waitFor()
    expect(page.url()).toContain(`#/schedule/${made.id}`)
    await page.getByRole('region', { name: 'Next times' }).getByRole('listitem').nth(4).waitFor()
  })

  test('it is run now by key; its job stands in it, in the list, and leads back', async () => {
    const { page } = window
    const { id } = await only()
    await page.keyboard.press('r')
    const job = page.getByRole('region', { name: 'Its jobs' }).getByRole('link', { name: 'Sweep the floor' })
    await job.waitFor()
    const { jobs } = await world.until<JobList>(`/api/jobs?schedule=${id}`, (list) => list.jobs[0]?.state === 'finished')
    expect(jobs).toMatchObject([{ schedule: id, outcome: { kind: 'succeeded' } }])
    await job.filter({ hasText: 'succeeded' }).waitFor()
    await goTo(page, '#/schedules')
    await page.getByRole('listitem').filter({ hasText: 'Sweep the floor' }).getByText('succeeded').waitFor()
    await page.getByRole('link', { name: 'Sweep the floor' }).click()
    await page.getByRole('link', { name: 'Show in the list of jobs' }).click()
    await rowOf(page, 'Sweep the floor').click()
    await page.getByRole('link', { name: 'by schedule' }).click()
    await page.getByRole('article', { name: 'Sweep the floor' }).waitFor()
    expect(page.url()).toContain(`#/schedule/${id}`)
  })

  test('paused, resumed, changed; what the command line does is seen at once', async () => {
    const { page } = window
    const { id } = await only()
    await page.keyboard.press('p')
    await page.getByText('Paused: nothing is submitted').waitFor()
    expect(await only()).toMatchObject({ paused: true, nextAt: null })
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Paused: nothing is submitted').waitFor({ state: 'detached' })
    expect((await only()).nextAt).toBeGreaterThan(Date.now())
    await world.run(['schedule', 'edit', id, '--every', '@weekly'])
    await says(page.getByRole('article'), 'at 00:00, every Sunday')

    await runFromPalette(page, 'Edit this schedule')
    const form = page.getByRole('dialog', { name: 'Edit schedule' })
    await form.getByRole('combobox', { name: 'Repeat' }).fill('0 2 * * *')
    await form.getByLabel('Retries').fill('2')
    await form.getByLabel('Retry after', { exact: true }).selectOption('chosen')
    for (const name of ['Claude ended with an error', 'It used all of its turns']) await form.getByLabel(name).uncheck()
    await form.getByLabel('Silence limit').fill('10m')
    await page.reload()
    await page.getByRole('article').waitFor()
    await runFromPalette(page, 'Edit this schedule')
    await says(form, 'typed before and not saved')
    expect(await form.getByLabel('Silence limit').inputValue()).toBe('10m')
    await page.keyboard.press('Control+Enter')
    await form.waitFor({ state: 'detached' })
    const changed = await only()
    expect(changed).toMatchObject({ every: '0 2 * * *', zone: 'Asia/Tokyo', overlap: 'queue', title: 'Sweep the floor', job: { silenceMs: 600_000, retry: { max: 2, on: expect.not.arrayContaining(['max-turns']) as string[] } } })
    await says(page.getByRole('region', { name: 'What is submitted' }), '10m silence')
  })

  test('a window is given to a profile in its form; a job that waits for it says when it starts', async () => {
    const { page } = window
    await world.addProfile('night')
    const began = Date.now()
    const clock = (hours: number) => new Date(began + hours * 3_600_000).toISOString().slice(11, 16)
    await goTo(page, '#/profiles/night/edit')
    await page.getByRole('button', { name: 'Add a window' }).click()
    const row = page.getByRole('group', { name: 'Window 1' })
    await row.getByLabel('From').fill('8 pm')
    await page.getByRole('alert').filter({ hasText: 'window 1: expected a time of day' }).waitFor()
    await row.getByLabel('From').fill(clock(2))
    await row.getByRole('textbox', { name: 'Until' }).fill(clock(3))
    await row.getByLabel('Time zone').fill('UTC')
    await page.getByLabel('Silence limit').fill('15m')
    await says(page.getByRole('complementary'), 'Stops also when Claude says nothing for 15 min.')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Saved night, version 2').waitFor()
    expect((await world.http('/api/profiles/night')).body).toMatchObject({ silenceMs: 900_000, windows: [{ from: clock(2), to: clock(3), zone: 'UTC' }] })
    await world.submit(repository, 'Comes at night', ['--profile', 'night'])
    await goTo(page, '#/jobs')
    await rowOf(page, 'Comes at night').filter({ hasText: /Starts at .* \(in .*\): profile night runs only between/ }).waitFor()
    await goTo(page, `#/schedule/${(await only()).id}`)
    await page.getByRole('article', { name: 'Sweep the floor' }).waitFor()
  })

  test('it is removed after a question; its job stays', async () => {
    const { page } = window
    const { id } = await only()
    await runFromPalette(page, 'Remove this schedule')
    const dialog = page.getByRole('dialog', { name: 'Remove the schedule' })
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await page.getByRole('article').getByRole('button', { name: 'Remove' }).click()
    await dialog.getByRole('button', { name: 'Remove the schedule' }).click()
    await page.getByRole('heading', { name: 'No schedule yet' }).waitFor()
    expect((await world.http<{ schedules: Schedule[] }>('/api/schedules')).body.schedules).toEqual([])
    expect((await world.http<JobList>('/api/jobs?state=finished')).body.jobs).toMatchObject([{ schedule: id }])
    expect(window.faults).toEqual([])
  })
})
