import type { ZodError } from 'zod'
import { failure, type Result } from '../../contract/errors.ts'
import { Plan } from '../../contract/plan.ts'
import { readJson } from './plan-json.ts'
import { fillVars, type VarValues } from './plan-vars.ts'
import { pause } from './slices.ts'
import { locateIn, readYaml } from './plan-yaml.ts'

/** Says where in the file something is wrong: `line 12: …`; no line for a plan that came as data. */
export type Locate = (path: readonly (string | number)[]) => string

/** YAML or JSON text (JSON is YAML) as a plan, its variables filled in; every error names its line. */
export async function parsePlan(text: string, set: VarValues = {}): Promise<Result<{ plan: Plan; locate: Locate }>> {
  // The reader of YAML takes a hundred times as long, and keeps a node with its place for each word: JSON is read by it only to say where something is wrong.
  const json = readJson(text)
  const locate = locateIn(text)
  try {
    const data = json === null ? await readYaml(text) : { ok: true as const, value: json.value }
    if (!data.ok) return data
    await pause()
    // JavaScript takes this name for something else, and the job would be left out without a word.
    if (hasProto(data.value)) return failure('bad-plan', `${locate(['jobs', '__proto__'])}jobs: a job cannot be named __proto__. Give it another name.`)
    const filled = fillVars(data.value, set, locate)
    await pause()
    return filled.ok ? checkPlan(filled.value.data, locate) : filled
  } catch (error) {
    // A few lines of references to references can stand for gigabytes; the parser stops there.
    return failure('bad-plan', `Expected a plan that can be read, found one whose references (&name, *name) grow too large (${error instanceof Error ? error.message : String(error)}). Write them out.`)
  }
}

function hasProto(data: unknown): boolean {
  const jobs = typeof data === 'object' && data !== null && 'jobs' in data ? data.jobs : null
  return typeof jobs === 'object' && jobs !== null && Object.hasOwn(jobs, '__proto__')
}

/** A plan that came as data, its variables filled in. */
export function fillPlan(plan: Plan, set: VarValues): Result<{ plan: Plan; locate: Locate }> {
  const locate: Locate = () => ''
  const filled = fillVars(plan, set, locate)
  if (!filled.ok) return filled
  return filled.value.changed ? checkPlan(filled.value.data, locate) : { ok: true, value: { plan, locate } }
}

/** Mistakes told at once; more of them tell nobody more. */
const MOST_TOLD = 10

/** Unknown data as a plan. */
function checkPlan(data: unknown, locate: Locate): Result<{ plan: Plan; locate: Locate }> {
  const parsed = Plan.safeParse(data)
  if (parsed.success) return { ok: true, value: { plan: parsed.data, locate } }
  const { issues } = parsed.error
  const told = [...new Set(issues.map((issue) => sayIssue(issue, locate)))]
  const more = told.length > MOST_TOLD ? [`… and ${told.length - MOST_TOLD} more.`] : []
  return failure('bad-plan', [...told.slice(0, MOST_TOLD), ...more].join('\n'), { path: issues[0]!.path })
}

function sayIssue(issue: ZodError['issues'][number], locate: Locate): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  return `${locate(path as string[])}${path.join('.') || 'plan'}: ${message}`
}
