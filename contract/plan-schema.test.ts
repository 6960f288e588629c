import { expect, test } from 'vitest'
import { z } from 'zod'
import { planSchema } from './plan-schema.ts'

test('the schema of plan files takes what a plan may be, and nothing else', () => {
  // Read back from JSON alone: nothing of ours helps it.
  const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(planSchema())) as Parameters<typeof z.fromJSONSchema>[0])
  const job = { prompt: 'x' }
  for (const good of [
    { jobs: { a: job } },
    { pipeline: 'p', vars: { v: null, n: 5, s: 'x' }, defaults: { repository: '.', otherwise: 'hold' }, jobs: { a: { ...job, priority: '{{vars.n}}' }, b: { ...job, after: ['a', { job: 'a', when: 'done' }], check: { command: 'true' }, retry: { max: 2 } } } },
    { defaults: { touches: ['docs/**'] }, jobs: { a: { ...job, touches: ['src/pay/**', '*.md'], isolation: 'none' } } },
  ]) expect(schema.safeParse(good).error?.issues).toBeUndefined()
  for (const bad of [{}, { jobs: { a: {} } }, { jobs: { a: { prompt: 'x', promt: 'y' } } }, { jobs: { a: job }, more: 1 }, { jobs: { a: { ...job, priority: 'high' } } }, { jobs: { a: { ...job, when: 'never' } } }, { jobs: { a: { ...job, touches: 'src' } } }, { jobs: { '../a': job } }]) expect(schema.safeParse(bad).success, JSON.stringify(bad)).toBe(false)
})
