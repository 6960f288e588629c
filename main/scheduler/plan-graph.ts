import { MAX_PROBLEMS, type Plan } from '../../contract/plan.ts'
import { findCycle, inOrder, nameCircle } from '../queue/graph.ts'
import type { Problems } from './plan-problems.ts'
import { startSlices } from './slices.ts'

/** The edges of a job, with what the job and the plan say of all of them. */
export function edgesOf(plan: Plan, alias: string): { job: string; when: 'success' | 'failure' | 'done'; otherwise: 'cancel' | 'hold' }[] {
  const job = plan.jobs[alias]!
  return (job.after ?? []).map((each) => {
    const edge = typeof each === 'string' ? { job: each } : each
    return { job: edge.job, when: edge.when ?? job.when ?? plan.defaults.when ?? 'success', otherwise: edge.otherwise ?? job.otherwise ?? plan.defaults.otherwise ?? 'cancel' }
  })
}

/** The parents of each job; names that are none are told, and left out. Told one by one as long as they can be among what is told of a plan: a list of a million would be made for nobody. */
export async function parentsOf(plan: Plan, problems: Problems): Promise<Map<string, string[]>> {
  const aliases = Object.keys(plan.jobs)
  const known = aliases.slice(0, MAX_PROBLEMS).join(', ')
  const parents = new Map<string, string[]>()
  const rest = startSlices()
  let told = 0
  for (const alias of aliases) {
    const wait = rest()
    if (wait) await wait
    const kept = new Set<string>()
    for (const [index, each] of (plan.jobs[alias]!.after ?? []).entries()) {
      const parent = typeof each === 'string' ? each : each.job
      const there = Object.hasOwn(plan.jobs, parent)
      // A job whose own name is wrong has been told of.
      if (there ? kept.has(parent) : !problems.isDoubted(['jobs', parent])) {
        problems.doubt(['jobs', alias, 'after'])
        const fault = there ? `names ${parent} twice.` : `waits for ${parent}, which is no job of this plan. Known: ${known}.`
        if (told++ < MAX_PROBLEMS) problems.add({ at: ['jobs', alias, 'after', index], message: `${alias} ${fault}`, details: { alias, parent } })
        else problems.count()
      }
      if (there) kept.add(parent)
    }
    parents.set(alias, [...kept])
  }
  return parents
}

/** Parents before their children; jobs that wait for one another are told, and come in any order. */
export function orderOf(parents: Map<string, string[]>, problems: Problems): string[] {
  let order = inOrder(parents)
  for (let told = 0; order.length < parents.size && told < MAX_PROBLEMS; told++) {
    const cycle = findCycle(parents)!
    problems.add({ code: 'cycle', at: ['jobs', cycle[0]!, 'after'], message: `the jobs wait for one another in a circle: ${nameCircle(cycle)}. Take one of these edges out.`, details: { cycle } })
    // Without one of its edges the next circle is found.
    parents.set(cycle[1]!, parents.get(cycle[1]!)!.filter((parent) => parent !== cycle[0]))
    order = inOrder(parents)
  }
  return order.length < parents.size ? [...new Set([...order, ...parents.keys()])] : order
}
