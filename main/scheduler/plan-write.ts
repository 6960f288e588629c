import { Document, isMap, isScalar, isSeq, visit, type Pair, type YAMLMap } from 'yaml'
import type { EdgeOtherwise, EdgeWhen } from '../../contract/job.ts'
import type { PlanExport, PlanJob } from '../../contract/plan.ts'

/** A job on its way into a plan file: every field it has, all of its edges whole, and what could not be said. */
export interface WrittenJob { spec: Partial<PlanJob>; after: { job: string; when: EdgeWhen; otherwise: EdgeOtherwise }[]; notes: string[] }

// oxlint-disable-next-line no-control-regex -- characters that steer a terminal
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/
/** Those of them that the writers leave as they are. */
const CONTROLS = /[\u007f-\u009f]/g
const hex = (character: string): string => character.codePointAt(0)!.toString(16)

/** What holds where a plan says nothing. A repository has no such value. */
const BUILT_IN: Partial<PlanJob> = { profile: 'default', priority: 0, context: 'branch', isolation: 'worktree', onConflict: 'hold', when: 'success', otherwise: 'cancel' }

/** The plan as a file. What most of its jobs have in common stands under `defaults`. */
export function writePlan(title: string, jobs: ReadonlyMap<string, WrittenJob>, format: PlanExport['format']): string {
  const defaults = toDefaults([...jobs.values()])
  const ground = { ...BUILT_IN, ...defaults }
  const plan = {
    pipeline: title,
    ...(Object.keys(defaults).length > 0 ? { defaults } : {}),
    jobs: Object.fromEntries([...jobs].map(([alias, job]) => [alias, toPlanJob(job, ground)])),
  }
  return format === 'json' ? `${JSON.stringify(plan, null, 2).replace(CONTROLS, (character) => `\\u${hex(character).padStart(4, '0')}`)}\n` : toYaml(plan, jobs).replace(CONTROLS, (character) => `\\x${hex(character)}`)
}

/** Only a field that every job has may get a default: the others would inherit it. */
function toDefaults(jobs: readonly WrittenJob[]): Partial<PlanJob> {
  const edges = jobs.flatMap((job) => job.after)
  const found: Record<string, unknown> = {}
  const settle = (key: keyof PlanJob, values: readonly unknown[]): void => {
    const common = commonest(values)
    if (common !== undefined && common !== BUILT_IN[key]) found[key] = common
  }
  for (const key of Object.keys(jobs[0]!.spec) as (keyof PlanJob)[]) {
    if (key === 'prompt' || key === 'title' || key === 'any' || key === 'hold') continue
    const values = jobs.map((job) => job.spec[key]).filter((value) => value !== undefined)
    if (values.length === jobs.length && jobs.length > 1) settle(key, values)
  }
  settle('when', edges.map((edge) => edge.when))
  settle('otherwise', edges.map((edge) => edge.otherwise))
  return found
}

/** The value of more than half, if there is one. */
function commonest(values: readonly unknown[]): unknown {
  const groups = Map.groupBy(values, (value) => JSON.stringify(value))
  return [...groups.values()].find((group) => group.length * 2 > values.length)?.[0]
}

function toPlanJob({ spec, after }: WrittenJob, ground: Partial<PlanJob>): Record<string, unknown> {
  const { prompt, ...rest } = spec
  const own = Object.entries(rest).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(ground[key as keyof PlanJob]))
  const edges = after.map(({ job, when, otherwise }) => {
    const said = { ...(when === ground.when ? {} : { when }), ...(otherwise === ground.otherwise ? {} : { otherwise }) }
    return Object.keys(said).length === 0 ? job : { job, ...said }
  })
  return { ...Object.fromEntries(own), ...(edges.length > 0 ? { after: edges } : {}), prompt }
}

function toYaml(plan: object, jobs: ReadonlyMap<string, WrittenJob>): string {
  const document = new Document(plan)
  visit(document, {
    // Written with escapes, so that a file never does anything to the terminal that shows it.
    Scalar: (_, scalar) => { if (typeof scalar.value === 'string' && UNSAFE.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE' },
    Pair: (_, pair) => {
      const key = isScalar(pair.key) ? pair.key.value : null
      if (((key === 'after' || key === 'touches') && isSeq(pair.value)) || ((key === 'check' || key === 'land' || key === 'retry' || key === 'labels') && isMap(pair.value))) pair.value.flow = true
    },
  })
  for (const pair of (document.get('jobs') as YAMLMap).items as Pair[]) {
    const key = pair.key as { value: string; commentBefore?: string }
    const notes = jobs.get(String(key.value))!.notes
    if (notes.length > 0) key.commentBefore = notes.map((note) => ` ${toLine(note)}`).join('\n')
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

// oxlint-disable-next-line no-control-regex -- a comment ends with its line
const toLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/g, ' ')
