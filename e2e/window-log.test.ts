import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { goTo, openWindow, says, type Window } from './fixtures/browser.ts'
import { atPace } from './fixtures/pace.ts'
import { postJob } from './fixtures/post.ts'
import { makeRepository } from './fixtures/repository.ts'
import { startWorld, type World } from './fixtures/world.ts'

const LINES = 200_000
/** The one line with a word of its own, and the one that failed: far from the beginning, from the end and from one another. */
const [NEEDLE, ERROR] = [100_003, 150_001]
/** Where the second run begins. */
const SECOND = 180_000
/** A log of any length is there as soon as a short one, at the pace of the machine. */
const SOON_MS = 2000
/** Rows that are drawn: what is seen and some more. */
const MOST_ROWS = 150

let world: World
let window: Window
let id: string
let log: Locator
const page = (): Page => window.page
const line = (number: number): Locator => log.getByText(`line ${number} of it`, { exact: true })
const isSeen = (number: number): Promise<boolean> => line(number).evaluate((element) => {
  const [row, view] = [element.getBoundingClientRect(), element.closest('[role=log]')!.getBoundingClientRect()]
  return row.top >= view.top - 1 && row.bottom <= view.bottom + 1
})

beforeAll(async () => {
  world = await startWorld()
  const repository = makeRepository()
  id = (await postJob(world, { prompt: 'Talk for a long time', repository, profile: 'test', hold: true })).id
  await postJob(world, { prompt: 'Another one in the list', repository, profile: 'test', hold: true })
  await world.json(['cancel', id])
  const db = new Database(join(world.home, 'dispatch.db'))
  const job = db.prepare('SELECT seq FROM job WHERE id = ?').pluck().get(id) as number
  const insert = db.prepare('INSERT INTO log_entry (id, run, at, kind, text, data) VALUES (?, 1, ?, ?, ?, ?)')
  db.transaction(() => {
    for (let at = 1; at <= LINES; at++) {
      const text = `line ${at} of it`
      if (at === ERROR) insert.run(job * 2 ** 23 + at, at, 'tool-result', text, JSON.stringify({ toolUseId: 'gone', name: 'Bash', isError: true, exitCode: 7 }))
      else insert.run(job * 2 ** 23 + at, at, at % 7 === 0 ? 'text' : 'note', at === NEEDLE ? `line ${at} with the needle` : at % 7 === 0 ? `${text}\n\nand **more** of it` : text, null)
    }
    db.prepare('UPDATE log_entry SET run = 2 WHERE id >= ?').run(job * 2 ** 23 + SECOND)
    db.prepare('UPDATE job SET run = 2 WHERE seq = ?').run(job)
  })()
  db.close()
  window = await openWindow(world)
  log = page().getByRole('log')
})
afterAll(() => world?.close())

test('a log of 200,000 lines shows its end at once, and draws few of them', async () => {
  const since = performance.now()
  await goTo(page(), `#/job/${id}/log`)
  await line(LINES).waitFor()
  const tookMs = performance.now() - since
  console.log(`the end of ${LINES} lines was there after ${Math.round(tookMs)} ms`)
  expect(tookMs).toBeLessThan(atPace(SOON_MS))
  expect(await isSeen(LINES)).toBe(true)
  expect(await log.locator('[data-row]').count()).toBeLessThan(MOST_ROWS)
})

test('its keys are its own: to the first line, a page, a line, and back to the end; the list stays where it is', async () => {
  const list = page().getByRole('listbox', { name: 'Jobs' })
  const pointed = await list.getAttribute('aria-activedescendant')
  await log.focus()
  await page().keyboard.press('Home')
  await line(1).waitFor()
  expect(await isSeen(1)).toBe(true)
  await page().keyboard.press('ArrowDown')
  await expect.poll(() => isSeen(1)).toBe(false)
  await page().keyboard.press('ArrowUp')
  await expect.poll(() => isSeen(1)).toBe(true)
  await page().keyboard.press('PageDown')
  await expect.poll(() => isSeen(30)).toBe(true)
  await page().keyboard.press('End')
  await line(LINES).waitFor()
  expect(await isSeen(LINES)).toBe(true)
  expect(await list.getAttribute('aria-activedescendant')).toBe(pointed)
})

test('a word that stands once in the middle is found and shown', async () => {
  await page().getByRole('textbox', { name: 'Search the log' }).fill('the NEEDLE')
  await page().getByText('1 of 1', { exact: true }).waitFor()
  const hit = log.getByText(`line ${NEEDLE} with the needle`)
  await hit.waitFor()
  await line(NEEDLE + 5).waitFor()
  expect(await log.locator('[data-row]').count()).toBeLessThan(MOST_ROWS)
  await page().getByRole('textbox', { name: 'Search the log' }).fill('there is no such word')
  await page().getByText('no hits').waitFor()
  await page().getByRole('textbox', { name: 'Search the log' }).fill('')
})

test('next and previous go through hits all over it', async () => {
  await page().getByRole('textbox', { name: 'Search the log' }).fill('line 1999')
  await page().getByText('1 of 111', { exact: true }).waitFor()
  await says(log, 'line 1999 of it')
  await page().getByRole('button', { name: 'Previous hit' }).click()
  await line(199_999).waitFor()
  expect(await isSeen(199_999)).toBe(true)
  await page().getByRole('button', { name: 'Next hit' }).click()
  await line(1999).waitFor()
  await page().getByRole('textbox', { name: 'Search the log' }).fill('')
})

test('what went wrong, and a line by its link, are gone to wherever they are', async () => {
  await page().getByRole('button', { name: 'First error' }).click()
  await says(log, 'exit 7')
  await line(ERROR + 3).waitFor()
  await goTo(page(), `#/job/${id}/log/54321`)
  await line(54_321).waitFor()
  expect(await isSeen(54_321)).toBe(true)
})

test('every step of the wheel moves the lines by as much, and no line is left out; the thumb leads anywhere', async () => {
  const rows = (): Promise<[number, number][]> => page().evaluate(`[...document.querySelectorAll('[role=log] [data-row]')].map((row) => [Number(row.dataset.row), row.getBoundingClientRect().top])`)
  const turn = (by: number): Promise<void> => page().evaluate(`new Promise((done) => { document.querySelector('[role=log]').scrollTop += ${by}; requestAnimationFrame(() => requestAnimationFrame(done)) })`)
  await log.evaluate((element) => { element.scrollTop = element.scrollHeight / 2 })
  await says(log, /line (99|100)\d\d\d of it/)
  for (let at = 0; at < 40; at++) {
    const by = at % 8 === 7 ? -300 : 500
    const before = new Map(await rows())
    await turn(by)
    const after = await rows()
    expect(after.map(([key]) => key), 'rows without a gap').toEqual(after.map((_, nth) => after[0]![0] + nth))
    const moved = new Set(after.flatMap(([key, top]) => (before.has(key) ? [Math.round(before.get(key)! - top)] : [])))
    expect([...moved]).toEqual([by])
  }
  await log.evaluate((element) => { element.scrollTop = element.scrollHeight })
  await line(LINES).waitFor()
  await log.evaluate((element) => { element.scrollTop = 0 })
  await line(1).waitFor()
  expect(window.faults).toEqual([])
})
test('a run is gone to by its number', async () => {
  await goTo(page(), `#/job/${id}/log`)
  const toRun = page().getByRole('combobox', { name: 'Go to run' })
  for (const [run, first] of [['Run 2', SECOND], ['Run 1', 1]] as const) {
    await toRun.selectOption(run)
    await line(first).waitFor()
    await expect.poll(() => isSeen(first)).toBe(true)
  }
})

