import { assertNever } from './assert.ts'
import type { Forecast, ForeseenConflict } from './pipeline.ts'
import { formatClock, formatCount, formatUntil } from './formats.ts'
import { nameFiles } from './words.ts'

/** When a pipeline is likely to end, and what says so; or why nobody can tell. */
export function describeForecast(forecast: Pick<Forecast, 'etaAt' | 'obstacle' | 'judged' | 'of'>, now: number): string {
  const { etaAt, obstacle } = forecast
  if (etaAt === null) return `Nobody can say when it ends${obstacle === null ? '' : `: ${describeObstacle(obstacle)}`}.`
  const judged = describeJudged(forecast)
  if (etaAt <= now) return `Should end any moment, ${judged}.`
  return `About ${formatUntil(etaAt, now).replace(/^in /, '')} left, ends about ${formatClock(etaAt, now)}, ${judged}.`
}

const describeJudged = ({ judged, of }: Pick<Forecast, 'judged' | 'of'>): string => `judged by past runs of ${judged < of ? `${judged} of ` : ''}the ${of === 1 ? 'one job' : formatCount(of, 'job')} left`

function describeObstacle({ kind, job }: NonNullable<Forecast['obstacle']>): string {
  const name = job === null ? 'a job' : `${job.id} ‘${job.title}’`
  switch (kind) {
    case 'person': return `${name} waits for a person`
    case 'held': return `${name} is held`
    case 'will-be-held': return `${name} will be held unless something fails before it`
    case 'paused': return job === null ? 'the engine starts no jobs' : `the profile of ${name} starts no jobs`
    case 'outside': return `it waits for ${name}, which is not part of it`
    case 'no-estimate': return `no job like ${name} has succeeded yet`
    default: return assertNever(kind, 'obstacle')
  }
}

/** Work of two jobs that does not go together. `nameOf` gives the title of a job. */
export function describeForeseen({ jobs, files }: ForeseenConflict, nameOf: (id: string) => string | undefined): string {
  const [one, other] = jobs.map((id) => { const title = nameOf(id); return title === undefined ? id : `${id} ‘${title}’` })
  return `The work of ${one} and ${other} conflicts in ${nameFiles(files)}: a job after both would be held for it.`
}
