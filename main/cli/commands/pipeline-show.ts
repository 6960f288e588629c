import type { Job } from '../../../contract/job.ts'
import { formatMoney } from '../../../contract/formats.ts'
import { describeState, stateMark } from '../../../contract/words.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { toTree } from '../../../contract/graph-text.ts'
import { toCounts, toOutlook, toProgress, toSpan } from '../pipeline-text.ts'
import { plainLine } from '../plain.ts'

/** `dispatch pipeline show ID`. */
export const pipelineShow = defineCommand({
  define(command) {
    command.argument('<id>', 'a pipeline')
  },
  async run(context, [id]) {
    const pipeline = await context.connection.call('pipelines.get', { id: id! })
    if (context.json) return context.outJson(pipeline)
    const now = context.now()
    const span = toSpan(pipeline, now)
    const facts = [toProgress(pipeline), toCounts(pipeline), span === '' ? 'not started' : pipeline.endedAt === null ? `${span} so far` : `took ${span}`, pipeline.costUsd > 0 ? formatMoney(pipeline.costUsd) : '']
    context.out(`${context.paint('bold', plainLine(pipeline.title))}  ${pipeline.id}`, facts.filter((fact) => fact !== '').join(' · '))
    const jobs = await listAll(context, pipeline.id)
    const titles = new Map(jobs.map((job) => [job.id, job.title]))
    context.out(toOutlook(pipeline, (each) => titles.get(each), now), '')
    const nodes = jobs.map((job) => {
      const { mark, tone } = stateMark(job)
      const why = job.outcome?.kind === 'succeeded' ? '' : plainLine(describeState(job, now))
      return { id: job.id, label: `${context.paint(tone, mark)} ${job.id}  ${plainLine(job.title)}${why === '' ? '' : `  ${context.paint('faint', why)}`}` }
    })
    context.out(toTree(nodes, jobs.flatMap((job) => job.after.map((edge) => ({ parent: edge.job, child: job.id, when: edge.when, otherwise: edge.otherwise })))))
  },
})

/** All jobs of a pipeline, the oldest first. */
async function listAll(context: Context, pipeline: string): Promise<Job[]> {
  const jobs: Job[] = []
  for (let cursor: string | undefined; ;) {
    const page = await context.connection.call('jobs.list', { pipeline, limit: 1000, ...(cursor === undefined ? {} : { cursor }) })
    jobs.push(...page.jobs)
    if (page.next === null) return jobs.reverse()
    cursor = page.next
  }
}
