import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { ErrorBody } from '../contract/errors.ts'
import { goTo, openByKey, rowOf, says, titled } from './fixtures/browser.ts'
import { play, type Act } from './fixtures/play.ts'
import { git, makePlainFolder } from './fixtures/repository.ts'
import { setStage } from './fixtures/stage.ts'
import { describeWithClaude } from './fixtures/world.ts'

describeWithClaude('what is submitted in the window', () => {
  const stage = setStage()
  beforeAll(() => { git(stage.repository, 'branch', 'next') })

  const composer = () => stage.window.page.getByRole('dialog', { name: 'New job' })
  /** Resolves with all of what is said beneath a field, once the text is part of it. */
  const saidAt = async (label: string, text: string): Promise<string> => {
    const field = composer().getByLabel(label, { exact: true })
    const alert = composer().getByRole('alert').filter({ hasText: text })
    await alert.waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await field.getAttribute('aria-describedby')).toBe(await alert.getAttribute('id'))
    return alert.innerText()
  }

  /** Pastes a file where the caret is. */
  const paste = (name: string, base64: string): Promise<void> => stage.window.page.evaluate(`{
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0))], '${name}'))
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }`)

  test('every field arrives at the engine exactly', async () => {
    const { page } = stage.window
    const first = await stage.world.submit(stage.repository, 'Comes first', ['--hold'])
    const second = await stage.world.submit(stage.repository, 'Comes second', ['--hold'])
    await rowOf(page, 'Comes second').waitFor()
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    const form = composer()
    await form.getByLabel('Prompt').fill('Go on with {{parents.' + first + '.result}}')
    await form.getByLabel('Repository').fill(stage.repository)
    await form.getByLabel('Profile').selectOption('test')
    for (const title of ['Comes first', 'Comes second']) {
      await form.getByRole('combobox', { name: 'After', exact: true }).fill(title)
      await form.getByRole('option', { name: title }).click()
    }
    await form.getByLabel('Start after ‘Comes first’').selectOption('done')
    await form.getByLabel('If not after ‘Comes second’').selectOption('hold')
    await form.getByLabel('It starts').selectOption('any')
    await form.getByLabel('It takes from them').selectOption('fresh')
    await form.getByText('It starts from what is checked out').waitFor()
    const drawn = form.getByRole('group', { name: 'The graph this makes' }).getByRole('listitem')
    await says(drawn, 'Comes second')
    expect(await drawn.count()).toBe(3)
    await form.getByLabel('Check', { exact: true }).fill('true')
    await form.getByRole('button', { name: 'More checks' }).click()
    const asked = { 'Files that must change': 'src/**\nREADME.md', 'Files that must not change': 'test/**', 'Result fits this JSON Schema': '{"type": "object"}', Reviewer: 'Is all of it tested?' }
    for (const [label, text] of Object.entries(asked)) await form.getByLabel(label, { exact: true }).fill(text)
    await form.getByLabel('Reviewer’s profile').selectOption('test')
    await form.getByRole('button', { name: 'More checks' }).click()
    expect(await form.getByRole('list', { name: 'More checks' }).getByRole('listitem').allInnerTexts()).toEqual(['files\nchanged src/**, README.md; unchanged test/**', 'result\n{"type":"object"}', 'reviewer\nIs all of it tested? (as test)'])
    await form.getByRole('button', { name: 'More options' }).click()
    const typed = { Title: 'All of it', Labels: 'team=pay\nurl=a=b', Priority: '7', 'Not before': '2031-02-03T04:05', Model: 'some-model', 'Time limit': '1h 30m', 'Most turns': '12', 'Budget in $': '1.50', Retries: '2', 'Check time limit': '2m', Touches: 'src/pay/**\ndocs', 'Start from': 'next' }
    for (const [label, text] of Object.entries(typed)) await form.getByLabel(label, { exact: true }).fill(text)
    await form.getByLabel('First retry after').fill('45s')
    await form.getByLabel('Works in').selectOption('none')
    await form.getByLabel('Hold').check()
    await page.keyboard.press('Control+Enter')
    await form.waitFor({ state: 'detached' })
    expect(await stage.newest()).toMatchObject({
      title: 'All of it', prompt: `Go on with {{parents.${first}.result}}`, repository: stage.repository, profile: 'test', state: 'held', priority: 7, labels: { team: 'pay', url: 'a=b' }, context: 'fresh', isolation: 'none', touches: ['src/pay/**', 'docs'], base: 'next',
      after: [{ job: first, when: 'done', otherwise: 'cancel' }, { job: second, when: 'success', otherwise: 'hold' }], any: true, check: { command: 'true', timeoutMs: 120_000, files: { changed: ['src/**', 'README.md'], unchanged: ['test/**'] }, schema: { type: 'object' }, prompt: 'Is all of it tested?', profile: 'test' }, retry: { max: 2, backoffMs: 45_000 },
      timeoutMs: 5_400_000, maxTurns: 12, budgetUsd: 1.5, model: 'some-model', notBefore: await page.evaluate('new Date(2031, 1, 3, 4, 5).getTime()'), submittedFrom: 'web',
    })
  })

  test('a prompt of 2 MB stands in the page once, is typed on in, outlives a reload and can be dropped', async () => {
    const { page } = stage.window
    await stage.window.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    const field = composer().getByLabel('Prompt')
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(`${'A line of a long text. '.repeat(4)}\n`.repeat(21_700))})`)
    await field.press('Control+v')
    await field.pressSequentially('End.')
    const held = (): Promise<{ length: number; end: string; written: number }> => field.evaluate((element) => { const { value, defaultValue } = element as unknown as { value: string; defaultValue: string }; return { length: value.length, end: value.slice(-5), written: defaultValue.length } })
    // What is written into the page beside the text that is edited is laid out with every key.
    expect(await held()).toEqual({ length: 2_018_104, end: '\nEnd.', written: 0 })
    await page.reload()
    await page.getByRole('navigation', { name: 'Navigation' }).waitFor()
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    expect(await held()).toEqual({ length: 2_018_104, end: '\nEnd.', written: 0 })
    await composer().getByRole('button', { name: 'Discard' }).click()
    expect(await held()).toEqual({ length: 0, end: '', written: 0 })
    await page.keyboard.press('Escape')
    await composer().waitFor({ state: 'detached' })
  })

  test('what cannot be is said at its field while it is typed, in the engine’s words', async () => {
    const { page } = stage.window
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    const form = composer()
    const plain = makePlainFolder()
    await form.getByLabel('Repository').fill(plain)
    const atRepository = await saidAt('Repository', 'git')
    const refused = await stage.world.http<ErrorBody>('/api/jobs', { method: 'POST', body: { prompt: 'x', repository: plain, profile: 'test' } })
    expect(refused.body.error).toMatchObject({ code: 'not-a-repository' })
    expect(refused.body.error.message).toContain(atRepository)
    await form.getByLabel('Repository').fill(stage.repository)
    await form.getByRole('alert').first().waitFor({ state: 'detached' })

    await form.getByLabel('Prompt').fill('Use {{result}}')
    await saidAt('Prompt', '{{result}} needs exactly one parent')
    await form.getByLabel('Prompt').fill('x')
    await form.getByRole('alert').first().waitFor({ state: 'detached' })

    await form.getByRole('button', { name: 'More checks' }).click()
    await form.getByLabel('Result fits this JSON Schema').fill('{"type": "obj')
    await saidAt('Result fits this JSON Schema', 'expected JSON')
    await form.getByLabel('Result fits this JSON Schema').fill('{"type": "object", "pattern": 5}')
    await saidAt('Result fits this JSON Schema', 'expected a JSON Schema, found one that cannot be read')
    await form.getByLabel('Result fits this JSON Schema').fill('')
    await form.getByRole('alert').first().waitFor({ state: 'detached' })

    await form.getByRole('button', { name: 'More options' }).click()
    await form.getByLabel('Retries').fill('21')
    await saidAt('Retries', 'expected at most 20, found 21')
    await form.getByLabel('Retries').fill('')
    await form.getByLabel('Touches').fill('src/**\n../other')
    await saidAt('Touches', 'expected a path within the repository, found one with ..: name the folder it leads to')
    await form.getByLabel('Touches').fill('')
    await form.getByLabel('Conversation').fill('c0000nothing')
    await saidAt('Conversation', 'c0000nothing')
    await form.getByLabel('Conversation').fill('')
    await form.getByLabel('Time limit', { exact: true }).fill('90')
    await page.keyboard.press('Control+Enter')
    await saidAt('Time limit', 'found "90"')
    await form.getByRole('button', { name: 'Discard draft' }).click()
    await page.keyboard.press('Escape')
    await form.waitFor({ state: 'detached' })
  })

  test('suggestions stand beside their field wherever it moves, and go when the form is sent', async () => {
    const { page } = stage.window
    await stage.world.submit(stage.repository, 'Makes the repository known', ['--hold'])
    await goTo(page, '#/jobs')
    await rowOf(page, 'Makes the repository known').waitFor()
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    const field = composer().getByLabel('Repository')
    await field.fill('')
    const list = composer().getByRole('listbox')
    await list.waitFor()
    const gap = async (): Promise<number> => {
      const [above, below] = [await field.boundingBox(), await list.boundingBox()]
      return below!.y - above!.y - above!.height
    }
    await expect.poll(gap).toBeCloseTo(4, 0)
    const before = (await field.boundingBox())!.y
    await page.setViewportSize({ width: 1440, height: 700 })
    await expect.poll(async () => (await field.boundingBox())!.y).not.toBe(before)
    await expect.poll(gap).toBeCloseTo(4, 0)
    await page.keyboard.press('Control+Enter')
    await composer().getByRole('alert').first().waitFor()
    expect(await list.count()).toBe(0)
    await page.setViewportSize({ width: 1440, height: 900 })
    await composer().getByRole('button', { name: 'Close' }).click()
    await page.evaluate("localStorage.removeItem('dispatch.draft')")
    await page.reload()
  })

  test('a pasted picture is kept, named in the prompt, and Claude may read it and no other', async () => {
    const { page } = stage.window
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
    const other = (await stage.world.http<{ path: string }>('/api/attachments', { method: 'POST', body: { name: 'other.txt', base64: btoa('not yours') } })).body.path
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    const prompt = composer().getByLabel('Prompt')
    await prompt.fill('Look at it: ')
    await paste('the picture.png', pixel)
    await expect.poll(() => prompt.inputValue()).toContain('the-picture.png')
    const path = /\S+\/the-picture\.png/.exec(await prompt.inputValue())![0]
    expect(path.startsWith(join(stage.world.home, 'attachments'))).toBe(true)
    expect(readFileSync(path).toString('base64')).toBe(pixel)
    // Played, but not named in the prompt: written otherwise in the script.
    const unnamed = other.replace('attachments', '\\u0061ttachments')
    const read = (file: string): Act => ({ answer: { kind: 'tool', text: 'Reading.', calls: [{ name: 'Read', input: { file_path: file } }] } })
    await prompt.fill(`${await prompt.inputValue()}\n${play([read(path), read(other)]).replace(other, unnamed)}`)
    await composer().getByLabel('Repository').fill(stage.repository)
    await composer().getByLabel('Profile').selectOption('test')
    await page.keyboard.press('Control+Enter')
    await composer().waitFor({ state: 'detached' })
    const { id } = await stage.newest()
    expect(await stage.world.finished(id)).toMatchObject({ outcome: { reason: 'refused-tools' }, runs: [{ claimed: { refusedTools: [{ tool: 'Read', input: { file_path: other } }] } }] })
    const seen = JSON.stringify(stage.world.api.requests.map((request) => request.body.messages))
    expect(seen).toContain('"media_type":"image/png"')
    expect(seen).not.toContain('not yours')
  })

  test('a file pasted into a follow-up is named in its prompt, and Claude may read it', async () => {
    const { page } = stage.window
    const id = await stage.world.submit(stage.repository, titled('Begins to talk', []))
    await stage.world.finished(id)
    await goTo(page, `#/job/${id}/conversation`)
    const box = page.getByRole('textbox', { name: 'Follow up' })
    await box.fill('Read it: ')
    await paste('notes.txt', btoa('the notes'))
    await expect.poll(() => box.inputValue()).toContain('notes.txt')
    const path = /\S+\/notes\.txt/.exec(await box.inputValue())![0]
    await box.fill(`${await box.inputValue()}\n${play([{ answer: { kind: 'tool', text: 'Reading.', calls: [{ name: 'Read', input: { file_path: path } }] } }])}`)
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => box.inputValue()).toBe('')
    expect(await stage.world.finished((await stage.newest()).id)).toMatchObject({ outcome: { kind: 'succeeded' }, after: [{ job: id }], runs: [{ claimed: { refusedTools: [] } }] })
    expect(JSON.stringify(stage.world.api.requests.map((request) => request.body.messages))).toContain('the notes')
  })

  test('a dependency that is typed and not picked is taken or said, never dropped', async () => {
    const { page } = stage.window
    const greet = await stage.world.submit(stage.repository, 'Greet the world', ['--hold'])
    await goTo(page, '#/jobs')
    await rowOf(page, 'Greet the world').waitFor()
    await openByKey(page, 'n', composer())
    const after = composer().getByRole('combobox', { name: 'After', exact: true })
    await composer().getByLabel('Prompt').fill('Comes after the greeting')
    await composer().getByLabel('Repository').fill(stage.repository)
    await after.fill('Greeting of nobody')
    await page.keyboard.press('Control+Enter')
    await saidAt('After', 'found "Greeting of nobody"')
    await after.fill('Greet')
    await page.keyboard.press('Enter')
    await composer().getByRole('button', { name: 'Take ‘Greet the world’ out' }).click()
    await after.fill(greet.slice(0, 6))
    await page.keyboard.press('Tab')
    await composer().getByRole('button', { name: 'Take ‘Greet the world’ out' }).click()
    await after.fill(greet)
    await page.keyboard.press('Control+Enter')
    await composer().waitFor({ state: 'detached' })
    const child = await stage.newest()
    expect(child).toMatchObject({ title: 'Comes after the greeting', after: [{ job: greet }] })

    const other = await stage.world.submit(stage.repository, 'Clear the table', ['--hold'])
    await goTo(page, `#/job/${child.id}`)
    await page.getByRole('article', { name: 'Comes after the greeting' }).waitFor()
    const waits = page.getByRole('dialog', { name: 'waits for' })
    await openByKey(page, 'p', waits)
    await waits.getByRole('combobox', { name: 'Wait for another job' }).fill('Tidy')
    await waits.getByRole('button', { name: 'Done' }).click()
    await says(waits.getByRole('alert'), 'found "Tidy"')
    await waits.getByRole('combobox', { name: 'Wait for another job' }).fill(other)
    await page.keyboard.press('Tab')
    await says(waits.getByRole('list'), 'Clear the table')
    await waits.getByRole('button', { name: 'Done' }).click()
    await waits.waitFor({ state: 'detached' })
    await stage.world.untilJob(child.id, (job) => job.after.length === 2)
  })

  test('nothing went wrong in the page', () => {
    expect(stage.window.faults).toEqual([])
  })
})
