import { basename } from 'node:path'
import type { JobFilter, JobList } from '../../../contract/api.ts'
import { toCapacity, type Capacity } from '../../../contract/capacity.ts'
import type { Job } from '../../../contract/job.ts'
import { formatCount, formatDuration, formatMoney, formatShort } from '../../../contract/formats.ts'
import { describeState, stateMark } from '../../../contract/words.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { parseChoice, parseFolder, parseLabels, parseWhole } from '../parse.ts'
import { plainLine } from '../plain.ts'
import { LIVE, noteStale } from '../stale-note.ts'
import { layTable, type Cell, type Column } from '../table.ts'

interface Options { state?: string; profile?: string; pipeline?: string; repo?: string; conversation?: string; schedule?: string; label?: string; search?: string; limit: string; all?: boolean }

const STATES = ['blocked', 'held', 'queued', 'starting', 'running', 'waiting', 'finished', 'unfinished', 'succeeded', 'failed', 'cancelled', 'lost'] as const
/** Rows of one page of the engine's. */
const PAGE = 1000

/** `dispatch ls`: a table, newest first. */
export const ls = defineCommand<Options>({
  define(command) {
    command.option('--state <state>', `only these: ${STATES.join(', ')}`).option('--profile <name>', 'only of this profile').option('--pipeline <id>', 'only of this pipeline')
      .option('--label <key=value>', 'only with this label').option('--search <text>', 'only with this text').option('--repo <dir>', 'only of this repository')
      .option('--conversation <id>', 'only of this conversation').option('--schedule <id>', 'only of this schedule').option('--limit <n>', 'at most so many', '100').option('-a, --all', 'finished ones too')
  },
  async run(context, _, options) {
    const limit = parseWhole(options.limit, '--limit', { least: 1, most: 1_000_000 })
    const { jobs, next, total } = await listJobs(context, toFilter(options, context), limit)
    await noteStale(context, jobs.filter((job) => LIVE.includes(job.state)).length)
    if (context.json) return context.outJson({ jobs, next, total })
    if (jobs.length === 0) return context.note(options.all || options.state ? 'no jobs match' : 'no unfinished jobs match; --all lists finished ones too')
    // Only a queued job is explained by what others use.
    const capacity = jobs.some((job) => job.state === 'queued') ? toCapacity(await context.connection.call('engine.status', {})) : undefined
    context.out(layTable(COLUMNS, jobs.map((job) => toRow(job, context, capacity)), context.width))
    if (next !== null) context.note(total === null ? `the newest ${formatCount(jobs.length, 'job')} are shown, there are more: --limit N shows them` : `${jobs.length} of ${formatCount(total, 'job')} shown: --limit N shows more`)
  },
})

function toFilter(options: Options, context: Context): Partial<JobFilter> {
  if (options.label !== undefined) parseLabels([options.label])
  const state = options.state === undefined ? (options.all ? undefined : 'unfinished' as const) : parseChoice(options.state, '--state', STATES)
  const { profile, pipeline, conversation, schedule, label, search } = options
  const repository = options.repo === undefined ? undefined : parseFolder(options.repo, context.cwd())
  return { state, profile, pipeline, repository, conversation, schedule, label, search }
}

async function listJobs(context: Context, filter: Partial<JobFilter>, limit: number): Promise<JobList> {
  const jobs: Job[] = []
  let next: string | null = null
  let total: number | null = null
  do {
    const page: JobList = await context.connection.call('jobs.list', { ...filter, limit: Math.min(PAGE, limit - jobs.length), cursor: next ?? undefined })
    jobs.push(...page.jobs)
    next = page.jobs.length === 0 ? null : page.next
    total ??= page.total
  } while (next !== null && jobs.length < limit)
  return { jobs, next, total }
}

const COLUMNS: readonly Column[] = [
  { head: 'ID' }, { head: 'STATE' }, { head: 'TITLE', flex: 1, least: 16 }, { head: 'REPO', flex: 2, least: 6, drop: 3 },
  { head: 'PROFILE', flex: 2, least: 6, drop: 2 }, { head: 'TIME', right: true }, { head: 'COST', right: true, drop: 1 }, { head: 'WHY', flex: 1, least: 12, drop: 4 },
]

/** A duration once it has started, else its age. */
function timeOf(job: Job, now: number): string {
  if (job.startedAt !== null) return formatDuration((job.endedAt ?? now) - job.startedAt)
  return formatShort(now - job.createdAt)
}

function toRow(job: Job, context: Context, capacity: Capacity | undefined): Cell[] {
  const { mark, word, tone } = stateMark(job)
  const now = context.now()
  const faint = (text: string) => context.paint('faint', text)
  const why = job.outcome?.reason === 'ok' && job.runs.at(-1)?.verified?.result === 'passed' ? '' : plainLine(describeState(job, now, capacity))
  return [
    { text: job.id }, { text: `${mark} ${word}`, paint: (text) => context.paint(tone, text) }, { text: plainLine(job.title) },
    { text: plainLine(basename(job.repository)), paint: faint }, { text: job.profile, paint: faint }, { text: timeOf(job, now) }, { text: job.costUsd > 0 ? formatMoney(job.costUsd) : '' }, { text: why, paint: faint },
  ]
}
