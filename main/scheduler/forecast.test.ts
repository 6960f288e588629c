import { expect, onTestFinished, test } from 'vitest'
import type { PlanResult } from '../../contract/plan.ts'
import { setSetting } from '../store/settings.ts'
import { forecastPipeline } from './forecast.ts'
import { submitPlan } from './plan.ts'
import { createScheduler } from './scheduler.ts'
import { makeBench, speak, START, type Bench } from './testing.ts'

const PLAN = { pipeline: 'nightly', jobs: { build: { prompt: 'Build' }, docs: { prompt: 'Docs', after: ['build'] }, tests: { prompt: 'Tests', after: ['build'] } } }

async function submit(bench: Bench): Promise<{ pipeline: string; ids: Record<string, string> }> {
  const plan: PlanResult = await submitPlan(bench.core, { folder: bench.folder, dryRun: false, plan: { ...PLAN, defaults: { repository: bench.repository } } }, { from: 'api', device: 'test' })
  return { pipeline: plan.pipeline!, ids: Object.fromEntries(plan.jobs.map((job) => [job.alias, job.id!])) }
}

test('the second time a pipeline runs, the first tells how long it takes; when it has ended there is nothing to tell', async () => {
  const bench = await makeBench({ slots: 1 })
  await bench.profile({ name: 'default', slots: 1 })
  const first = await submit(bench)
  const tell = (pipeline: string) => forecastPipeline(bench.core.store.read, { id: pipeline, title: 'nightly' }, bench.core.now())
  expect(await tell(first.pipeline)).toMatchObject({ criticalPath: [first.ids['build'], first.ids['docs']], etaMs: null, etaAt: null, obstacle: { kind: 'no-estimate', job: { id: first.ids['build'], title: 'Build' } }, judged: 0, of: 3 })
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  const run = async (id: string, ms: number): Promise<void> => {
    const process = await bench.runner.nextStart()
    bench.advance(ms)
    speak(process)
    process.end()
    await bench.until(() => bench.get(id).state === 'finished')
  }
  for (const [alias, ms] of [['build', 1000], ['docs', 100], ['tests', 5000]] as const) await run(first.ids[alias]!, ms)
  expect(await tell(first.pipeline)).toBeUndefined()

  const second = await submit(bench)
  const process = await bench.runner.nextStart()
  bench.advance(400)
  const now = START + 6100 + 400
  expect(await tell(second.pipeline)).toEqual({ criticalPath: [second.ids['build'], second.ids['tests']], etaMs: 600 + 5000 + 100, etaAt: now + 5700, obstacle: null, judged: 3, of: 3 })
  await bench.core.store.writer.write((db) => setSetting(db, 'paused', '1'))
  expect(await tell(second.pipeline)).toMatchObject({ etaMs: null, obstacle: { kind: 'paused', job: null } })
  process.end()
})
