import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine } from '../main/engine.ts'
import { makePracticeRepository } from '../main/practice/repository.ts'
import { openBrowser } from './browser.ts'
const folder = await mkdtemp(join(tmpdir(), 'dispatch-load-'))
const home = join(folder, 'home')
let engine = await startEngine({ home, report: () => {} })
const made = await makePracticeRepository(join(folder, 'api')); if (!made.ok) throw new Error(made.message)
const from = { from: 'web', device: 'local' } as const
const jobs: any = {}
for (let i = 0; i < 10_000; i++) jobs[`j${i}`] = { prompt: `Do thing number ${i} with <script>alert(${i})</script> and עברית 🎉`, repository: made.path, hold: true, ...(i % 10 === 0 && i > 0 ? { after: [`j${i - 1}`] } : {}) }
await engine.door.call('plans.submit', { plan: { jobs } }, from)
console.log('10,000 jobs stored')
const browser = await openBrowser()
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  page.on('console', (m) => { if (m.type() === 'error') console.log('console', m.text().slice(0, 200)) })
  page.on('pageerror', (e) => console.log('pageerror', e.message))
  await page.goto(engine.makeLink())
  await page.locator('[role=option]').first().waitFor()
  for (let n = 0; n < 3; n++) {
    await page.reload(); await page.locator('[role=option]').first().waitFor()
    console.log('first rows after', await page.evaluate('performance.now()'), 'ms')
  }
  console.log(await page.evaluate('JSON.stringify(performance.getEntriesByType("resource").filter(e => e.name.includes("/api/") || e.name.includes("index-")).map(e => [e.name.replace(/^.*127.0.0.1:\\d+/, ""), Math.round(e.startTime), Math.round(e.duration), e.transferSize]))'), await page.evaluate('JSON.stringify(performance.getEntriesByType("paint").map(e=>[e.name, Math.round(e.startTime)]))'))
  for (let h = 0; h < 470000;) { h = await page.locator('#queue-list').evaluate('(e) => e.firstChild.getBoundingClientRect().height') as number; await page.waitForTimeout(50) }
  console.log('all rows', await page.evaluate('performance.now()'))
  const fps = await page.evaluate(`new Promise((done) => { const el = document.querySelector('#queue-list'); const times = []; let last = performance.now(); const step = () => { const now = performance.now(); times.push(now - last); last = now; el.scrollTop += 400; times.length < 240 ? requestAnimationFrame(step) : done(times.sort((a, b) => a - b)) }; requestAnimationFrame(step) })`) as number[]
  console.log('scroll frame ms p50', fps[120]!.toFixed(1), 'p95', fps[228]!.toFixed(1), 'max', fps[239]!.toFixed(1), 'rows in dom', await page.locator('[role=option]').count())
  console.log('heap MB', await page.evaluate('performance.memory.usedJSHeapSize / 1e6'))
  // keyboard
  await page.evaluate('document.querySelector("#queue-list").scrollTop = 0'); 
  for (const key of ['j', 'j', 'j', 'x', 'k', 'x']) await page.keyboard.press(key)
  console.log('selected', await page.locator('[role=option][aria-selected=true]').count(), await page.locator('[role=toolbar]').innerText())
  const t = Date.now(); await page.keyboard.press('u'); await page.getByText('Released').waitFor(); console.log('released, notice after', Date.now() - t, await page.locator('[role=status]').allInnerTexts())
  await page.keyboard.press('/'); await page.keyboard.type('number 99'); 
  const t2 = Date.now(); await page.waitForTimeout(600); console.log('filtered', Date.now() - t2, await page.evaluate('location.hash'), await page.locator('#queue-list').evaluate('(e) => e.firstChild.getBoundingClientRect().height'))
  await page.keyboard.press('Escape'); await page.keyboard.press('j'); await page.keyboard.press('Enter'); await page.locator('[role=tab]').first().waitFor(); console.log('opened', await page.evaluate('location.hash'))
  await page.goBack(); console.log('back', await page.evaluate('location.hash'))
  // engine gone
  await engine.stop(); await page.getByText('The engine does not answer').waitFor(); console.log('offline bar shown; New job still opens, draft kept')
  await page.keyboard.press('n'); await page.getByRole('dialog').getByLabel('Prompt').fill('A draft'); console.log('submit disabled', await page.getByRole('button', { name: 'Submit' }).isDisabled()); 
  engine = await startEngine({ home, report: () => {} })
  const other = await page.context().newPage(); await other.goto(engine.makeLink()); await other.close(); await page.getByRole('status').filter({ hasText: /not let in|does not answer/ }).waitFor({ state: 'hidden' }); await page.waitForTimeout(9000); console.log('back again; draft', await page.getByRole('dialog').getByLabel('Prompt').inputValue())
  await page.getByRole('dialog').getByLabel('Repository').fill('/nowhere/at/all'); await page.keyboard.press('Control+Enter'); await page.getByRole('alert').waitFor(); console.log('refused at field:', await page.getByRole('alert').allInnerTexts())
  await page.getByRole('dialog').getByLabel('Repository').fill(made.path); await page.keyboard.press('Control+Enter'); await page.locator('dialog').waitFor({ state: 'detached' }); console.log('submitted', await page.locator('[role=status]').allInnerTexts(), await page.evaluate('localStorage.getItem("dispatch.draft")'))
  await page.reload(); 
} finally { await browser.close(); await engine.stop(); await rm(folder, { recursive: true, force: true }) }
