import { expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { goTo, runFromPalette, says, titled } from './fixtures/browser.ts'
import { setStage } from './fixtures/stage.ts'
import { describeWithClaude } from './fixtures/world.ts'

describeWithClaude('plans in the window', () => {
  const stage = setStage()

  test('a plan: its error stands at its line, mended it is drawn, survives a reload, is submitted and runs', async () => {
    const { page } = stage.window
    await runFromPalette(page, 'Submit a plan…')
    const field = page.getByRole('textbox', { name: 'Plan' })
    const status = page.getByRole('region', { name: 'Submit a plan' }).getByRole('status')
    const submit = page.getByRole('button', { name: /^Submit( \d+ jobs?)?/ })
    await page.getByLabel('Folder').fill(stage.repository)
    const plan = (after: string) => [
      'pipeline: two of them', 'defaults: { repository: ., profile: test }', 'jobs:', '  one:', `    prompt: ${JSON.stringify(titled('The first of the plan', [{ write: 'one.txt' }]))}`,
      '  two:', `    prompt: ${JSON.stringify(titled('The second of the plan', [{ bash: 'test -f one.txt' }]))}`, `    after: [${after}]`, '    check: { command: test -f one.txt }', '',
    ].join('\n')
    await field.fill(plan('won'))
    await says(status, 'Line 8: two waits for won, which is no job of this plan')
    expect(await submit.isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Go to line 8' }).click()
    expect(await field.evaluate(({ value, selectionStart, selectionEnd }: { value: string; selectionStart: number; selectionEnd: number }) => value.slice(selectionStart, selectionEnd))).toBe('    after: [won]')
    await page.keyboard.insertText('    after: [one]')
    await says(status, '2 jobs: one starts at once')
    const drawn = page.getByRole('group', { name: 'Graph of ‘two of them’' }).getByRole('listitem')
    await says(drawn.nth(1), 'The second of the plan')
    await page.reload()
    await says(status, '2 jobs')
    expect(await field.inputValue()).toBe(plan('one'))
    await field.focus()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('article', { name: 'two of them' }).waitFor()
    const { jobs } = await stage.world.json<{ jobs: Job[] }>(['ls', '--all', '--search', 'of the plan'])
    for (const job of jobs) expect(await stage.world.finished(job.id)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(jobs).toHaveLength(2)
    await goTo(page, '#/plan')
    expect(await field.inputValue()).toBe('')
    await field.fill('defaults: { touches: [src] }\njobs: { a: { prompt: x }, b: { prompt: y, touches: ["src/*.ts"] } }')
    await page.getByText('neither waits for the other, so their work may conflict').waitFor()
    await page.getByRole('listitem').getByText('a and b: b’s src/*.ts meets src', { exact: true }).waitFor()
    await field.fill('')
  })

  test('all mistakes of a plan are listed, each brings its line into view, and the list goes with them', async () => {
    const { page } = stage.window
    await goTo(page, '#/plan')
    await page.getByLabel('Folder').fill(stage.repository)
    const field = page.getByRole('textbox', { name: 'Plan' })
    const status = page.getByRole('region', { name: 'Submit a plan' }).getByRole('status')
    const filler = Array.from({ length: 60 }, (_, index) => `  # ${index}`)
    const lines = ['vars: { place: }', 'defaults: { profile: test, hold: true }', 'jobs:', '  one: { prompt: "To {{vars.place}}", titel: x }', '  two: { prompt: "{{parents.on.result}}", after: [one] }', ...filler, '  three: { prompt: x, after: [four], profile: nobody }']
    await field.fill(`${lines.join('\n')}\n`)
    await says(status, '4 mistakes')
    const list = page.getByRole('list', { name: 'Mistakes in the plan' })
    expect(await list.getByRole('button').allInnerTexts()).toEqual([
      'Line 4: jobs.one.titel: this key is not known. Take it out, or look for a misspelling', expect.stringMatching(/^Line 5: two: prompt: \{\{parents\.on\.result\}\} names no parent/),
      expect.stringMatching(/^Line 66: three waits for four, which is no job of this plan/), expect.stringMatching(/^Line 66: three: There is no profile "nobody"/),
    ])
    await page.getByLabel('place').fill('Rome')
    const caret = (): Promise<{ text: string; scrolled: boolean }> => field.evaluate((element) => {
      const { value, selectionStart, selectionEnd, scrollTop } = element as unknown as { value: string; selectionStart: number; selectionEnd: number; scrollTop: number }
      return { text: value.slice(selectionStart, selectionEnd), scrolled: scrollTop > 0 }
    })
    await list.getByRole('button', { name: /three: There is no profile/ }).click()
    expect(await caret()).toEqual({ text: lines.at(-1), scrolled: true })
    await page.keyboard.insertText('  three: { prompt: x, after: [one] }')
    await says(status, '2 mistakes')
    await list.getByRole('button', { name: /^Line 4/ }).click()
    expect(await caret()).toEqual({ text: lines[3], scrolled: false })
    await page.keyboard.insertText('  one: { prompt: "To {{vars.place}}" }')
    // One alone stands in the line below.
    await says(status, 'Line 5: two: prompt: {{parents.on.result}}')
    expect(await list.count()).toBe(0)
    await page.getByRole('button', { name: 'Go to line 5' }).click()
    await page.keyboard.insertText('  two: { prompt: "{{parents.one.result}}", after: [one] }')
    await says(status, '3 jobs')
    await page.getByRole('button', { name: 'Clear' }).click()
  })

  test('variables of a plan are asked for: one without a default must be filled, what cannot be taken is said at its field', async () => {
    const { page } = stage.window
    await goTo(page, '#/plan')
    await page.getByLabel('Folder').fill(stage.repository)
    const status = page.getByRole('region', { name: 'Submit a plan' }).getByRole('status')
    await page.getByRole('textbox', { name: 'Plan' }).fill('pipeline: "to {{vars.place}}"\nvars: { place: , times: 2 }\ndefaults: { profile: test, hold: true }\njobs:\n  a: { prompt: "Go to {{vars.place}}", priority: "{{vars.times}}" }\n')
    await says(status, 'Fill in place.')
    const [place, times] = [page.getByLabel('place'), page.getByLabel('times')]
    expect(await times.getAttribute('placeholder')).toBe('2')
    expect(await page.getByRole('button', { name: /^Submit/ }).last().isDisabled()).toBe(true)
    await place.fill('Rome')
    await says(status, '1 job')
    await times.fill('often')
    await says(page.getByRole('alert'), 'expected a number as its default is one, found "often"')
    expect(await times.getAttribute('aria-invalid')).toBe('true')
    await page.reload()
    expect(await place.inputValue()).toBe('Rome')
    await times.fill('7')
    await says(status, '1 job')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('article', { name: 'to Rome' }).waitFor()
    expect(await stage.newest()).toMatchObject({ prompt: 'Go to Rome', priority: 7, state: 'held' })
  })

  test('nothing went wrong in the page', () => {
    expect(stage.window.faults).toEqual([])
  })
})
