import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { goTo, openWindow, runFromPalette, says, type Window } from './fixtures/browser.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('the practice tour, from the window', () => {
  let world: World
  let window: Window
  beforeAll(async () => {
    world = await startWorld()
    window = await openWindow(world)
  })
  afterAll(() => world?.close())

  const tours = async (): Promise<Job[][]> => {
    const { jobs } = await world.json<{ jobs: Job[] }>(['ls', '--all', '--label', 'tour=practice'])
    return [...Map.groupBy(jobs, (job) => job.pipeline).values()]
  }

  test('one press of a button runs it: work that builds on work, a check that fails, what is cancelled for it, and a job that waits for a person', async () => {
    const { page } = window
    await page.getByRole('button', { name: 'Start the practice tour' }).click()
    await page.getByRole('heading', { name: 'Practice tour' }).first().waitFor()
    expect(page.url()).toContain('#/pipeline/')
    const [jobs] = await tours()
    expect(jobs).toHaveLength(7)
    for (const job of jobs!.filter((each) => each.alias !== 'release')) await world.finished(job.id)
    const [ended] = await tours()
    expect(Object.fromEntries(ended!.map((job) => [job.alias, job.outcome?.reason ?? job.state]))).toEqual({
      greeting: 'ok', readme: 'ok', farewell: 'ok', review: 'ok', shout: 'check-failed', posters: 'dependency-failed', release: 'held',
    })
    await says(page.getByRole('main'), 'Nobody can say when it ends')
    expect(window.faults).toEqual([])
  })

  test('what waits for a person goes on in the next engine, whose practice answers as before', async () => {
    const { page } = window
    await world.engine().stop()
    await world.serve()
    const release = (await tours())[0]!.find((job) => job.alias === 'release')!
    await world.json(['release', release.id])
    await world.untilJob(release.id, (job) => job.state === 'waiting')
    await goTo(page, '#/inbox')
    await page.getByRole('button', { name: 'Allow once' }).click()
    expect(await world.finished(release.id)).toMatchObject({ outcome: { kind: 'succeeded' } })
  })

  test('it is in the palette, and begins anew in another repository', async () => {
    await runFromPalette(window.page, 'Start the practice tour')
    await world.until<{ jobs: Job[] }>('/api/jobs?limit=1000', ({ jobs }) => jobs.filter((job) => job.labels['tour'] === 'practice').length === 14)
    expect(new Set((await tours()).map(([job]) => job!.repository)).size).toBe(2)
  })
})
