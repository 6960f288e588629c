import { readFileSync } from 'node:fs'
import { openBrowser } from './browser.ts'
import { startWorld } from './screenshot-world.ts'
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
const world = await startWorld()
const browser = await openBrowser()
const check = async (page: any, name: string) => {
  await page.evaluate(axe)
  const found = await page.evaluate('axe.run(document, {resultTypes:["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + " :: " + v.nodes.slice(0,3).map(n => n.target.join(" ")+ " | " + (n.any[0]?.message ?? n.all[0]?.message ?? "")).join(" ;; ")))')
  console.log(name, found.length === 0 ? 'axe ok' : found)
}
try {
  for (const [width, height, theme] of [[1440, 900, 'light'], [1440, 900, 'dark'], [1000, 800, 'light'], [390, 844, 'dark'], [360, 640, 'light']] as const) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.on('console', (m) => { if (m.type() !== 'debug' && m.type() !== 'info') console.log('console', m.type(), m.text().slice(0, 300)) })
    page.on('pageerror', (e) => console.log('pageerror', e.message))
    await page.goto(world.link())
    await page.locator('#queue-list').waitFor()
    await check(page, `${width} ${theme} queue`)
    const over = await page.evaluate('document.documentElement.scrollWidth > innerWidth') ; if (over) console.log('OVERFLOW', width)
    for (const [name, hash] of [['log', `#/job/${world.jobs.shout!.id}/log`], ['changes', `#/job/${world.jobs.greeting!.id}/changes`], ['details', `#/job/${world.jobs.shout!.id}/details`], ['inbox', '#/inbox'], ['more', '#/more'], ['nowhere', '#/nowhere']]) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
      await page.waitForTimeout(400)
      await check(page, `${width} ${theme} ${name}`)
      if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) console.log('OVERFLOW', width, name)
    }
    await page.evaluate(`location.hash = '#/jobs'`); await page.waitForTimeout(200)
    for (const [name, key] of [['composer', 'n'], ['palette', 'Control+k'], ['keys', '?']] as const) {
      await page.keyboard.press(key); await page.locator('dialog[open]').waitFor(); await page.waitForTimeout(200)
      await check(page, `${width} ${theme} ${name}`)
      await page.keyboard.press('Escape'); await page.keyboard.press('Escape'); await page.locator('dialog[open]').waitFor({ state: 'detached' })
    }
    await context.close()
  }
} finally { await browser.close(); await world.stop() }
