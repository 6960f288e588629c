import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PipelineDetail } from '../contract/pipeline.ts'
import type { PlanResult } from '../contract/plan.ts'
import { goTo, openWindow, says, SIZES, titled, untilThere, type Window } from './fixtures/browser.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('what is still to come in a pipeline', () => {
  let world: World
  let window: Window
  let gate: string
  let plan: string
  beforeAll(async () => {
    world = await startWorld()
    window = await openWindow(world)
    gate = join(world.person, 'gate')
    const jobs = {
      prepare: { prompt: titled('Prepare the release', [{ say: 'Prepared.' }]) },
      docs: { prompt: titled('Bring the docs up to date', [{ bash: 'echo docs > shared.txt' }]), after: ['prepare'] },
      tests: { prompt: titled('Write the missing tests', [{ bash: 'echo tests > shared.txt' }]), after: ['prepare'] },
      publish: { prompt: titled('Publish the package', [{ bash: untilThere(gate) }]), after: ['tests'] },
      report: { prompt: titled('Report what was published', [{ say: 'Reported.' }]), after: ['publish'] },
    }
    plan = JSON.stringify({ pipeline: 'nightly', defaults: { profile: 'test', repository: makeRepository({ files: { 'shared.txt': 'as it was\n' } }) }, jobs })
  })
  afterAll(async () => {
    await window?.close()
    await world?.close()
  })
  const page = () => window.page.getByRole('article', { name: 'nightly' })
  const outlook = () => page().getByRole('region', { name: 'What is still to come' })
  const submit = async (): Promise<{ pipeline: string; ids: Record<string, string> }> => {
    const { pipeline, jobs } = await world.json<PlanResult>(['plan', '-'], plan)
    return { pipeline: pipeline!, ids: Object.fromEntries(jobs.map((job) => [job.alias, job.id!])) }
  }

  test('the first time nobody can say how long it takes; what conflicts is told as soon as it is there', async () => {
    const { pipeline, ids } = await submit()
    await goTo(window.page, `#/pipeline/${pipeline}`)
    await says(outlook(), /Nobody can say when it ends: no job like .* has succeeded yet\./)
    await says(outlook(), /Bring the docs up to date.*and.*Write the missing tests.*in shared\.txt/)
    writeFileSync(gate, '')
    await world.finished(ids['report']!)
    await outlook().getByText(/left, ends|any moment|Nobody/).waitFor({ state: 'detached' })
    await says(outlook(), 'in shared.txt')
    const shown = await world.run(['pipeline', 'show', pipeline])
    expect(shown.stdout).toContain(`The work of ${ids['docs']} ‘Bring the docs up to date’ and ${ids['tests']} ‘Write the missing tests’ conflicts in shared.txt`)
    expect(window.faults).toEqual([])
  })

  test('the second time the first tells it: a time, the jobs that take longest marked in list and graph, and why not while one is held', async () => {
    rmSync(gate)
    const { pipeline, ids } = await submit()
    await goTo(window.page, `#/pipeline/${pipeline}`)
    await world.untilJob(ids['publish']!, (job) => job.state === 'running')
    await says(outlook(), /(About .* left, ends about|Should end any moment).*judged by past runs of the 2 jobs left\./)
    await says(outlook(), /Critical path.*Publish the package.*Report what was published/)
    const marked = page().getByRole('listitem').filter({ hasText: 'on the critical path' })
    expect(await marked.count()).toBe(2)
    await says(marked.nth(0), 'Publish the package')
    const { forecast } = (await world.http(`/api/pipelines/${pipeline}`)).body as PipelineDetail
    expect(forecast).toMatchObject({ criticalPath: [ids['publish'], ids['report']], obstacle: null, judged: 2, of: 2 })
    await page().getByRole('tab', { name: 'Graph' }).click()
    await says(page().getByRole('list', { name: 'Lines' }), 'critical path')
    // The address says which view it is: reloading, or coming back from a job, leads to the same.
    await window.page.reload()
    await page().getByRole('tab', { name: 'Graph', selected: true }).waitFor()
    await page().getByRole('link', { name: /^Publish the package/ }).click()
    await window.page.getByRole('article', { name: 'Publish the package' }).waitFor()
    await window.page.goBack()
    await page().getByRole('tab', { name: 'Graph', selected: true }).waitFor()
    await goTo(window.page, `#/pipelines/${pipeline}/graph`)
    await page().getByRole('tab', { name: 'Graph', selected: true }).waitFor()
    expect(await window.page.evaluate('location.hash')).toBe(`#/pipeline/${pipeline}/graph`)
    for (const title of ['Publish the package', 'Report what was published']) await page().getByRole('link', { name: new RegExp(`^${title}.*on the critical path`) }).waitFor()
    expect(await page().getByRole('link', { name: /^Prepare the release.*on the critical path/ }).count()).toBe(0)
    await world.run(['hold', ids['report']!])
    await says(outlook(), `Nobody can say when it ends: ${ids['report']} ‘Report what was published’ is held.`)
    await window.page.setViewportSize(SIZES.narrow)
    await outlook().getByText('Critical path').waitFor({ state: 'detached' })
    await page().getByRole('tab', { name: 'Jobs' }).click()
    await outlook().getByText('Critical path').waitFor()
    expect(await window.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await window.page.setViewportSize(SIZES.wide)
    await world.run(['release', ids['report']!])
    writeFileSync(gate, '')
    await world.finished(ids['report']!)
    await outlook().getByText('Critical path').waitFor({ state: 'detached' })
    expect(window.faults).toEqual([])
  })
})
