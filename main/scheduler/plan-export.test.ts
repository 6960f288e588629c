import fc from 'fast-check'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { PlanJob, type PlanResult } from '../../contract/plan.ts'
import { editJob } from './edit.ts'
import { exportPlan } from './plan-export.ts'
import { submitPlan } from './plan.ts'
import { getJobRowById } from '../store/jobs.ts'
import { makeBench, makeRepository, type Bench } from './testing.ts'

const origin = { from: 'cli', device: 'test' } as const
const submit = (bench: Bench, plan: string, dryRun = false) => submitPlan(bench.core, { plan, folder: '/', dryRun }, origin)
const exported = (bench: Bench, id: string, format: 'yaml' | 'json' = 'yaml') => exportPlan(bench.core.store.read, id, { format, now: bench.core.now() })

const RELEASE = (repository: string) => `
pipeline: release 2.4
defaults: { repository: ${repository}, profile: careful, otherwise: hold }
jobs:
  review: { prompt: "Review both", after: [tests, { job: docs, when: done }], profile: read-only, any: true, land: { how: merge, unverified: true } }
  docs:   { prompt: "Update the docs: {{parents.tests.result}}", after: [{ job: tests, otherwise: cancel }], context: continue }
  tests:  { prompt: "Write the tests\\n\\n- all of them", check: { command: npm test }, retry: { max: 2 }, labels: { team: pay }, hold: true, land: main, touches: ["*.md", src/pay] }
`

test('a pipeline is written back as the plan it was: aliases kept, what most have in common under defaults', async () => {
  const bench = await makeBench()
  const { pipeline } = await submit(bench, RELEASE(bench.repository))
  expect(exported(bench, pipeline!)).toEqual({ title: 'release 2.4', jobs: 3, format: 'yaml', notes: [], text: `pipeline: release 2.4
defaults:
  repository: ${bench.repository}
  profile: careful
  otherwise: hold
jobs:
  tests:
    labels: { team: pay }
    touches: [ "*.md", src/pay ]
    check: { command: npm test }
    land: main
    retry: { max: 2, backoffMs: 10000 }
    hold: true
    prompt: |-
      Write the tests

      - all of them
  docs:
    context: continue
    after: [ { job: tests, otherwise: cancel } ]
    prompt: "Update the docs: {{parents.tests.result}}"
  review:
    profile: read-only
    any: true
    land: { into: main, how: merge, unverified: true }
    after: [ tests, { job: docs, when: done } ]
    prompt: Review both
` })
})

test('single jobs become a plan whose names are made of their titles, in the prompts too', async () => {
  const bench = await makeBench()
  const first = await bench.submit({ prompt: 'Überprüfe die Tests!' })
  const second = await bench.submit({ prompt: '日本語', after: [first.id] })
  const third = await bench.submit({ prompt: 'Überprüfe: die Tests', after: [{ job: first.id, alias: 'x' }, second.id] })
  await bench.submit({ prompt: 'alone' })
  await bench.submit({ prompt: `Sum up {{parents.${third.id}.result}} {{ parents.y.branch }}`, after: [third.id, { job: second.id, alias: 'y' }] })
  const { text, jobs, title } = exported(bench, second.id)
  expect({ jobs, title }).toEqual({ jobs: 4, title: '日本語' })
  const dry = await submit(bench, text, true)
  expect(dry.jobs.map((job) => [job.alias, job.after.map((edge) => edge.alias)])).toEqual([['uberprufe-die-tests', []], [second.id, ['uberprufe-die-tests']], ['uberprufe-die-tests-2', ['uberprufe-die-tests', second.id]], [expect.stringMatching(/^sum-up-parents/), ['uberprufe-die-tests-2', second.id]]])
  expect(text).toContain(`{{parents.uberprufe-die-tests-2.result}} {{parents.${second.id}.branch}}`)
})

test('what a plan cannot say stands in a comment and in the notes', async () => {
  const bench = await makeBench()
  const other = await bench.submit({ title: 'elsewhere\nx' })
  const { pipeline, jobs } = await submit(bench, RELEASE(bench.repository))
  await editJob(bench.core, getJobRowById(bench.core.store.read, jobs[2]!.id!)!, { id: jobs[2]!.id!, after: [other.id], prompt: `See {{parents.${other.id}.result}}` })
  const { text, notes } = exported(bench, pipeline!)
  expect(notes).toEqual([expect.stringMatching(new RegExp(`^review also waits for ${other.id} ‘elsewhere.x’ \\(success, else cancel\\), which is not of this plan: left out`, 's')), expect.stringMatching(/^review names \{\{parents.* change it/)])
  expect(text).toMatch(new RegExp(`  # also waits for ${other.id} ‘elsewhere x’ .*\n  # names .*\n  review:`))
})

test('an id that is none is refused; JSON is the same plan', async () => {
  const bench = await makeBench()
  const { pipeline, jobs } = await submit(bench, RELEASE(bench.repository))
  expect(() => exported(bench, 'p000000000')).toThrow(/no pipeline/)
  expect(() => exported(bench, 'nope')).toThrow(/id of a job/)
  const json = exported(bench, pipeline!.slice(0, 5), 'json')
  expect(JSON.parse(json.text)).toMatchObject({ pipeline: 'release 2.4', jobs: { docs: { after: [{ job: 'tests', otherwise: 'cancel' }] } } })
  expect(await submit(bench, json.text, true)).toEqual(await submit(bench, exported(bench, jobs[0]!.id!).text, true))
})

test('a plan that is printed does nothing to a terminal', async () => {
  const bench = await makeBench()
  const job = await bench.submit({ prompt: 'a\u001b[2J\u009b2J\u007f\nb', labels: { '\u009b': '\u001b' }, title: 'x\u0085\u2028y' })
  for (const format of ['yaml', 'json'] as const) {
    const { text } = exported(bench, job.id, format)
    // oxlint-disable-next-line no-control-regex -- characters that steer a terminal
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    const [again] = (await submit(bench, text)).jobs
    expect(bench.get(again!.id!)).toMatchObject({ prompt: job.prompt, labels: job.labels, title: job.title })
  }
})

/** For every field of a job of a plan a value it does not have anyway, or why a plan that is written back does not have it. */
const FIELDS: Record<keyof PlanJob, { value: unknown } | { missing: string }> = {
  prompt: { value: 'Say it: {{parents.first.result}}' }, title: { value: 'A title of its own' }, profile: { value: 'careful' }, priority: { value: 7 }, labels: { value: { team: 'pay' } }, any: { value: true }, context: { value: 'fresh' },
  isolation: { value: 'none' }, touches: { value: ['src/**'] }, onConflict: { value: 'fail' }, base: { value: 'main' }, check: { value: { command: 'true' } }, land: { value: { into: 'main', how: 'merge', unverified: true } },
  retry: { value: { max: 3, backoffMs: 5, on: ['check-failed'], session: 'resume' } }, timeoutMs: { value: 5000 }, silenceMs: { value: 6000 }, maxTurns: { value: 9 }, budgetUsd: { value: 1.5 }, model: { value: 'opus' }, notBefore: { value: 9_000_000_000_000 }, hold: { value: true },
  after: { value: ['first', { job: 'second', when: 'done' }] }, when: { value: 'failure' }, otherwise: { value: 'hold' }, repository: { value: '../other' },
  conversation: { missing: 'it lives outside of the plan: told in the notes' }, idempotencyKey: { missing: 'it was used for the jobs that are there' },
}

test.each((Object.keys(PlanJob.shape) as (keyof PlanJob)[]).flatMap((key) => ('value' in FIELDS[key] ? [[key, FIELDS[key].value] as const] : [])))('%s of a job of a plan is written back, as its own and as what all have in common', async (key, value) => {
  const bench = await makeBench()
  makeRepository(join(bench.folder, 'other'))
  const parents = { first: { prompt: 'a' }, second: { prompt: 'b' } }
  const own = { prompt: 'c {{parents.first.title}}', after: ['first', 'second'], [key]: value }
  const shared = key === 'prompt' || key === 'title' || key === 'any' || key === 'hold' || key === 'after' || key === 'land' ? {} : { [key]: value }
  for (const plan of [{ jobs: { ...parents, own } }, { defaults: shared, jobs: { ...parents, own } }]) {
    const given = JSON.stringify({ defaults: {}, ...plan })
    const first = await submitPlan(bench.core, { plan: given, folder: bench.repository, dryRun: false }, origin)
    const { text, notes } = exported(bench, first.pipeline!)
    expect(notes).toEqual([])
    expect(text).toContain(`${key}: `)
    const again = await submit(bench, text)
    expect(all(bench, again)).toEqual(all(bench, first))
  }
})

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => text.trim() !== '' && !text.includes('\0') && !text.includes('{{') && text.isWellFormed())
const some = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 })
const plan = fc.array(fc.record({
  prompt: fc.array(word, { minLength: 1, maxLength: 3 }).chain((lines) => fc.constantFrom('\n', '\r\n', '\n\n ', '\n# ', ': ').map((by) => lines.join(by))),
  title: some(word), profile: some(fc.constantFrom('careful', 'read-only')), priority: some(fc.integer({ min: -5, max: 5 })), labels: some(fc.dictionary(word, word, { maxKeys: 2, noNullPrototype: true })),
  any: some(fc.boolean()), context: some(fc.constantFrom('fresh', 'branch')), check: some(fc.oneof(word.map((command) => ({ command })), fc.record({ command: word, files: fc.constant({ changed: ['src/**'], unchanged: ['*.lock'] }), timeoutMs: fc.constantFrom(5000, 600_000) }), fc.constant({ files: { unchanged: ['docs'] } }))), retry: some(fc.record({ max: fc.integer({ min: 1, max: 9 }) })),
  timeoutMs: some(fc.integer({ min: 1000, max: 99_999 })), budgetUsd: some(fc.constantFrom(0.5, 3)), model: some(word), touches: some(fc.constantFrom(['src/**', '*.md'], ['docs'])), hold: some(fc.boolean()), base: some(fc.constantFrom('main', 'v1')),
  after: fc.uniqueArray(fc.record({ back: fc.integer({ min: 1, max: 4 }), when: some(fc.constantFrom('success', 'failure', 'done')), otherwise: some(fc.constantFrom('cancel', 'hold')) }), { selector: (edge) => edge.back, maxLength: 3 }),
}, { requiredKeys: ['prompt', 'after'] }), { minLength: 1, maxLength: 9 })

/** A job without what is its own. */
function facts(job: Job, aliases: Map<string, string>): object {
  const { prompt, title, repository, profile, priority, labels, any, context, isolation, touches, onConflict, base, check, land, retry, timeoutMs, silenceMs, maxTurns, budgetUsd, model, notBefore, state, alias } = job
  return { prompt, title, repository, profile, priority, labels, any, context, isolation, touches, onConflict, base, check, land, retry, timeoutMs, silenceMs, maxTurns, budgetUsd, model, notBefore, state, alias, after: job.after.map((edge) => ({ ...edge, job: aliases.get(edge.job) })) }
}
const all = (bench: Bench, { jobs }: PlanResult) => {
  const aliases = new Map(jobs.map((job) => [job.id!, job.alias]))
  return jobs.map((job) => facts(bench.get(job.id!), aliases)).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

test('whatever graph is exported, its plan makes the same graph again, job for job and edge for edge', async () => {
  const bench = await makeBench()
  await fc.assert(fc.asyncProperty(plan, fc.constantFrom('yaml' as const, 'json' as const), word, async (list, format, pipeline) => {
    const jobs = Object.fromEntries(list.map(({ after, ...job }, index) => [`n${index}`, { ...job, repository: bench.repository, after: after.filter((edge) => edge.back <= index).map(({ back, ...edge }) => ({ job: `n${index - back}`, ...edge })) }]))
    const first = await submit(bench, JSON.stringify({ pipeline, jobs }))
    const { text, notes } = exported(bench, first.pipeline!, format)
    expect(notes).toEqual([])
    const dry = await submit(bench, text, true)
    expect(dry).toMatchObject({ title: pipeline, jobs: first.jobs.map(({ alias, after }) => ({ alias, after })) })
    const second = await submit(bench, text)
    expect(all(bench, second)).toEqual(all(bench, first))
    expect(exported(bench, second.pipeline!, format).text).toBe(text)
  }), { numRuns: 150 })
})
