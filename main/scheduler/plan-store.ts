import { Refusal } from '../../contract/errors.ts'
import type { Plan } from '../../contract/plan.ts'
import { newId } from '../store/ids.ts'
import { getJobByKey, getJobRow } from '../store/jobs.ts'
import { insertPipeline } from '../store/pipelines.ts'
import type { Core } from './core.ts'
import { storeJob, type Origin, type ReadyJob } from './submit.ts'

/** Why a job whose key is taken is refused. */
export const sayUsed = (job: string): string => `job ${job} was submitted with this idempotencyKey before. Give it a new one, or leave the job out.`

/** Stores what is ready in one transaction; gives the pipeline's id. */
export async function storeAll(core: Core, plan: Plan, ready: Map<string, ReadyJob>, origin: Origin): Promise<string> {
  const pipeline = newId('p')
  const now = core.now()
  return core.store.writer.steps(function* (db) {
    const rows = new Map<string, number>()
    const conversations = new Map<string, string>()
    const sharing = [plan.defaults, ...Object.values(plan.jobs)].some((each) => each.context === 'continue')
    insertPipeline(db, { id: pipeline, title: plan.pipeline, created_at: now })
    // Prepared in order: parents before children.
    for (const alias of ready.keys()) {
      const job = ready.get(alias)!
      // Looked up again inside the transaction: two plans with one key may race.
      const used = job.spec.idempotencyKey === undefined ? undefined : getJobByKey(db, origin.device, job.spec.idempotencyKey)
      if (used) throw new Refusal('wrong-state', `${alias}: ${sayUsed(used.id)}`, { alias, job: used.id })
      const edges = job.edges.map((edge) => ({ ...edge, parent: edge.parent === 0 ? rows.get(edge.id)! : edge.parent }))
      const inherited = job.spec.context === 'continue' && edges.length === 1 ? conversations.get(job.edges[0]!.id) : undefined
      const seq = storeJob(db, now, { ...job, edges, conversation: job.conversation ?? inherited ?? null }, { ...origin, pipeline, alias })
      rows.set(alias, seq)
      if (sharing) conversations.set(alias, getJobRow(db, seq)!.conversation)
      yield
    }
    return pipeline
  })
}
