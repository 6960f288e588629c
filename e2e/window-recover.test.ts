import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LogEntry } from '../contract/log.ts'
import { goTo, openByKey, openWindow, rowOf, says, titled, untilThere, type Window } from './fixtures/browser.ts'
import { makeRepository } from './fixtures/repository.ts'
import { untilFile } from './fixtures/until.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

/** Lines Claude says before the engine dies. */
const STEPS = 12

describeWithClaude('the window over an engine that dies', () => {
  let world: World
  let window: Window
  beforeAll(async () => {
    world = await startWorld()
    window = await openWindow(world)
  })
  afterAll(() => world?.close())

  test('says that it is away, keeps what was seen and what was typed, comes back by itself, and the log has each line once and in order', async () => {
    const { page } = window
    const begun = join(world.person, 'begun')
    const acts = Array.from({ length: STEPS }, (_, at) => ({ bash: `echo line-${at + 1}` }))
    const id = await world.submit(makeRepository(), titled('Stream a log', [...acts, { bash: `echo $$ > ${begun}; ${untilThere(join(world.person, 'never'))}` }]))
    await goTo(page, `#/job/${id}/log`)
    await untilFile(begun)
    const log = page.getByRole('log')
    await says(log, begun)
    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    const composer = page.getByRole('dialog', { name: 'New job' })
    await composer.getByLabel('Prompt').fill('Typed before the engine died')

    await world.engine().kill()
    await page.getByText('The engine does not answer.').waitFor()
    expect(await composer.getByRole('button', { name: 'Submit' }).isDisabled()).toBe(true)
    await composer.getByLabel('Prompt').fill('Typed before the engine died, and after')
    await page.keyboard.press('Escape')
    // What was seen last stays, and can be read but not changed.
    await rowOf(page, 'Stream a log').waitFor()
    await says(log, begun)
    expect(await page.getByRole('article').getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true)

    await world.serve()
    await page.getByText('The engine does not answer.').waitFor({ state: 'detached' })
    expect(await world.finished(id)).toMatchObject({ run: 2, outcome: { kind: 'succeeded' } })
    await says(page.getByRole('article').locator('header'), 'Claude says it is done')
    await says(log, 'Went on where it stopped.')

    const entries = await world.log(id)
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, at) => at + 1))
    const shown = await readWholeLog(page)
    expect(shown.keys).toEqual(shown.keys.map((_, at) => at))
    const steps = entries.filter((entry) => entry.kind === 'text' && entry.text === 'Running it.').length
    expect(steps).toBe(STEPS + 1)
    expect(shown.texts.filter((row) => row.includes('Running it.'))).toHaveLength(steps)
    // Each entry that begins a row is there, once and in order: results are part of their call's row.
    const expected = textsOf(entries)
    const text = shown.texts.join('\n')
    let from = 0
    for (const each of expected) {
      const at = text.indexOf(each, from)
      expect(at, `"${each}" after position ${from}`).toBeGreaterThanOrEqual(0)
      from = at + each.length
    }
    for (let at = 1; at <= STEPS; at++) expect(shown.texts.filter((row) => new RegExp(`echo line-${at}$`, 'm').test(row)), `line ${at}`).toHaveLength(1)

    await openByKey(page, 'n', page.getByRole('dialog', { name: 'New job' }))
    expect(await composer.getByLabel('Prompt').inputValue()).toBe('Typed before the engine died, and after')
    expect(await composer.getByRole('button', { name: 'Submit' }).isEnabled()).toBe(true)
    await page.keyboard.press('Escape')
    expect(window.faults.filter((fault) => !/Failed to load resource|ERR_/.test(fault))).toEqual([])
  })
})

/** First lines of what stands in rows of its own and is said by Claude or done by it. */
const textsOf = (entries: readonly LogEntry[]): string[] => entries.flatMap((entry) => (entry.kind === 'text' ? [entry.text] : entry.kind === 'tool-call' ? [(entry.data as { input: { command: string } }).input.command] : []))

/** Scrolls through the virtual list and gathers its rows by their place in it. */
async function readWholeLog(page: Page): Promise<{ keys: number[]; texts: string[] }> {
  return page.evaluate(`(async () => {
    const log = document.querySelector('[role=log]')
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const rows = new Map()
    log.dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true }))
    for (let top = 0; ; top += log.clientHeight / 2) {
      log.scrollTop = top
      await frame()
      for (const row of log.querySelectorAll('[data-index]')) rows.set(Number(row.dataset.index), row.innerText)
      if (top + log.clientHeight >= log.scrollHeight) break
    }
    const all = [...rows].sort(([a], [b]) => a - b)
    return { keys: all.map(([at]) => at), texts: all.map(([, text]) => text) }
  })()`)
}
