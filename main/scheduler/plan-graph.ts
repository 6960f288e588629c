import { Refusal } from '../../contract/errors.ts'
import type { Plan } from '../../contract/plan.ts'
import type { Locate } from './plan-text.ts'

/** The edges of a job, with what the job and the plan say of all of them. */
export function edgesOf(plan: Plan, alias: string): { job: string; when: 'success' | 'failure' | 'done'; otherwise: 'cancel' | 'hold' }[] {
  const job = plan.jobs[alias]!
  return (job.after ?? []).map((each) => {
    const edge = typeof each === 'string' ? { job: each } : each
    return { job: edge.job, when: edge.when ?? job.when ?? plan.defaults.when ?? 'success', otherwise: edge.otherwise ?? job.otherwise ?? plan.defaults.otherwise ?? 'cancel' }
  })
}

/** The parents of each job; refuses names that are none. */
export function parentsOf(plan: Plan, locate: Locate): Map<string, string[]> {
  const parents = new Map<string, string[]>()
  for (const [alias, job] of Object.entries(plan.jobs)) {
    const all = (job.after ?? []).map((each) => (typeof each === 'string' ? each : each.job))
    all.forEach((parent, index) => {
      const where = (): string => locate(['jobs', alias, 'after', index])
      if (!Object.hasOwn(plan.jobs, parent)) throw new Refusal('bad-plan', `${where()}${alias} waits for ${parent}, which is no job of this plan. Known: ${Object.keys(plan.jobs).slice(0, 20).join(', ')}.`, { alias, parent })
      if (all.indexOf(parent) !== index) throw new Refusal('bad-plan', `${where()}${alias} names ${parent} twice.`, { alias, parent })
    })
    parents.set(alias, all)
  }
  return parents
}
