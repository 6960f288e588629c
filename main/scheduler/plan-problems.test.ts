import { expect, test } from 'vitest'
import { Refusal } from '../../contract/errors.ts'
import { MAX_PROBLEMS, type PlanProblem } from '../../contract/plan.ts'
import { sql } from '../store/handles.ts'
import { submitPlan, type PlanInput } from './plan.ts'
import { makeBench, type Bench } from './testing.ts'

const origin = { from: 'cli', device: 'test' } as const
type Refused = Refusal & { details: { problems: PlanProblem[]; more: number } }

/** Why a plan is refused; nothing of it is stored. */
async function refused(bench: Bench, plan: PlanInput['plan'], more: Partial<PlanInput> = {}): Promise<Refused> {
  const stored = () => ['job', 'edge', 'pipeline', 'conversation'].map((table) => sql(bench.core.store.read, `SELECT COUNT(*) FROM ${table}`).pluck().get())
  const before = stored()
  const error = await submitPlan(bench.core, { plan, folder: bench.repository, dryRun: false, ...more }, origin).then(() => null, (each: unknown) => each)
  expect(error).toBeInstanceOf(Refusal)
  expect(stored()).toEqual(before)
  return error as Refused
}
/** Line and message of each, the message up to its first sentence. */
const told = ({ details }: Refused): string[] => details.problems.map(({ line, message }) => `${line} ${message.split('. ')[0]!.replace(/\.$/, '')}`)

const WRONG = `pipeline: all of it
defaults: { profile: careful }
jobs:
  first: { prompt: x, promt: y, titel: z }
  second:
    prompt: "{{parents.ghost.result}} and {{parents.first.result}} and {{reslut}}"
    after: [first, nobody]
    profile: nope
  third:
    prompt: "{{result}} of {{parents.nobody.title}}"
    after: [fourth, third]
  fourth: { prompt: x, after: [third, first, first], check: { schema: { type: 5 } } }
  fifth: { prompt: x, repository: ./nowhere, land: main, isolation: none, priority: high }
  sixth: { after: { job: first } }
`

test('all that is wrong with a plan is told at once, each with its line, in their order', async () => {
  const bench = await makeBench()
  const refusal = await refused(bench, WRONG)
  expect(told(refusal)).toEqual([
    '4 jobs.first.promt: this key is not known',
    '4 jobs.first.titel: this key is not known',
    '6 second: prompt: {{reslut}} is not known',
    '6 second: prompt: {{parents.ghost.result}} names no parent of this job',
    '7 second waits for nobody, which is no job of this plan',
    expect.stringMatching(/^8 second: There is no profile "nope"/),
    '10 third: prompt: {{result}} needs exactly one parent, this job has 2',
    '10 third: prompt: {{parents.nobody.title}} names no parent of this job',
    '11 the jobs wait for one another in a circle: third → fourth → third',
    '11 the jobs wait for one another in a circle: third → third',
    '12 fourth names first twice',
    expect.stringMatching(/^12 fourth: check\.schema: expected a JSON Schema/),
    '13 jobs.fifth.priority: expected a number, found "high"',
    expect.stringMatching(/^13 fifth: repository: .*nowhere/),
    expect.stringMatching(/^14 jobs\.sixth\.prompt: expected a text, found nothing/),
    expect.stringMatching(/^14 jobs\.sixth\.after: expected a list/),
  ])
  expect(refusal.message).toBe(refusal.details.problems.map(({ line, message }) => `line ${line}: ${message}`).join('\n'))
  expect(refusal).toMatchObject({ code: 'bad-plan', details: { more: 0, problems: { 4: { code: 'bad-plan', path: ['jobs', 'second', 'after', 1] }, 5: { code: 'unknown-profile' }, 8: { code: 'cycle' } } } })
})

test('the same plan as data is refused for the same, without lines', async () => {
  const bench = await makeBench()
  const { details } = await refused(bench, { jobs: { a: { prompt: 'x', after: ['b'] }, b: { prompt: '{{result}}', profile: 'nope', promt: 'y' } } })
  expect(details.problems).toEqual([
    { code: 'bad-plan', line: null, path: ['jobs', 'b', 'promt'], message: 'jobs.b.promt: this key is not known. Take it out, or look for a misspelling' },
    { code: 'unknown-profile', line: null, path: ['jobs', 'b', 'profile'], message: expect.stringContaining('"nope"') },
    { code: 'unknown-name', line: null, path: ['jobs', 'b', 'prompt'], message: expect.stringContaining('needs exactly one parent') },
  ])
})

test.each<[string, string, string[]]>([
  ['what all jobs share once, where it stands', 'defaults:\n  profile: nope\njobs:\n  a: { prompt: x }\n  b: { prompt: x }\n  c: { prompt: x, profile: gone }', ['2 defaults: There is no profile "nope"', '6 c: There is no profile "gone"']],
  ['a job that takes nothing from what is shared is not blamed on it', 'defaults: { context: fork }\njobs:\n  a: { prompt: x }', ['3 a: context: fork takes up one parent\'s conversation, this job has 0 parents']],
  ['nothing that follows from a name that cannot be', 'jobs:\n  "../a": { prompt: x }\n  b: { prompt: x, after: [{ job: "../a" }] }', ['2 jobs.../a: expected letters, digits, dash, underscore or dot']],
  ['nothing that follows from a repository that is none', 'jobs:\n  a: { prompt: x, repository: 5, check: { prompt: ok, profile: careful } }', ['2 jobs.a.repository: expected a text, found 5']],
  ['keys that stand twice, and what else is wrong', 'jobs:\n  a: { prompt: x }\n  b: { prompt: x, after: [c], prompt: y }\n  a: { prompt: z }', ['3 the key prompt stands here a second time', '3 b waits for c, which is no job of this plan', '4 the key a stands here a second time']],
  ['two circles', 'jobs:\n  a: { prompt: x, after: [b] }\n  b: { prompt: x, after: [a] }\n  c: { prompt: x, after: [d] }\n  d: { prompt: x, after: [c] }', ['2 the jobs wait for one another in a circle: a → b → a', '4 the jobs wait for one another in a circle: c → d → c']],
  ['a variable without a value, and nothing that depends on it', 'vars: { repo: , n: 5, level: }\njobs:\n  a: { prompt: "{{vars.repo}} {{x}}", repository: "{{vars.repo}}", priority: "{{vars.level}}", after: [z] }\n  b: { prompt: "x {{vars.n}}", profile: nope }', ['1 vars.repo has no value', '1 vars.level has no value', '3 a waits for z, which is no job of this plan', '3 a: prompt: {{x}} is not known', '4 b: There is no profile "nope"']],
  ['variables that are none', 'vars: [a]\njobs:\n  a: { prompt: "{{vars.a}}", titel: y }', ['1 vars: expected an object, found a list', '3 jobs.a.titel: this key is not known']],
  ['a quote that is closed nowhere, where it begins', 'jobs:\n  a:\n    prompt: "x\n  b:\n    prompt: y\n  c:\n    prompt: z\n', ['3 Missing closing "quote']],
  ['a plan without a job', 'jobs: {}', ['1 jobs: expected at least one job']],
  ['a reviewer and a schema', 'jobs:\n  a:\n    prompt: x\n    check:\n      schema: { pattern: 5 }\n      prompt: good?\n      profile: nope', ['5 a: check.schema: expected a JSON Schema, found one that cannot be read: schema is invalid: data/pattern must be string', '7 a: check.profile: There is no profile "nope"']],
])('told is %s', async (_, plan, expected) => {
  const bench = await makeBench()
  expect(told(await refused(bench, plan))).toEqual(expected)
})

test('jobs that clash are told with the rest', async () => {
  const bench = await makeBench()
  await submitPlan(bench.core, { plan: 'jobs:\n  a: { prompt: x, idempotencyKey: k }', folder: bench.repository, dryRun: false }, origin)
  const plan = 'jobs:\n  a: { prompt: x, idempotencyKey: k }\n  b: { prompt: x, idempotencyKey: q }\n  c: { prompt: x, idempotencyKey: q }\n  d: { prompt: x, after: [a], context: continue, profile: careful }\n  e: { prompt: x, profile: nope }'
  const refusal = await refused(bench, plan, { idempotencyKey: 'whole' })
  expect(refusal.details.problems.map(({ line, code }) => [line, code])).toEqual([[2, 'wrong-state'], [4, 'bad-plan'], [5, 'bad-input'], [6, 'unknown-profile']])
})

test('of very many mistakes the first are told, and how many are left', async () => {
  const bench = await makeBench()
  const jobs = Array.from({ length: 3000 }, (_, i) => `  n${i}: { prompt: x, after: [m${i}] }`)
  const { details, message } = await refused(bench, `jobs:\n${jobs.join('\n')}`)
  expect(details.problems.map(({ line }) => line)).toEqual(Array.from({ length: MAX_PROBLEMS }, (_, i) => i + 2))
  expect(details.more).toBe(3000 - MAX_PROBLEMS)
  expect(message).toMatch(/\n… and 2980 more\.$/)
  const rings = Array.from({ length: 100 }, (_, i) => `  a${i}: { prompt: x, after: [b${i}] }\n  b${i}: { prompt: x, after: [a${i}] }`)
  expect((await refused(bench, `jobs:\n${rings.join('\n')}`)).details.problems).toHaveLength(MAX_PROBLEMS)
})

test('of a long circle the ends are named', async () => {
  const bench = await makeBench()
  const jobs = Array.from({ length: 2000 }, (_, i) => `  j${i}: { prompt: x, after: [j${(i + 1999) % 2000}] }`)
  const [problem] = (await refused(bench, `jobs:\n${jobs.join('\n')}`)).details.problems
  expect(problem!.message).toBe('the jobs wait for one another in a circle: j0 → j1 → j2 → j3 → j4 → j5 → … and 1,989 more … → j1995 → j1996 → j1997 → j1998 → j1999 → j0. Take one of these edges out.')
})

test('a plan full of parents that are none is refused soon, and others get their turn meanwhile', async () => {
  const bench = await makeBench()
  let longest = 0
  let last: number | null = performance.now()
  const beat = (): void => {
    if (last === null) return
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
    setImmediate(beat)
  }
  beat()
  const jobs = Array.from({ length: 10_000 }, (_, i) => `  j${i}: { prompt: "p", after: [zz, yy] }`)
  const { details } = await refused(bench, `jobs:\n${jobs.join('\n')}`)
  last = null
  expect(details.problems.map(({ line }) => line)).toEqual(Array.from({ length: MAX_PROBLEMS }, (_, i) => Math.floor(i / 2) + 2))
  expect(details.more).toBe(20_000 - MAX_PROBLEMS)
  // It was fourteen seconds for half of it.
  expect(longest).toBeLessThan(4000)
}, 60_000)
