import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { goTo, openByKey, rowOf, says, titled, untilThere } from './fixtures/browser.ts'
import { setStage } from './fixtures/stage.ts'
import { describeWithClaude } from './fixtures/world.ts'

describeWithClaude('what is changed in the window', () => {
  const stage = setStage()
  const editor = () => stage.window.page.getByRole('dialog', { name: 'Edit job' })
  const get = async (id: string): Promise<Job> => (await stage.world.http<Job>(`/api/jobs/${id}`)).body

  test('a held job is changed: only what was typed goes, and it runs as changed', async () => {
    const { page } = stage.window
    const id = await stage.world.submit(stage.repository, 'Was asked', ['--hold', '--priority', '3', '--label', 'a=b', '--check', 'false'])
    await goTo(page, `#/job/${id}`)
    await page.getByRole('article', { name: 'Was asked' }).getByRole('button', { name: 'Edit', exact: true }).click()
    await editor().getByLabel('Prompt').fill(titled('Is asked now', [{ write: 'edited.txt' }]))
    await editor().getByLabel('Check', { exact: true }).fill('test -f edited.txt')
    await editor().getByLabel('Retries').fill('1')
    await editor().getByLabel('Touches').fill('edited.txt')
    await page.keyboard.press('Escape')
    await editor().waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('article', { name: 'Was asked' }).waitFor()
    await openByKey(page, 'e', editor())
    await says(editor(), 'typed before and not saved')
    const sent = page.waitForRequest((request) => request.method() === 'PUT')
    await page.keyboard.press('Control+Enter')
    expect(Object.keys((await sent).postDataJSON()).toSorted()).toEqual(['check', 'expected', 'prompt', 'retry', 'title', 'touches'])
    await editor().waitFor({ state: 'detached' })
    await says(page.getByRole('article', { name: 'Is asked now' }).locator('header'), 'held')
    expect(await get(id)).toMatchObject({ title: 'Is asked now', priority: 3, labels: { a: 'b' }, check: { command: 'test -f edited.txt' }, retry: { max: 1 }, touches: ['edited.txt'] })
    await page.keyboard.press('u')
    expect(await stage.world.finished(id)).toMatchObject({ outcome: { kind: 'succeeded' }, runs: [{ verified: { result: 'passed' } }] })

    await page.getByRole('button', { name: 'Change title and labels' }).click()
    expect(await editor().getByLabel('Prompt').count()).toBe(0)
    await editor().getByLabel('Title').fill('Was asked in the end')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('article', { name: 'Was asked in the end' }).waitFor()
  })

  test('what somebody else saved meanwhile is laid under what was typed; where both changed a field, a person chooses', async () => {
    const { page } = stage.window
    const id = await stage.world.submit(stage.repository, 'Two edit this', ['--hold', '--priority', '1'])
    await goTo(page, `#/job/${id}`)
    await page.getByRole('article', { name: 'Two edit this' }).waitFor()
    await openByKey(page, 'e', editor())
    await editor().getByLabel('Retries').fill('2')
    await stage.world.json(['edit', id, '--label', 'a=b'])
    await page.keyboard.press('Control+Enter')
    await editor().waitFor({ state: 'detached' })
    expect(await get(id)).toMatchObject({ retry: { max: 2 }, labels: { a: 'b' } })

    await openByKey(page, 'e', editor())
    await editor().getByLabel('Priority').fill('9')
    await editor().getByLabel('Model').fill('mine')
    await stage.world.json(['edit', id, '--priority', '4'])
    await page.keyboard.press('Control+Enter')
    const clash = editor().getByRole('alert', { name: 'Changed meanwhile' })
    await says(clash, /Priority\s*Yours\s*9\s*Theirs\s*4/)
    expect(await get(id)).toMatchObject({ priority: 4, model: null })
    await clash.getByRole('button', { name: 'Take theirs' }).click()
    expect(await editor().getByLabel('Priority').inputValue()).toBe('4')
    await editor().getByLabel('Priority').fill('6')
    await stage.world.json(['edit', id, '--priority', '5'])
    await page.keyboard.press('Control+Enter')
    await clash.getByRole('button', { name: 'Keep mine' }).click()
    await page.keyboard.press('Control+Enter')
    await editor().waitFor({ state: 'detached' })
    expect(await get(id)).toMatchObject({ priority: 6, model: 'mine', labels: { a: 'b' } })
  })

  test('edges of a job that waits are added, changed and taken out; a circle is said at the field', async () => {
    const { page } = stage.window
    const [a, b] = [await stage.world.submit(stage.repository, 'Edge from here', ['--hold']), await stage.world.submit(stage.repository, 'Edge from there', ['--hold'])]
    const id = await stage.world.submit(stage.repository, 'Waits for one', ['--after', a])
    const child = await stage.world.submit(stage.repository, 'Waits for that', ['--after', id])
    await rowOf(page, 'Waits for that').waitFor()
    await goTo(page, `#/job/${id}`)
    await page.getByRole('article', { name: 'Waits for one' }).waitFor()
    await openByKey(page, 'e', editor())
    const after = editor().getByRole('combobox', { name: 'After', exact: true })
    const pick = async (title: string): Promise<void> => { await after.fill(title); await editor().getByRole('option', { name: title }).click() }
    await pick('Waits for that')
    await page.keyboard.press('Control+Enter')
    await says(editor().getByRole('alert'), 'circle')
    await editor().getByRole('button', { name: 'Take ‘Waits for that’ out' }).click()
    await pick('Edge from there')
    await editor().getByLabel('If not after ‘Edge from there’').selectOption('hold')
    await editor().getByRole('button', { name: 'Take ‘Edge from here’ out' }).click()
    const sent = page.waitForRequest((request) => request.method() === 'PUT')
    await page.keyboard.press('Control+Enter')
    expect((await sent).postDataJSON()).toEqual({ after: [{ job: b, when: 'success', otherwise: 'hold' }], noAfter: [a], expected: { after: [{ job: a, when: 'success', otherwise: 'cancel' }] } })
    await editor().waitFor({ state: 'detached' })
    expect(await get(id)).toMatchObject({ after: [{ job: b, otherwise: 'hold' }], children: [child] })
  })

  test('a job that starts while it is changed is left alone, and what was typed stays', async () => {
    const { page } = stage.window
    const go = join(stage.world.person, 'start-go')
    const id = await stage.world.submit(stage.repository, titled('Starts meanwhile', [{ bash: untilThere(go) }]), ['--hold'])
    await goTo(page, `#/job/${id}`)
    await rowOf(page, 'Starts meanwhile').waitFor()
    await openByKey(page, 'e', editor())
    await editor().getByLabel('Priority').fill('9')
    await stage.world.json(['release', id])
    await stage.world.untilJob(id, (job) => job.state === 'running')
    await says(editor(), 'started meanwhile')
    await page.keyboard.press('Control+Enter')
    await says(editor().getByRole('alert'), 'Only its title and labels may still change')
    expect(await editor().getByLabel('Priority').inputValue()).toBe('9')
    await editor().getByRole('button', { name: 'Discard changes' }).click()
    await page.keyboard.press('Escape')
    await editor().waitFor({ state: 'detached' })
    writeFileSync(go, '')
    expect(await stage.world.finished(id)).toMatchObject({ priority: 0 })
  })

  test('nothing went wrong in the page', () => {
    expect(stage.window.faults).toEqual([])
  })
})
