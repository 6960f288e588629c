import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ErrorBody } from '../contract/errors.ts'
import type { Job } from '../contract/job.ts'
import { goTo, openByKey, openWindow, rowOf, says, titled, untilThere, type Window } from './fixtures/browser.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('the window, from submit to a verified result', () => {
  let world: World
  let window: Window
  let repository: string
  beforeAll(async () => {
    world = await startWorld()
    await world.addProfile('asks', { prompts: 'ask', allow: [] })
    repository = makeRepository()
    window = await openWindow(world)
  })
  afterAll(() => world?.close())

  const composer = () => window.page.getByRole('dialog', { name: 'New job' })
  const article = (title: string) => window.page.getByRole('article', { name: title })
  const newest = async (): Promise<Job> => (await world.json<{ jobs: Job[] }>(['ls', '--all'])).jobs[0]!

  test('the link lets in once, and the empty queue teaches the next step', async () => {
    await window.page.getByText('Nothing in the queue').waitFor()
    const second = await window.context.browser()!.newContext()
    const page = await second.newPage()
    const answer = await page.goto(world.engine().link)
    expect(answer!.status()).toBeGreaterThanOrEqual(400)
    await second.close()
  })

  test('by mouse: compose, see the log live, then succeeded with three facts and the diff', async () => {
    const { page } = window
    const go = join(world.person, 'go')
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('button', { name: 'New job' }).click()
    await composer().getByLabel('Prompt').click()
    await page.keyboard.insertText(titled('Write the greeting', [{ write: 'greeting.txt', text: 'hello\n' }, { bash: untilThere(go) }, { say: 'It is **written**.' }]))
    await composer().getByLabel('Repository').click()
    await page.keyboard.insertText(repository)
    await composer().getByLabel('Profile').selectOption('test')
    await composer().getByLabel('Check').click()
    await page.keyboard.insertText('test -f greeting.txt')
    await composer().getByRole('button', { name: 'Submit' }).click()
    await composer().waitFor({ state: 'detached' })

    await rowOf(page, 'Write the greeting').click()
    const log = page.getByRole('log')
    await says(log, 'greeting.txt')
    await says(log, 'until -e')
    await says(article('Write the greeting').locator('header'), 'running')
    expect(await log.innerText()).not.toContain('It is written.')

    writeFileSync(go, '')
    await says(log, 'It is written.')
    const header = article('Write the greeting').locator('header')
    await says(header, 'Succeeded, and the check passed.')
    const facts = await header.locator('dl > div').allInnerTexts()
    expect(facts.map((fact) => fact.replace(/\s+/g, ' '))).toEqual(['execution exit 0', 'claimed done', 'verified check passed'])
    expect(await newest()).toMatchObject({ title: 'Write the greeting', outcome: { kind: 'succeeded' } })

    await page.getByRole('tab', { name: 'Changes' }).click()
    const changes = page.getByRole('region', { name: 'Changes' })
    await says(changes, 'greeting.txt')
    await says(changes, 'hello')
  })

  test('a check that prints much is one line that says how it ended, and a few that say which part of its output they are', async () => {
    const { page } = window
    const id = await world.submit(repository, titled('Is checked at length', [{ say: 'Done.' }]), ['--check', 'seq -f "line %.0f of a long check" 60000'])
    await world.finished(id)
    await goTo(page, `#/job/${id}/log`)
    const log = page.getByRole('log')
    await log.getByRole('button', { name: /^Check seq/ }).waitFor()
    const lines = log.getByRole('button', { expanded: false })
    const told = (await lines.allInnerTexts()).map((line) => line.replace(/\s+/g, ' '))
    expect(told[0]).toBe('Check seq -f "line %.0f of a long check" 60000 ✓ passed')
    expect(told.slice(1, -1)).toEqual(told.slice(1, -1).map((_, at) => expect.stringMatching(new RegExp(`^Output, part ${at + 2} .*of a long check$`))))
    expect(told.at(-1)).toMatch(/^Output, part \d .*✓ passed$/)
    expect(told.length).toBeLessThan(6)
    await lines.nth(1).click()
    await says(log.locator('pre'), /^line 1\d{4} of a long check\n/)
  })

  test('by keyboard alone: n, the form, mod+Enter; where one works is remembered', async () => {
    const { page } = window
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    await composer().waitFor()
    await page.keyboard.insertText(titled('Write by keys', [{ write: 'keys.txt' }]))
    await page.keyboard.press('Tab')
    expect(await composer().getByLabel('Repository').inputValue()).toBe(repository)
    expect(await composer().getByLabel('Profile').inputValue()).toBe('test')
    await page.keyboard.press('Control+Enter')
    await composer().waitFor({ state: 'detached' })
    // The new job is on top of the list and what the keys mean now, although a tab had the focus before.
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await says(article('Write by keys').locator('header'), 'Claude says it is done')
  })

  test('what the engine refuses is said at its field, and the draft is kept', async () => {
    const { page } = window
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    await composer().getByLabel('Prompt').fill('Do what cannot be done')
    await composer().getByLabel('Repository').fill('/nowhere/at/all')
    await page.keyboard.press('Control+Enter')
    const field = composer().getByLabel('Repository')
    await composer().getByRole('alert').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    const told = await page.locator(`[id="${await field.getAttribute('aria-describedby')}"]`).innerText()
    const said = await world.http<ErrorBody>('/api/jobs', { method: 'POST', body: { prompt: 'x', repository: '/nowhere/at/all', profile: 'test' } })
    expect(said.body.error.message).toContain(told)
    await page.keyboard.press('Escape')
    await composer().waitFor({ state: 'detached' })
    await page.reload()
    await rowOf(page, 'Write the greeting').waitFor()
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    expect(await composer().getByLabel('Prompt').inputValue()).toBe('Do what cannot be done')
    await composer().getByRole('button', { name: 'Discard draft' }).click()
    await page.keyboard.press('Escape')
  })

  test('questions come to the inbox: one is allowed by `a`, another denied with words for Claude', async () => {
    const { page } = window
    const outside = (name: string) => join(world.person, name)
    const ask = (title: string, name: string) => world.submit(repository, titled(title, [{ write: outside(name) }, { say: 'That was it.' }]), ['--profile', 'asks'])
    const allowed = await ask('Ask for the first', 'allowed.txt')
    await page.getByRole('link', { name: 'Inbox' }).click()
    const question = (name: string) => page.getByRole('article', { name: outside(name) })
    await question('allowed.txt').waitFor()
    await page.keyboard.press('a')
    expect(await world.finished(allowed)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(existsSync(outside('allowed.txt'))).toBe(true)
    await page.getByText('Nothing needs you').first().waitFor()

    const denied = await ask('Ask for the second', 'denied.txt')
    await question('denied.txt').waitFor()
    await page.keyboard.press('Shift+D')
    await page.getByRole('dialog', { name: 'Deny' }).waitFor()
    await page.keyboard.insertText('Stay inside, please.')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Deny' }).waitFor({ state: 'detached' })
    await page.keyboard.press('Shift+D')
    await page.getByRole('dialog', { name: 'Deny' }).waitFor()
    await page.getByLabel('Refuse exactly this for the rest of the job').check()
    await page.keyboard.press('Control+Enter')
    expect(await world.finished(denied)).toMatchObject({ outcome: { kind: 'failed', reason: 'refused-tools' } })
    expect(JSON.stringify(world.api.requests.at(-1)!.body.messages)).toContain('Stay inside, please.')
    expect(existsSync(outside('denied.txt'))).toBe(false)

    await goTo(page, `#/job/${denied}/log`)
    await says(page.getByRole('log'), 'Denied in this job')
  })

  test('what was answered is kept beneath the inbox, with what came of it', async () => {
    const { page } = window
    await goTo(page, '#/inbox')
    await page.getByRole('button', { name: 'Show answered questions' }).click()
    const answered = page.getByRole('region', { name: 'Answered' }).getByRole('link')
    await answered.nth(1).waitFor()
    expect(await answered.allInnerTexts()).toEqual([expect.stringContaining('Ask for the second'), expect.stringContaining('Ask for the first')])
    await answered.first().click()
    await page.getByRole('heading', { name: 'Stay inside, please.' }).waitFor()
    expect(await page.getByRole('button', { name: 'Allow once' }).count()).toBe(0)
  })

  test('a command the job’s page cuts is opened whole by `a`, and allowed only there', async () => {
    const { page } = window
    const made = join(world.person, 'long.txt')
    const id = await world.submit(repository, titled('Ask at length', [{ bash: `${Array.from({ length: 60 }, (_, line) => `# line ${line}`).join('\n')}\ntouch ${made}` }, { say: 'That was it.' }]), ['--profile', 'asks'])
    await world.untilJob(id, (job) => job.state === 'waiting')
    await goTo(page, `#/job/${id}`)
    await says(page.getByRole('article', { name: 'Ask at length' }).locator('header'), 'more characters')
    await page.keyboard.press('a')
    const question = page.getByRole('article', { name: 'line 0' })
    await says(question, `touch ${made}`)
    expect((await world.json<Job>(['show', id])).state).toBe('waiting')
    const allow = question.getByRole('button', { name: 'Allow once' })
    const box = (await allow.boundingBox())!
    expect(box.y + box.height).toBeLessThan(page.viewportSize()!.height)
    // For a moment it cannot be allowed: a second `a` was not meant for what it opened.
    while (await question.isVisible()) await allow.click({ timeout: 1000 }).catch(() => undefined)
    expect(await world.finished(id)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(existsSync(made)).toBe(true)
  })

  test('a button that goes once it is pressed leaves the focus beside it; a success that nothing speaks for is green nowhere', async () => {
    const { page } = window
    const id = await world.submit(repository, titled('Does nothing', [{ say: 'Done.' }]), ['--hold'])
    await goTo(page, `#/job/${id}`)
    await article('Does nothing').getByRole('button', { name: 'Release' }).click()
    await world.finished(id)
    await says(article('Does nothing').locator('header'), 'but nothing changed')
    expect(await page.evaluate('document.activeElement === document.body')).toBe(false)
    expect(await page.getByRole('log').getByText('but nothing changed').getAttribute('class')).toContain('text-grey')
    await goTo(page, `#/job/${id}/details`)
    expect(await page.getByRole('cell', { name: 'but nothing changed' }).getAttribute('class')).toContain('text-grey')
  })

  test('a form that is opened before the jobs have arrived gets its repository with them', async () => {
    const { page } = window
    await goTo(page, '#/jobs')
    await page.evaluate('sessionStorage.clear(); localStorage.removeItem("dispatch.draft")')
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => { open = resolve })
    await page.route(/\/api\/jobs\?/, async (route) => { await gate; await route.continue() })
    await page.reload()
    await openByKey(page, 'n', composer())
    expect(await composer().getByLabel('Repository').inputValue()).toBe('')
    open()
    await expect.poll(() => composer().getByLabel('Repository').inputValue(), { timeout: 20_000 }).toBe(repository)
    await page.unroute(/\/api\/jobs\?/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await composer().waitFor({ state: 'detached' })
  })

  test('what was changed of a profile outlives a reload, and does not undo what somebody else saves meanwhile', async () => {
    const { page } = window
    await goTo(page, '#/profiles/asks/edit')
    await page.getByLabel('Model', { exact: true }).fill('kept-model')
    await page.reload()
    await page.getByLabel('Model', { exact: true }).waitFor()
    expect(await page.getByLabel('Model', { exact: true }).inputValue()).toBe('kept-model')
    await world.http('/api/profiles/asks', { method: 'PUT', body: { model: 'theirs' } })
    await says(page.getByRole('status'), /changed there as well:.*yours kept-model, theirs theirs/s)
    expect(await page.getByRole('button', { name: 'Save as version' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Take theirs' }).click()
    expect(await page.getByLabel('Model', { exact: true }).inputValue()).toBe('theirs')
  })

  test('no screen scrolls the window away where it is low, and each has one first heading', async () => {
    const { page } = window
    for (const [width, height] of [[1440, 500], [720, 450], [320, 640]] as const) {
      await page.setViewportSize({ width, height })
      for (const place of ['welcome', 'settings', 'doctor', 'profiles/default', 'profiles/default/edit', 'schedules', 'plan', 'jobs']) {
        await goTo(page, `#/${place}`)
        await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
        await says(page.getByRole('main'), /.{60}/s)
        expect(await page.evaluate('document.querySelector("main").scrollHeight <= innerHeight && document.scrollingElement.scrollHeight <= innerHeight'), `${place} at ${width} × ${height}`).toBe(true)
        expect(await page.getByRole('heading', { level: 1 }).count(), place).toBe(1)
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('nothing went wrong in the page', () => {
    expect(window.faults).toEqual([])
  })
})
