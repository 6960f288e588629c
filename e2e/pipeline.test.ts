import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JobList, Moved } from '../contract/api.ts'
import type { PlanResult } from '../contract/plan.ts'
import { openWindow, says } from './fixtures/browser.ts'
import { createIds, forgetIds, guidePath, readGuide, steady, toText, type Step } from './fixtures/guide.ts'
import { commitAll, git, writeFiles } from './fixtures/repository.ts'
import { DISPATCH, runProgram } from './fixtures/program.ts'
import { releasing, SHOP } from './fixtures/shop.ts'
import { describeWithClaude, profileFor, startWorld, type World } from './fixtures/world.ts'

/** Writes what is printed, and the picture, into the guide instead of comparing. */
const WRITES = process.env['DISPATCH_WRITE_GUIDE'] === '1'
/** How the guide calls the folder of whoever reads it. */
const HOME = '/home/ada'

describeWithClaude('the guide to pipelines', () => {
  let world: World
  let shop: string
  beforeAll(async () => {
    world = await startWorld({ script: (turn) => (turn.prompt.startsWith('Wait') ? { kind: 'hang' } : releasing(turn)) })
    for (const name of ['default', 'read-only']) {
      const { permissionMode: _, prompts: __, ...spec } = profileFor(world.api)
      expect((await world.http(`/api/profiles/${name}`, { method: 'PUT', body: spec })).status).toBe(200)
    }
    shop = join(world.person, 'code/shop')
    mkdirSync(shop, { recursive: true })
    git(shop, 'init', '--quiet', '--initial-branch=main')
    for (const [key, value] of [['user.name', 'Ada'], ['user.email', 'ada@example.com']] as const) git(shop, 'config', key, value)
    writeFiles(shop, SHOP)
  })
  afterAll(() => world.close())

  /** Types a line as a person does, in the folder of the shop; errors stand where they are printed. */
  async function type(line: string): Promise<string> {
    const env = { ...world.env, PATH: `${dirname(DISPATCH)}:${world.env['PATH']}` }
    const { stdout } = await runProgram('/bin/sh', ['-c', `exec 2>&1\n${line}`], { cwd: shop, env })
    return stdout.replaceAll(world.person, HOME)
  }

  /** A line with the ids of this time; in a guide that is written anew, jobs stand in capitals by their aliases, the pipeline as PIPELINE. */
  async function nameIds(line: string): Promise<string> {
    const { jobs } = (await world.http('/api/jobs?limit=10')).body as JobList
    const ids = new Map(jobs.map((job) => [job.alias?.toUpperCase(), job.id]))
    return line.replace(/\b[A-Z]{4,}\b/g, (name) => (name === 'PIPELINE' ? jobs[0]?.pipeline : ids.get(name)) ?? name)
  }

  test('every line of it can be typed, and prints what stands there', async () => {
    const pieces = WRITES ? forgetIds(readGuide('pipelines')) : readGuide('pipelines')
    const ids = createIds()
    const walk = async (step: Step): Promise<void> => {
      const line = WRITES ? await nameIds(step.line) : step.line
      const printed = await type(ids.toReal(line))
      if (!WRITES) expect(steady(printed), line).toBe(steady(ids.learnt(step.printed, printed)))
      Object.assign(step, WRITES ? { line, printed } : {})
    }
    for (const piece of pieces) {
      if (piece.kind === 'file') {
        writeFileSync(join(shop, 'release.yaml'), piece.text)
        commitAll(shop, 'Everything for the release')
      } else if (piece.kind === 'console') for (const step of piece.steps) await walk(step)
      else if (piece.kind === 'picture') await look(piece.path)
    }
    if (WRITES) writeFileSync(guidePath('pipelines'), toText(pieces))
    const { jobs } = (await world.http('/api/jobs?limit=10')).body as JobList
    expect(jobs.map((job) => [job.alias, job.outcome?.kind, job.run]).toSorted()).toEqual([['announce', 'succeeded', 1], ['changelog', 'succeeded', 1], ['docs', 'succeeded', 1], ['package', 'succeeded', 2], ['tests', 'succeeded', 1], ['version', 'succeeded', 1]])
    const release = jobs.find((job) => job.alias === 'package')!
    expect(git(shop, 'show', `${release.branch}:docs/pay.md`)).toContain('empty basket')
    expect(git(shop, 'show', `${release.branch}:CHANGELOG.md`)).toContain('## 2.4')
  }, 240_000)

  test('a pipeline whose first job runs is cancelled whole, held and run again from the command line', async () => {
    const plan = 'pipeline: endless\njobs:\n  a: { prompt: Wait }\n  b: { prompt: Wait too, after: [a] }\n'
    const { pipeline, jobs } = await world.json<PlanResult>(['plan', '-'], plan.replaceAll('prompt:', `repository: ${JSON.stringify(shop)}, prompt:`))
    const [a, b] = jobs.map((job) => job.id!)
    await world.untilJob(a!, (job) => job.state === 'running')
    expect(await world.run(['pipeline', 'cancel', pipeline!, '--dry-run'])).toMatchObject({ code: 0, stdout: expect.stringContaining(`${b}  would be cancelled: Wait too`) as string, stderr: expect.stringContaining('nothing else would change') as string })
    expect(await world.run(['pipeline', 'cancel', pipeline!.slice(0, 6)])).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`${a}  ⊘ cancelled`)) as string })
    for (const id of [a!, b!]) expect((await world.finished(id)).outcome).toMatchObject({ kind: 'cancelled', reason: 'by-person' })
    expect((await world.run(['pipeline', 'hold', pipeline!])).stderr).toContain('can be held')
    expect((await world.run(['pipeline', 'ls'])).stdout).toMatch(new RegExp(`${pipeline} +endless .*2 cancelled`))
    expect(await world.json<Moved>(['pipeline', 'retry', pipeline!, '--dry-run'])).toMatchObject({ dryRun: true, changed: [{ id: a }, { id: b }] })
    expect(await world.run(['pipeline', 'show', 'p000000000'])).toMatchObject({ code: 4 })
  })

  /** The pipeline in the window, in the middle of it. */
  async function look(path: string): Promise<void> {
    const window = await openWindow(world)
    try {
      const { page } = window
      const { jobs } = (await world.http('/api/jobs?limit=10')).body as JobList
      await page.goto(`${world.engine().url}/#/pipeline/${jobs[0]!.pipeline}`)
      await says(page.getByRole('article', { name: 'release 2.4' }), '5 of 6 ended')
      await page.getByRole('tab', { name: 'Graph' }).click()
      for (const [state, count] of [['succeeded', 4], ['failed', 1], ['held', 1]] as const) {
        await page.locator(`[data-state="${state}"]`).nth(count - 1).waitFor()
        expect(await page.locator(`[data-state="${state}"]`).count()).toBe(count)
      }
      await page.evaluate('document.fonts.ready')
      await page.setViewportSize({ width: 1440, height: 520 })
      await page.getByRole('button', { name: 'Show all of the graph' }).click()
      if (WRITES) await page.screenshot({ path })
      expect(window.faults).toEqual([])
    } finally {
      await window.close()
    }
  }
})
