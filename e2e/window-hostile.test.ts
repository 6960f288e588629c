import { afterAll, beforeAll, expect, test } from 'vitest'
import { atPace } from './fixtures/pace.ts'
import { playing } from './fixtures/play.ts'
import { goTo, openByKey, openWindow, rowOf, says, SIZES, titled, type Window } from './fixtures/browser.ts'
import { postJob } from './fixtures/post.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

/** Whatever the page is busy with, a click is answered within this, at the pace of the machine. */
const ANSWER_MS = 2000
const LONG = 2_000_000

/** Markup that would say so if it ran. */
const SCRIPT = '<script>alert("ran")</script><img src=x onerror=alert("ran")><b>bold?</b>'
const STRANGE = '\u001b[31mred\u001b[0m \u202Eright to left\u202C שלום مرحبا 👩‍👩‍👧‍👦🏴‍☠️ Z͑ͫa̴l̢g̊o'
const TITLE = `Hostile ${SCRIPT} ${STRANGE}`
const FOLDER = `<img src=x onerror=alert(1)> שלום 🦊 'a' "b" $(c)`
const FILE = `<i onclick=alert(2)>‮🦊 'x'.html`
const WORDS = `${SCRIPT}\n\n[click me](javascript:alert(3)) ![seen](http://127.0.0.1:9/x.png) <iframe src="javascript:alert(4)"></iframe>\n\n${STRANGE}`

describeWithClaude('the window, with hostile texts', () => {
  let world: World
  let window: Window
  let id: string
  const page = () => window.page

  beforeAll(async () => {
    world = await startWorld({ script: (turn) => (turn.prompt.includes('SAY A LONG LINE') && turn.turnNumber === 2 ? { kind: 'text', text: `${WORDS}\n\n${'x'.repeat(LONG)} end` } : playing(turn)) })
    const repository = makeRepository({ name: FOLDER })
    const prompt = `${titled(`${WORDS} SAY A LONG LINE`, [{ write: FILE, text: `${SCRIPT}\n${'y'.repeat(LONG / 20)}\n${STRANGE}\n` }, { bash: `printf '%s' ${JSON.stringify(SCRIPT)}; printf '\\033[31mred\\033[0m\\000\\001\\377\\376'` }])}`
    const job = await postJob(world, { prompt, title: TITLE, repository, profile: 'test', check: { command: `printf '\\033[2J\\033[31mred\\000\\377\\376 <script>alert(5)</script>'; perl -e 'print "z" x ${LONG}'; echo; echo the end` } })
    id = job.id
    await world.finished(id)
    window = await openWindow(world)
  })
  afterAll(() => world?.close())

  /** Clicks, and gives how long it took until the page had drawn what follows. */
  async function clickTab(name: string): Promise<number> {
    const tab = page().getByRole('tab', { name })
    const since = performance.now()
    await tab.click()
    await page().getByRole('tab', { name, selected: true }).waitFor()
    await page().evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    return performance.now() - since
  }
  const expectOnlyText = async () => {
    const found = await page().evaluate(`[...document.querySelectorAll('#root script, #root img, #root iframe, #root b, #root object, #root embed, a[href^="javascript:" i], [onerror], [onclick]')].map((each) => each.outerHTML.slice(0, 200))`)
    expect(found).toEqual([])
    expect(window.faults).toEqual([])
  }

  test('title, folder and prompt are text in the list, the header and the details', async () => {
    await rowOf(page(), 'Hostile').waitFor()
    await says(rowOf(page(), 'Hostile'), SCRIPT)
    await says(rowOf(page(), 'Hostile'), 'the check passed')
    await rowOf(page(), 'Hostile').click()
    const header = page().getByRole('article').locator('header')
    await says(header, SCRIPT)
    await expectOnlyText()
    expect(await clickTab('Details')).toBeLessThan(atPace(ANSWER_MS))
    await says(page().getByRole('tabpanel'), '<iframe src=')
    await expectOnlyText()
  })

  test('the log shows a line of 2 MB, colours and bytes of a program, and markup in markdown, and answers clicks', async () => {
    await goTo(page(), `#/job/${id}/log`)
    const log = page().getByRole('log')
    await says(log, SCRIPT.slice(0, 20))
    await expectOnlyText()
    // All of it is there, in pieces: no row is longer than a browser lays out in a moment.
    const lengths = (await world.log(id)).map((entry) => entry.text.length)
    expect(lengths.reduce((sum, length) => sum + length, 0), 'a line as long as promised').toBeGreaterThan(LONG)
    expect(await clickTab('Details')).toBeLessThan(atPace(ANSWER_MS))
    expect(await clickTab('Log')).toBeLessThan(atPace(ANSWER_MS))
    const since = performance.now()
    await page().getByRole('button', { name: 'Unfold all' }).click()
    await log.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await says(log, 'the check passed')
    await page().getByRole('textbox', { name: 'Search the log' }).fill('alert')
    await page().getByText(/^1 of \d+$/).waitFor()
    const tookMs = performance.now() - since
    console.log(`unfolded, scrolled and searched a log with lines of 2 MB in ${Math.round(tookMs)} ms`)
    expect(tookMs).toBeLessThan(atPace(ANSWER_MS))
    // All of the check's output at once, which is one line.
    await page().getByRole('textbox', { name: 'Search the log' }).fill('')
    await log.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await log.getByRole('button', { name: 'Show all' }).last().click()
    await log.getByRole('button', { name: 'Show less' }).waitFor()
    expect(await clickTab('Details')).toBeLessThan(atPace(ANSWER_MS))
    expect(await clickTab('Log')).toBeLessThan(atPace(ANSWER_MS))
    await expectOnlyText()
  })

  test.each(['Changes', 'Conversation', 'Terminal', 'Graph'])('%s shows it as text too', async (tab) => {
    const tookMs = await clickTab(tab)
    console.log(`${tab}: ${Math.round(tookMs)} ms`)
    expect(tookMs).toBeLessThan(atPace(ANSWER_MS))
    if (tab === 'Changes') await says(page().getByRole('region', { name: 'Changes' }), 'onclick=alert(2)')
    if (tab === 'Conversation') await says(page().getByRole('tabpanel'), '<script>alert("ran")</script>')
    await page().getByText(/^(Reading|Opening|Comparing)/).first().waitFor({ state: 'detached' })
    await expectOnlyText()
    expect(await clickTab('Details')).toBeLessThan(atPace(ANSWER_MS))
  })

  test('a draft, a filter, an address and a command are text as well', async () => {
    await openByKey(page(), 'n', page().getByRole('dialog', { name: 'New job' }))
    const composer = page().getByRole('dialog', { name: 'New job' })
    const since = performance.now()
    await composer.getByLabel('Prompt').fill(`${WORDS}${'w'.repeat(LONG / 4)}`)
    await composer.getByLabel('Check').fill(SCRIPT)
    expect(performance.now() - since).toBeLessThan(atPace(ANSWER_MS))
    await page().keyboard.press('Escape')
    await goTo(page(), `#/jobs?q=${encodeURIComponent(SCRIPT)}`)
    await rowOf(page(), 'Hostile').waitFor()
    for (const hash of [`#/job/${encodeURIComponent(SCRIPT)}`, `#/${encodeURIComponent(SCRIPT)}`, '#/job/%E0%A4%A', `#/profiles/${encodeURIComponent(SCRIPT)}`, `#/inbox/${encodeURIComponent(SCRIPT)}`, `#/pipelines/..%2f..`]) await goTo(page(), hash)
    await page().setViewportSize(SIZES.narrow)
    await goTo(page(), `#/job/${id}/log`)
    await says(page().getByRole('article').locator('header'), SCRIPT)
    // Nothing makes the page wider than the phone.
    expect(await page().evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(SIZES.narrow.width)
    await expectOnlyText()
  })
})
