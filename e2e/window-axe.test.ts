import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadAxe, violationsInBoth, violationsOf } from './fixtures/axe.ts'
import { goTo, openWindow, rowOf, runFromPalette, SIZES, titled, type Window } from './fixtures/browser.ts'
import { postPlan } from './fixtures/post.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

/** Each of some forty screens is shown and looked at twice. */
const MANY_SCREENS_MS = 180_000

describeWithClaude('the window is accessible', () => {
  let world: World
  let window: Window
  let ids: Record<string, string>
  let pipeline: string
  let repository: string
  let schedule: string

  /** One job that succeeded with a change, one that failed, those that fell or wait with it, one that asks, one that is held. */
  beforeAll(async () => {
    world = await startWorld()
    await world.addProfile('asks', { prompts: 'ask', allow: [] })
    repository = makeRepository()
    const plan = await postPlan(world, {
      pipeline: 'release', defaults: { repository, profile: 'test' },
      jobs: {
        done: { prompt: titled('Write it down', [{ write: 'made.txt', text: 'one\ntwo\n' }, { bash: 'echo out; exit 1' }, { say: '# It is done\n\n- **one** `two`\n\n```js\nlet a = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |' }]), check: { command: 'test -f made.txt && echo good' } },
        fails: { prompt: titled('Fail the check', [{ say: 'Done.' }]), after: ['done'], check: { command: 'echo wrong >&2; exit 1' } },
        falls: { prompt: 'Falls with it', after: ['fails'] },
        keeps: { prompt: 'Waits for a person', after: [{ job: 'fails', otherwise: 'hold' }] },
        asks: { prompt: titled('Ask for something', [{ write: join(world.person, 'x') }]), profile: 'asks' },
        held: { prompt: 'Is held', hold: true },
        behind: { prompt: 'Comes behind', after: ['held'] },
      },
    })
    for (const [title, every, ...more] of [['Sweep', '*/20 8-18 * * 1-5'], ['Rest', '0 2 13 * 5', '--overlap', 'queue']] as const) schedule = await world.submit(repository, titled(title, []), ['--every', every, ...more])
    await world.json(['schedule', 'pause', schedule])
    ids = plan.ids
    pipeline = plan.pipeline
    await world.finished(ids.falls!)
    await world.untilJob(ids.asks!, (job) => job.state === 'waiting')
    window = await openWindow(world)
    await rowOf(window.page, 'Write it down').waitFor()
  })
  afterAll(() => world?.close())

  interface Screen { hash: () => string; act?: (page: Page) => Promise<void> }
  const job = (alias: string, tab: string, act?: Screen['act']): Screen => ({ hash: () => `#/job/${ids[alias]}/${tab}`, ...(act ? { act } : {}) })
  const at = (hash: string, act?: Screen['act']): Screen => ({ hash: () => hash, ...(act ? { act } : {}) })
  const press = (key: string): Screen['act'] => async (page) => { await page.keyboard.press(key); await page.getByRole('dialog').waitFor() }
  const screens: Record<string, Screen> = {
    queue: at('#/jobs'),
    log: job('done', 'log', async (page) => { await page.getByRole('button', { name: 'Unfold all' }).click() }),
    'log of a failure': job('fails', 'log'),
    changes: job('done', 'changes', async (page) => { await page.getByRole('region', { name: 'Changes' }).waitFor() }),
    'graph of a job': job('done', 'graph'),
    conversation: job('done', 'conversation', async (page) => { await page.getByRole('textbox', { name: 'Follow up' }).waitFor() }),
    terminal: job('done', 'terminal', async (page) => { await page.locator('.xterm-rows').waitFor() }),
    details: job('done', 'details'),
    'a job that is held': job('keeps', 'details'),
    'what can be done about a job': job('keeps', 'details', async (page) => { if (page.viewportSize()!.width < 720) { await page.getByRole('button', { name: 'What can be done' }).click(); await page.getByRole('group', { name: 'What can be done' }).waitFor() } }),
    'more checks': at('#/jobs', async (page) => { await page.keyboard.press('n'); await page.getByRole('button', { name: 'More checks' }).click(); await page.getByLabel('Reviewer', { exact: true }).fill('Is it good?'); await page.getByLabel('Reviewer’s profile').waitFor() }),
    'plan with a variable': at('#/plan', async (page) => { await page.getByRole('textbox', { name: 'Plan' }).fill('vars: { place: }\njobs: { a: { prompt: "Go to {{vars.place}}" } }'); await page.getByLabel('place').waitFor() }),
    inbox: at('#/inbox'),
    'inbox, a question': { hash: () => '#/inbox', act: async (page) => { if (page.viewportSize()!.width < 720) await page.locator('a[href^="#/inbox/"]').first().click(); await page.getByRole('button', { name: 'Allow once' }).waitFor() } },
    graph: at('#/graph', async (page) => { await page.getByRole('button', { name: 'Drawing' }).click(); await page.locator('.react-flow__node').first().waitFor(); await page.getByRole('region', { name: /^Graph of/ }).waitFor() }),
    'graph as a list': at('#/graph', async (page) => { await page.getByRole('button', { name: 'List' }).click(); await page.getByRole('tree').waitFor() }),
    pipelines: at('#/pipelines'),
    pipeline: { hash: () => `#/pipeline/${pipeline}` },
    schedules: at('#/schedules', async (page) => { await page.getByRole('link', { name: 'Sweep' }).waitFor() }),
    'schedule, paused': { hash: () => `#/schedule/${schedule}`, act: async (page) => { await page.getByRole('region', { name: 'Next times' }).waitFor() } },
    'schedule, edited': { hash: () => `#/schedule/${schedule}`, act: async (page) => { await page.getByRole('button', { name: 'Edit' }).click(); await page.getByRole('dialog').getByText('Next:').waitFor() } },
    'schedule, removed': { hash: () => `#/schedule/${schedule}`, act: async (page) => { await page.getByRole('button', { name: 'Remove' }).click(); await page.getByRole('dialog').waitFor() } },
    profiles: at('#/profiles'),
    profile: at('#/profiles/test'),
    'profile editor': at('#/profiles/test/edit'),
    'profile versions': at('#/profiles/test/versions'),
    'new profile': at('#/profiles?add=default'),
    settings: at('#/settings'),
    doctor: at('#/doctor', async (page) => { await page.getByText(/^Checked at/).first().waitFor() }),
    welcome: at('#/welcome'),
    more: at('#/more'),
    'queue filtered': at('#/jobs?state=finished&q=it'),
    'queue, everything to ask for': at('#/jobs?label=a%3Db', async (page) => { await page.getByRole('button', { name: 'More filters' }).click(); await page.getByRole('combobox', { name: 'Group by' }).waitFor() }),
    'queue in other groups': at('#/jobs?group=pipeline&profile=test'),
    'name a view': at('#/jobs?profile=test', async (page) => { await page.getByRole('button', { name: 'More filters' }).click(); await page.getByRole('button', { name: 'Save as view' }).click(); await page.getByRole('dialog').getByLabel('Name').fill('Mine'); await page.keyboard.press('Enter'); await page.getByRole('dialog').waitFor({ state: 'detached' }) }),
    'change a view': at('#/jobs?profile=test', async (page) => { await page.keyboard.press('Control+k'); await page.keyboard.insertText('Rename or remove'); await page.keyboard.press('Enter'); await page.getByRole('button', { name: 'Remove view' }).waitFor() }),
    'more, with a view': at('#/more'),
    'queue, nothing matches': at('#/jobs?q=nothing-like-it'),
    'no such place': at('#/nowhere'),
    composer: at('#/jobs', async (page) => { await page.keyboard.press('n'); await page.getByRole('button', { name: 'More options' }).click() }),
    'composer after another job': job('held', 'log', async (page) => {
      await runFromPalette(page, 'New job after this one')
      await page.getByRole('group', { name: 'The graph this makes' }).getByRole('listitem').first().waitFor()
    }),
    'edit dialog': job('held', 'log', press('e')),
    'edit dialog of a job that has started': job('done', 'log', press('e')),
    plan: at('#/plan', async (page) => {
      const plan = page.getByRole('textbox', { name: 'Plan' })
      await plan.fill('')
      await page.getByRole('button', { name: 'Begin with an example' }).first().click()
      await plan.fill((await plan.inputValue()).replace(/repository: .*/, `repository: ${repository}`).replace(/profile: .*/, 'profile: test'))
      await page.getByRole('group', { name: 'Graph of' }).getByRole('listitem').first().waitFor()
    }),
    'plan with a mistake': at('#/plan', async (page) => {
      await page.getByRole('textbox', { name: 'Plan' }).fill(`jobs:\n  one: { prompt: x, repository: ${repository}, promt: x }\n`)
      await page.getByRole('button', { name: 'Go to line 2' }).waitFor()
    }),
    'plan with mistakes': at('#/plan', async (page) => {
      await page.getByRole('textbox', { name: 'Plan' }).fill('jobs:\n  one: { promt: x }\n')
      await page.getByRole('list', { name: 'Mistakes in the plan' }).waitFor()
    }),
    palette: at('#/jobs', press('Control+k')),
    keys: at('#/jobs', press('?')),
    'written as a plan': job('held', 'log', async (page) => { await page.keyboard.press('Control+k'); await page.keyboard.insertText('Write as a plan'); await page.keyboard.press('Enter'); await page.getByRole('region', { name: /\.yaml$/ }).waitFor() }),
    'cancel dialog': job('held', 'log', async (page) => { await page.keyboard.press('c'); await page.getByText('would change with it').waitFor() }),
    'deny dialog': { hash: () => '#/inbox', act: async (page) => { await page.keyboard.press('Shift+D'); await page.getByRole('dialog').waitFor() } },
    'retry dialog': job('fails', 'log', async (page) => { await page.getByRole('article').getByRole('button', { name: 'Retry' }).click(); await page.getByRole('dialog').waitFor() }),
    'composer, repeated and retried': at('#/jobs', async (page) => {
      await page.evaluate('for (const place of [localStorage, sessionStorage]) place.removeItem("dispatch.draft")')
      await page.keyboard.press('n')
      const form = page.getByRole('dialog')
      await form.getByRole('combobox', { name: 'Repeat' }).fill('0 2 * * *')
      await form.getByText('Next:').waitFor()
      await form.getByLabel('Prompt').focus()
      await form.getByRole('button', { name: 'More options' }).click()
      await form.getByLabel('Retries').fill('1')
      await form.getByLabel('Retry after', { exact: true }).selectOption('chosen')
    }),
  }

  /** Shows a screen anew and looks at it, first light, then dark. */
  async function lookAt({ hash, act }: Screen): Promise<string[]> {
    const { page } = window
    await page.keyboard.press('Escape')
    await goTo(page, hash())
    await page.getByText(/(…)$/).filter({ hasText: /^(Reading|Loading|Drawing|Checking|Comparing|Opening|Looking)/ }).first().waitFor({ state: 'detached' })
    await act?.(page)
    return violationsInBoth(page)
  }

  test('what looks would find something', async () => {
    await loadAxe(window.page)
    await window.page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<div id="wrong"><button></button><p style="color: #999; background: #aaa">pale</p></div>')`)
    const found = await violationsOf(window.page)
    expect(found.map((line) => line.split(':')[0])).toEqual(expect.arrayContaining(['button-name', 'color-contrast']))
    await window.page.evaluate(`document.getElementById('wrong').remove()`)
  })

  test.each(['wide', 'narrow'] as const)('no violation on any screen, light and dark, %s', async (size) => {
    const { page } = window
    await page.setViewportSize(SIZES[size])
    await goTo(page, '#/jobs')
    await page.evaluate('localStorage.clear(); sessionStorage.clear()')
    await page.reload()
    await rowOf(page, 'Write it down').waitFor()
    await loadAxe(page)
    const found: Record<string, string[]> = {}
    for (const [name, screen] of Object.entries(screens)) {
      const violations = await lookAt(screen).catch((error: Error) => [`could not be shown: ${error.message.slice(0, 300)}`])
      if (violations.length > 0) found[name] = violations
    }
    expect(found).toEqual({})
    expect(window.faults).toEqual([])
  }, MANY_SCREENS_MS)
})
