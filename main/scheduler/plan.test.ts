import { expect, test } from 'vitest'
import { Refusal, type ErrorCode } from '../../contract/errors.ts'
import { Plan } from '../../contract/plan.ts'
import { sql } from '../store/handles.ts'
import { submitPlan } from './plan.ts'
import { makeBench, type Bench } from './testing.ts'

const origin = { from: 'cli', device: 'test' } as const
const submit = (bench: Bench, plan: string | Plan, dryRun = false, set = {}) => submitPlan(bench.core, { plan, folder: bench.repository, set, dryRun }, origin)
const stored = (bench: Bench) => ['job', 'edge', 'pipeline', 'conversation'].map((table) => sql(bench.core.store.read, `SELECT COUNT(*) FROM ${table}`).pluck().get())

const RELEASE = `
pipeline: release 2.4
defaults: { repository: ., profile: careful, otherwise: hold }
jobs:
  review: { prompt: "Review both", after: [tests, { job: docs, when: done }], profile: read-only }
  docs:   { prompt: "Update the docs: {{parents.tests.result}}", after: [tests] }
  tests:  { prompt: "Write the tests", check: { command: npm test } }
`

test('a plan is stored whole: parents first, defaults laid under, aliases kept', async () => {
  const bench = await makeBench()
  const result = await submit(bench, RELEASE)
  expect(result).toMatchObject({ title: 'release 2.4', dryRun: false, pipeline: expect.stringMatching(/^p/) })
  expect(result.jobs.map((job) => [job.alias, job.state, job.profile])).toEqual([['tests', 'queued', 'careful'], ['docs', 'blocked', 'careful'], ['review', 'blocked', 'read-only']])
  const [tests, docs, review] = result.jobs.map((job) => bench.get(job.id!))
  expect(tests).toMatchObject({ pipeline: result.pipeline, pipelineTitle: 'release 2.4', alias: 'tests', repository: bench.repository, check: { command: 'npm test', timeoutMs: 600_000 } })
  expect(docs!.after).toEqual([{ job: tests!.id, when: 'success', otherwise: 'hold', alias: 'tests' }])
  expect(review!.after).toEqual([{ job: tests!.id, when: 'success', otherwise: 'hold', alias: 'tests' }, { job: docs!.id, when: 'done', otherwise: 'hold', alias: 'docs' }])
})

test('submitted once more with its key, it gives what was stored the first time; without one it is another', async () => {
  const bench = await makeBench()
  const keyed = (more: object = {}) => submitPlan(bench.core, { plan: RELEASE, folder: bench.repository, dryRun: false, idempotencyKey: 'k', ...more }, origin)
  const first = await keyed()
  const before = stored(bench)
  expect(await keyed()).toEqual({ ...first, repeated: true })
  expect(await keyed({ dryRun: true }).catch((error: unknown) => (error as Refusal).code)).toBe('wrong-state')
  expect(stored(bench)).toEqual(before)
  expect((await keyed({ idempotencyKey: 'other' })).pipeline).not.toBe(first.pipeline)
  expect((await submit(bench, RELEASE)).pipeline).not.toBe(first.pipeline)
})

test('a plan whose first job has a key of its own is known again by its own key, and by no other', async () => {
  const bench = await makeBench()
  const keyed = (plan: string, idempotencyKey: string) => submitPlan(bench.core, { plan, folder: bench.repository, dryRun: false, idempotencyKey }, origin).catch((error: unknown) => error as Refusal)
  const plan = 'jobs:\n  a: { prompt: x, idempotencyKey: own }\n  b: { prompt: y }'
  const first = await keyed(plan, 'k')
  expect(await keyed(plan, 'k')).toEqual({ ...first, repeated: true })
  const before = stored(bench)
  expect(await keyed(plan, 'other')).toMatchObject({ code: 'wrong-state', message: expect.stringMatching(/^line 2: a: job j/) })
  expect(await keyed('jobs:\n  a: { prompt: x, idempotencyKey: own }', 'k')).toMatchObject({ code: 'wrong-state' })
  expect(stored(bench)).toEqual(before)
})

test('a dry run says the same and stores nothing', async () => {
  const bench = await makeBench()
  const before = stored(bench)
  const result = await submit(bench, RELEASE, true)
  expect(result).toMatchObject({ dryRun: true, pipeline: null })
  expect(result.jobs.map((job) => [job.alias, job.id, job.state])).toEqual([['tests', null, 'queued'], ['docs', null, 'blocked'], ['review', null, 'blocked']])
  expect(stored(bench)).toEqual(before)
})

test.each<[string, string, ErrorCode, RegExp]>([
  ['a label that JavaScript takes for something else', 'jobs:\n  a:\n    prompt: x\n    labels: { __proto__: y }\n', 'bad-plan', /^line 4: jobs\.a\.labels: a key cannot be named __proto__/],
  ['a name that JavaScript takes for something else', 'jobs:\n  a: { prompt: x }\n  __proto__: { prompt: y }\n', 'bad-plan', /^line 3: .*__proto__/],
  ['a cycle', 'jobs:\n  a: { prompt: x, after: [c] }\n  b: { prompt: x, after: [a] }\n  c: { prompt: x, after: [b] }', 'cycle', /^line 2: .*circle: a → b → c → a/],
  ['its own parent', 'jobs:\n  a: { prompt: x, after: [a] }', 'cycle', /^line 2: .*a → a/],
  ['an unknown alias', 'jobs:\n  a: { prompt: x }\n  b:\n    prompt: x\n    after: [a, nope]', 'bad-plan', /^line 5: b waits for nope, which is no job of this plan\. Known: a, b/],
  ['a parent named twice', 'jobs:\n  a: { prompt: x }\n  b: { prompt: x, after: [a, { job: a, when: done }] }', 'bad-plan', /b names a twice/],
  ['a duplicate key', 'jobs:\n  a: { prompt: x }\n  a: { prompt: y }', 'bad-plan', /^line 3: the key a stands here a second time\. Give/],
  ['a duplicate key in quotes', 'jobs:\n  "a: b": { prompt: x }\n  "a: b": { prompt: y }', 'bad-plan', /^line 3: the key "a: b" stands/],
  ['a duplicate key in JSON', '{\n"jobs": {\n"a": { "prompt": "x: \\"{" },\n"a": { "prompt": "y" } } }', 'bad-plan', /^line 4: the key "a" stands here a second time\. Give/],
  ['a duplicate key further up', 'jobs:\n  a: { prompt: x, labels: { x: "1", x: "2" } }\n  b: { prompt: x }\n  b: { prompt: y }', 'bad-plan', /^line 2: the key x stands/],
  ['an unknown alias in JSON', '{"jobs": {\n"a": { "prompt": "x" },\n"b": { "prompt": "x",\n"after": ["a",\n"nope"] } } }', 'bad-plan', /^line 5: b waits for nope/],
  ['an unknown key in JSON', '{"jobs": {\n"a": { "prompt": "x",\n"promt": "y" } } }', 'bad-plan', /^line 3: .*promt/],
  ['two documents', 'jobs:\n  a: { prompt: x }\n---\njobs:\n  b: { prompt: x }', 'bad-plan', /^line 3: expected one document, found several/],
  ['an empty file', '', 'bad-plan', /^line 1: expected a plan with `jobs`, found an empty one/],
  ['only a comment', '# later\n', 'bad-plan', /^line 1: .*empty/],
  ['an unknown profile', 'jobs:\n  a:\n    prompt: x\n    profile: nope', 'unknown-profile', /^line 4: a: .*no profile "nope"/],
  ['an unknown key', 'jobs:\n  a:\n    prompt: x\n    promt: y', 'bad-plan', /^line 4: .*promt/],
  ['a prompt that is missing', 'jobs:\n  a: { title: x }', 'bad-plan', /^line 2: .*prompt/],
  ['a blank prompt', 'jobs:\n  a: { prompt: " " }', 'bad-plan', /^line 2: .*prompt/],
  ['no jobs', 'jobs: {}', 'bad-plan', /^line 1: .*at least one job/],
  ['no plan at all', 'just words', 'bad-plan', /plan/],
  ['broken YAML', 'jobs:\n  a: { prompt: "x }', 'bad-plan', /^line \d/],
  ['a name that no parent has', 'jobs:\n  a: { prompt: x }\n  b: { prompt: "{{parents.c.result}}", after: [a] }', 'unknown-name', /^line 3: b: .*names no parent/],
  ['a repository that is not there', 'jobs:\n  a: { prompt: x, repository: ./nowhere }', 'not-a-repository', /^line 2: a: .*nowhere/],
  ['an alias that would be a path', 'jobs:\n  ../x: { prompt: x }', 'bad-plan', /letters, digits/],
  ['a bomb of references', `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\njobs: [*d,*d,*d,*d,*d,*d,*d]`, 'bad-plan', /./],
])('%s is refused with its line, and nothing is stored', async (_, plan, code, message) => {
  const bench = await makeBench()
  const before = stored(bench)
  const error = await submit(bench, plan).then(() => null, (each: unknown) => each)
  expect(error).toBeInstanceOf(Refusal)
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(stored(bench)).toEqual(before)
})

const VARS = `pipeline: "release {{vars.version}}"
vars: { version: , area: src/pay, urgency: 5 }
jobs:
  a:
    prompt: "Test {{ vars.area }}, not \${area} or {area}"
    priority: "{{vars.urgency}}"
    check: { command: 'echo "{{vars.version}}" > "$version"' }
`

test('variables are filled in where they stand, as text and never as YAML; a number stays one', async () => {
  const bench = await makeBench()
  const evil = '"}\n  b: { prompt: x }\n#$(touch x) ${y} *a'
  const { title, jobs } = await submit(bench, VARS, false, { version: evil, urgency: '-7' })
  expect(title).toBe(`release ${evil}`)
  expect(jobs).toHaveLength(1)
  expect(bench.get(jobs[0]!.id!)).toMatchObject({ prompt: 'Test src/pay, not ${area} or {area}', priority: -7, check: { command: `echo "${evil}" > "$version"` } })
  const asData = await submit(bench, Plan.parse({ vars: { what: 'x', n: 3 }, jobs: { a: { prompt: 'Do {{vars.what}} {{vars.n}}' } } }), false, { what: 'y' })
  expect(bench.get(asData.jobs[0]!.id!).prompt).toBe('Do y 3')
})

test.each<[string, string, object, RegExp]>([
  ['a value that is missing', VARS, {}, /^line 2: vars\.version has no value\. Give one with --set version=VALUE\.$/],
  ['a value for no variable', VARS, { version: 1, nope: 2 }, /^--set nope: the plan has no such variable\. Known: version, area, urgency\.$/],
  ['a text for a number', VARS, { version: 1, urgency: 'very' }, /^line 2: vars\.urgency: expected a number .* found "very"/],
  ['a value that names something', VARS, { version: '{{result}}' }, /^line 2: vars\.version: expected a value without \{\{/],
  ['variables that are unknown and unused, all at once', 'vars:\n  a: 1\n  b: 2\njobs:\n  x: { prompt: "Use {{vars.a}}" }\n  y:\n    prompt: "{{vars.c}} {{ vars.d }}"', {}, /^line 3: vars\.b is used nowhere.*\nline 7: \{\{vars\.c\}\} is no variable of this plan\. Known: a, b\.\nline 7: \{\{ vars\.d \}\} /],
  ['a name in no block', 'jobs:\n  x: { prompt: x, title: "{{vars.a}}" }', {}, /^line 2: \{\{vars\.a\}\} .* Declare it/],
  ['a block that is none', 'vars: [a]\njobs:\n  x: { prompt: x }', {}, /^line 1: vars: /],
  ['a number that is out of bounds once it is filled in', VARS, { version: 1, urgency: 5000 }, /^line 6: jobs\.a\.priority/],
  ['several mistakes at once', 'jobs:\n  a: { promt: x }\n  b: { prompt: x, priority: high }', {}, /^line 2: .*\nline 2: .*promt.*\nline 3: .*priority/],
])('variables: %s is refused', async (_, plan, set, message) => {
  const bench = await makeBench()
  const error = await submit(bench, plan, true, set).then(() => null, (each: unknown) => each)
  expect(error).toMatchObject({ code: 'bad-plan', message: expect.stringMatching(message) })
})

test('a plan tells its variables, also when one has no value, and what is wrong with which', async () => {
  const bench = await makeBench()
  const vars = { version: null, area: 'src/pay', urgency: 5 }
  expect((await submit(bench, VARS, true, { version: 1 })).vars).toEqual(vars)
  const refusal = (set: object) => submit(bench, VARS, true, set).then(() => null, (each: unknown) => each)
  expect(await refusal({ urgency: 'very' })).toMatchObject({ details: { vars, faults: { version: 'expected a value, found none', urgency: 'expected a number as its default is one, found "very"' }, faultsOnly: true } })
  expect(await refusal({ version: 1, nope: 2 })).toMatchObject({ details: { vars, faults: {}, faultsOnly: false } })
})

test('an idempotency key that was used before is refused in a plan, with the job that has it', async () => {
  const bench = await makeBench()
  const plan = 'jobs:\n  a: { prompt: x }\n  b:\n    prompt: y\n    idempotencyKey: k'
  const first = await submit(bench, plan)
  const before = stored(bench)
  const error = await submit(bench, plan).then(() => null, (each: unknown) => each)
  expect(error).toMatchObject({ code: 'wrong-state', message: expect.stringMatching(new RegExp(`^line 5: b: .*${first.jobs[1]!.id}`)) })
  expect(stored(bench)).toEqual(before)
  const twice = await submit(bench, 'jobs:\n  a: { prompt: x, idempotencyKey: q }\n  b: { prompt: y, idempotencyKey: q }').then(() => null, (each: unknown) => each)
  expect(twice).toMatchObject({ code: 'bad-plan', message: expect.stringMatching(/^line 3: b: .*idempotencyKey/) })
  expect(stored(bench)).toEqual(before)
})

test('a conversation that goes on within a plan keeps its profile', async () => {
  const bench = await makeBench()
  const ok = await submit(bench, 'jobs:\n  a: { prompt: x }\n  b: { prompt: y, after: [a], context: continue }')
  const [a, b] = ok.jobs.map((job) => bench.get(job.id!))
  expect(b!.conversation).toBe(a!.conversation)
  const error = await submit(bench, 'jobs:\n  a: { prompt: x }\n  b:\n    prompt: y\n    after: [a]\n    context: continue\n    profile: careful').then(() => null, (each: unknown) => each)
  expect(error).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/^line 7: b: .*careful/) })
})

test('2,000 jobs in one chain are stored in one transaction', async () => {
  const bench = await makeBench()
  const jobs = Array.from({ length: 2000 }, (_, i) => `  n${i}: { prompt: x${i === 0 ? '' : `, after: [n${i - 1}]`} }`).reverse()
  let commits = 0
  bench.core.store.writer.onCommit(() => { commits++ })
  const result = await submit(bench, `jobs:\n${jobs.join('\n')}`)
  expect(commits).toBe(1)
  expect(result.jobs.map((job) => job.alias)).toEqual(Array.from({ length: 2000 }, (_, i) => `n${i}`))
})

test('two plans at once with one idempotency key: one is stored whole, the other refused whole', async () => {
  const bench = await makeBench()
  const plan = `pipeline: once\njobs:\n  a: { prompt: x, repository: ., idempotencyKey: k }\n  b: { prompt: y, repository: ., after: [a] }\n`
  // Neither is written before both have been looked through.
  const { steps } = bench.core.store.writer
  const both = Promise.withResolvers<void>()
  let came = 0
  bench.core.store.writer.steps = async (piece) => {
    if (++came === 2) both.resolve()
    await both.promise
    return steps(piece)
  }
  const ended = await Promise.allSettled([submit(bench, plan), submit(bench, plan)])
  expect(ended.map((each) => each.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(ended.find((each) => each.status === 'rejected')!.reason).toMatchObject({ code: 'wrong-state', message: expect.stringMatching(/^a: job j\w+ was submitted with this idempotencyKey before/) })
  expect(stored(bench)).toEqual([2, 1, 1, 2])
})

test('jobs that may change the same files at once are told of, before and after the plan is stored', async () => {
  const bench = await makeBench()
  const plan = `
defaults: { repository: ., touches: [src/**] }
jobs:
  pay:   { prompt: x, touches: ["src/{{vars.area}}/**", docs] }
  types: { prompt: x }
  after: { prompt: x, after: [types] }
  place: { prompt: x, isolation: none }
  none:  { prompt: x, touches: [] }
vars: { area: pay }
`
  const overlaps = { pairs: [{ jobs: ['pay', 'types'], globs: ['src/pay/**', 'src/**'] }, { jobs: ['pay', 'after'], globs: ['src/pay/**', 'src/**'] }], more: 0 }
  expect((await submit(bench, plan, true)).overlaps).toEqual(overlaps)
  const result = await submit(bench, plan)
  expect(result.overlaps).toEqual(overlaps)
  expect(result.jobs.map((job) => [job.alias, bench.get(job.id!).touches])).toEqual([['pay', ['src/pay/**', 'docs']], ['types', ['src/**']], ['place', ['src/**']], ['none', undefined], ['after', ['src/**']]])
  expect(await submit(bench, 'jobs:\n  a: { prompt: x, touches: [src] }\n  b: { prompt: x, touches: [docs] }')).not.toHaveProperty('overlaps')
  const refused = await submit(bench, 'jobs:\n  a:\n    prompt: x\n    touches: [src, /abs]').then(() => null, (each: unknown) => each)
  expect(refused).toMatchObject({ code: 'bad-plan', message: expect.stringMatching(/^line 4: .*touches\.1: expected a path relative/) })
})
