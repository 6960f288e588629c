import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Schedule } from '../contract/schedule.ts'
import { goTo, openWindow, titled, type Window } from './fixtures/browser.ts'
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
  afterAll(async () => {
    await window?.close()
    await world?.close()
  })

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
    expect(await window.page.locator('code').allTextContents()).toContain('dispatch submit "Update the dependencies" --every "0 2 * * 1-5"')
  })
})
