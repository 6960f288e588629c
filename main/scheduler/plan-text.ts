import type { ZodError } from 'zod'
import { findProto } from '../../contract/odd-keys.ts'
import { Plan, PlanEdge } from '../../contract/plan.ts'
import { readJson } from './plan-json.ts'
import type { Mistake, Path, Problems } from './plan-problems.ts'
import { fillVars, type VarValues } from './plan-vars.ts'
import { pause } from './slices.ts'
import { readYaml } from './plan-yaml.ts'

type Issue = ZodError['issues'][number]
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** YAML or JSON text (JSON is YAML) as a plan, its variables filled in; null, when nothing can be said of its jobs. */
export async function readPlan(text: string, set: VarValues, problems: Problems): Promise<Plan | null> {
  const read = await readText(text)
  if (!read.ok) {
    problems.add({ at: read.line, message: read.message, details: read.line === null ? undefined : { line: read.line } })
    return null
  }
  for (const { line, message } of read.twice) problems.add({ at: line, message, details: { line } })
  await pause()
  return fillPlan(read.value, set, problems)
}

async function readText(text: string): Promise<Awaited<ReturnType<typeof readYaml>> | { ok: false; line: null; message: string }> {
  // The reader of YAML takes a hundred times as long, and keeps a node with its place for each word: JSON is read by it only to say where something is wrong.
  const json = readJson(text)
  if (json !== null) return { ok: true, value: json.value, twice: [] }
  try {
    return await readYaml(text)
  } catch (error) {
    // A few lines of references to references can stand for gigabytes; the parser stops there.
    return { ok: false, line: null, message: `Expected a plan that can be read, found one whose references (&name, *name) grow too large (${error instanceof Error ? error.message : String(error)}). Write them out.` }
  }
}

/** Data as a plan, its variables filled in. What is wrong with its form is told and taken out, so that the rest can be looked at; null, when nothing can be said of its jobs. */
export async function fillPlan(data: unknown, set: VarValues, problems: Problems): Promise<Plan | null> {
  // JavaScript takes this name for something else, and what stands under it would be left out without a word.
  const odd = findProto(data)
  if (odd !== null) {
    problems.add({ at: odd, message: `${odd.slice(0, -1).join('.') || 'plan'}: ${odd[0] === 'jobs' && odd.length === 2 ? 'a job' : 'a key'} cannot be named __proto__. Give it another name.` })
    return null
  }
  const filled = fillVars(data, set, problems)
  await pause()
  const parsed = Plan.safeParse(filled)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  // What depends on a variable without a value is not known.
  for (const mistake of issues.flatMap(toMistakes).filter(({ at }) => !problems.isDoubted(at))) {
    problems.add(mistake)
    problems.doubt(mistake.at)
  }
  const mended = Plan.safeParse(mend(filled, issues))
  return mended.success ? mended.data : null
}

/** What the schema found, each key it does not know by itself. */
function toMistakes(issue: Issue): (Mistake & { at: Path })[] {
  const at = issue.path as (string | number)[]
  const blame = (path: (string | number)[], message: string): Mistake & { at: Path } => ({ at: path, message: `${path.join('.') || 'plan'}: ${message}`, details: { path } })
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => blame([...at, key], 'this key is not known. Take it out, or look for a misspelling'))
  return [blame(at, issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message)]
}

/** A plan without what is wrong with its form. */
function mend(data: unknown, issues: readonly Issue[]): unknown {
  if (!isRecord(data) || !isRecord(data['jobs'])) return null
  const jobs = { ...data['jobs'] }
  const defaults: Record<string, unknown> = isRecord(data['defaults']) ? { ...data['defaults'] } : {}
  const mended: Record<string, unknown> = { ...data, jobs, defaults }
  for (const { at: [top, key, field] } of issues.flatMap(toMistakes)) {
    // What is said of the jobs as a whole cannot be mended in one of them.
    if (top === 'jobs' && key === undefined) return null
    if (top === 'jobs') mendJob(jobs, String(key), field)
    else if (top === 'defaults') delete defaults[String(key)]
    else if (top !== undefined) delete mended[top]
  }
  return mended
}

/** Stands where a prompt cannot be used. */
const SOME_PROMPT = '…'

function mendJob(jobs: Record<string, unknown>, alias: string, field: string | number | undefined): void {
  const job = jobs[alias]
  if (field === undefined && isRecord(job)) delete jobs[alias]
  else if (field === undefined || !isRecord(job)) jobs[alias] = { prompt: SOME_PROMPT }
  // What it waits for is looked at although one of its edges is wrong.
  else if (field === 'after' && Array.isArray(job['after'])) jobs[alias] = { ...job, after: job['after'].filter((edge) => PlanEdge.safeParse(edge).success) }
  else {
    const { [field]: _, ...rest } = job
    jobs[alias] = field === 'prompt' ? { ...rest, prompt: SOME_PROMPT } : rest
  }
}
