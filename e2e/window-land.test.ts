import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { goTo, openByKey, openWindow, says, titled, type Window } from './fixtures/browser.ts'
import { commitAll, git, makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('the window, when work is landed and when it conflicts', () => {
  let world: World
  let window: Window
  beforeAll(async () => {
    world = await startWorld()
    window = await openWindow(world)
  })
  afterAll(() => world?.close())
  const header = () => window.page.getByRole('article').locator('header')
  const dialog = () => window.page.getByRole('dialog', { name: 'Land this work?' })
  const open = async (id: string) => {
    await goTo(window.page, `#/job/${id}/changes`)
    await header().waitFor()
  }

  test('a person sees what landing would bring, lands it, and the job says where', async () => {
    const repository = makeRepository()
    const id = await world.submit(repository, titled('Add a price list', [{ write: 'prices.txt' }, { say: 'Wrote it.' }]), ['--check', 'true'])
    await world.finished(id)
    await open(id)
    await header().getByRole('button', { name: 'Land…' }).click()
    await says(dialog(), /1 new commit:.*Add a price list/s)
    await says(dialog(), `The checkout ${repository} is moved along.`)
    await dialog().getByLabel('How').selectOption('merge')
    await says(dialog(), '2 new commits:')
    expect(git(repository, 'rev-list', '--count', 'HEAD')).toBe('1')
    await dialog().getByRole('button', { name: 'Land in main' }).and(window.page.locator('[aria-disabled=false]')).waitFor()
    await window.page.keyboard.press('Control+Enter')
    await dialog().waitFor({ state: 'detached' })
    await says(header(), 'Landed in main')
    expect(await header().getByRole('button', { name: 'Land…' }).count()).toBe(0)
    expect(git(repository, 'log', '-1', '--format=%s')).toBe('Add a price list')
    expect(window.faults).toEqual([])
  })

  test('what cannot be landed says why; what nothing has checked asks once more', async () => {
    const repository = makeRepository({ files: { 'shared.txt': 'as it was\n' } })
    const id = await world.submit(repository, titled('Change the shared file', [{ bash: 'echo theirs > shared.txt' }, { say: 'Changed it.' }]))
    await world.finished(id)
    await open(id)
    await window.page.keyboard.press('Shift+L')
    await says(dialog(), /no check has passed on it.*tick the box above/s)
    expect(await dialog().innerText()).not.toMatch(/`|--unverified/)
    await dialog().locator('[data-autofocus]:focus').waitFor()
    await dialog().getByRole('checkbox', { name: /although no check has passed/ }).check()
    await says(dialog(), '1 new commit:')
    writeFileSync(join(repository, 'shared.txt'), 'mine\n')
    commitAll(repository, 'mine')
    await dialog().getByLabel('How').selectOption('rebase')
    await says(dialog(), 'conflicts with main in shared.txt')
    expect(await dialog().getByRole('button', { name: 'Land', exact: true }).isDisabled()).toBe(true)
    expect(await dialog().innerText()).not.toMatch(/`|dispatch continue/)
    await dialog().getByRole('button', { name: 'Ask Claude to merge it' }).click()
    await dialog().waitFor({ state: 'detached' })
    const box = window.page.getByLabel('Follow up')
    await box.waitFor()
    expect(await box.inputValue()).toBe('Merge main into this branch and resolve the conflicts in shared.txt.')
    expect(git(repository, 'show', 'HEAD:shared.txt')).toBe('mine')
  })

  test('a job that lands in the end is asked for in the form, shown in its details, and tells in its log; one that could not is landed from its header', async () => {
    const { page } = window
    const repository = makeRepository({ files: { 'shared.txt': 'as it was\n' } })
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    const form = page.getByRole('dialog', { name: 'New job' })
    const meanwhile = `cd ${repository} && echo mine > shared.txt && git -c user.name=Ada -c user.email=ada@localhost commit -qam mine`
    await form.getByLabel('Prompt').fill(titled('Clash in the end', [{ bash: 'echo theirs > shared.txt' }, { bash: meanwhile }, { say: 'Changed it.' }]))
    await form.getByLabel('Repository').fill(repository)
    await form.getByLabel('Profile').selectOption('test')
    await form.getByRole('button', { name: 'More options' }).click()
    await form.getByLabel('Land in', { exact: true }).fill('mian')
    await says(form.getByRole('alert'), 'expected a local branch mian')
    await form.getByLabel('Land in', { exact: true }).fill('main')
    await form.getByLabel('How', { exact: true }).selectOption('rebase')
    await page.keyboard.press('Control+Enter')
    await says(form.getByRole('alert'), /expected a check, found none/)
    await form.getByRole('checkbox', { name: /although no check has passed/ }).check()
    await page.keyboard.press('Control+Enter')
    await form.waitFor({ state: 'detached' })
    const { id } = (await world.json<{ jobs: Job[] }>(['ls', '--all'])).jobs[0]!
    expect(await world.finished(id)).toMatchObject({ land: { into: 'main', how: 'rebase', unverified: true }, outcome: { reason: 'not-landed' } })
    await open(id)
    await says(header(), /Done, but not landed in main:.*conflicts with main in shared\.txt/s)
    await goTo(page, `#/job/${id}/details`)
    await says(page.getByRole('definition'), 'In main, commit by commit, also unverified')
    await goTo(page, `#/job/${id}/log`)
    await says(page.getByRole('article'), 'Not landed in main, commit by commit')
    writeFileSync(join(repository, 'shared.txt'), 'as it was\n')
    commitAll(repository, 'back')
    await header().getByRole('button', { name: 'Land…' }).click()
    expect(await dialog().getByLabel('How').inputValue()).toBe('rebase')
    await dialog().getByRole('checkbox', { name: /although no check has passed/ }).check()
    await dialog().getByRole('button', { name: 'Land in main' }).click()
    await says(header(), /Landed in main, /)
    expect(git(repository, 'show', 'HEAD:shared.txt')).toBe('theirs')
    expect(window.faults).toEqual([])
  })

  test('a job held for a conflict names parents and files, and how to resolve it', async () => {
    const repository = makeRepository({ files: { 'shared.txt': 'as it was\n' } })
    const parents = [await world.submit(repository, titled('One way', [{ bash: 'echo 1 > shared.txt' }])), await world.submit(repository, titled('Another way', [{ bash: 'echo 2 > shared.txt' }]))]
    const child = await world.submit(repository, titled('Use both', [{ bash: 'cat shared.txt > seen.txt' }]), ['--after', parents.join(',')])
    const held: Job = await world.untilJob(child, (job) => job.state === 'held')
    await open(child)
    await says(header(), /One way.*and.*Another way.*conflicts in shared\.txt.*dispatch open/s)
    writeFileSync(join(held.worktree!, 'shared.txt'), '1 and 2\n')
    await header().getByRole('button', { name: 'Release' }).click()
    expect(await world.finished(child)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(git(repository, 'show', `dispatch/${child}:seen.txt`)).toBe('1 and 2')
  })
})
