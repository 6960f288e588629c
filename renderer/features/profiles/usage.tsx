import { Fragment } from 'react'
import { describeFill, describeLimit, describeSpent, nameLimit } from '../../../contract/usage-words.ts'
import type { LimitState } from '../../../contract/usage.ts'
import { formatAge, formatClock, formatUntil } from '../../../contract/formats.ts'
import type { Profile } from '../../../contract/profile.ts'
import { useNow } from '../../ui/use-now.ts'
import { profileWords } from '../../words/profiles.ts'
import { useUsage } from './use-usage.ts'

const words = profileWords.usage
const upper = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`
const toneOf = ({ status }: LimitState): string => (status === 'rejected' ? 'text-red' : status === 'allowed_warning' ? 'text-amber' : '')

/** What runs and has run under a profile, and how full the limits are that Claude told of. */
export function Usage({ profile }: { profile: Profile }) {
  const usage = useUsage(profile.name)
  const now = useNow(10_000)
  if (!usage) return null
  return (
    <section aria-label={words.title} className="flex max-w-[80ch] flex-col gap-2">
      <h2 className="text-head font-semibold">{words.title}</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-soft">{words.now}</dt><dd>{profileWords.slots(usage.running, profile.slots)}, {usage.queued > 0 ? profileWords.queued(usage.queued) : profileWords.noneQueued}</dd>
        <dt className="text-soft">{words.today}</dt><dd className="tabular">{describeSpent(usage.today)}</dd>
        <dt className="text-soft">{words.week}</dt><dd className="tabular">{describeSpent(usage.week)}</dd>
        {usage.limits.map((limit) => <Fragment key={limit.kind}><dt className="text-soft">{upper(nameLimit(limit))}</dt><dd><Limit limit={limit} now={now} /></dd></Fragment>)}
      </dl>
    </section>
  )
}

function Limit({ limit, now }: { limit: LimitState; now: number }) {
  const { utilization, resetsAt, at } = limit
  return (
    <span className="flex flex-wrap items-center gap-x-3" title={describeLimit(limit, now)}>
      {utilization !== null && (
        <span aria-hidden="true" className={`inline-flex h-1.5 w-24 shrink-0 overflow-hidden rounded-full bg-hover ${toneOf(limit) || 'text-accent'}`}>
          <span className="rounded-full bg-current" style={{ width: `${Math.min(100, Math.round(utilization * 100))}%` }} />
        </span>
      )}
      <span className={`tabular first-letter:uppercase ${toneOf(limit)}`}>{describeFill(limit)}</span>
      {resetsAt !== null && <span>{words.resets(formatClock(resetsAt, now), formatUntil(resetsAt, now))}</span>}
      <span className="text-soft">{words.told(formatAge(at, now))}</span>
    </span>
  )
}

/** In the list: what was spent today, and a limit that is near or reached. */
export function UsageInBrief({ name }: { name: string }) {
  const usage = useUsage(name)
  const now = useNow(10_000)
  if (!usage) return null
  const worst = usage.limits.find(({ status }) => status === 'rejected') ?? usage.limits.find(({ status }) => status === 'allowed_warning')
  return (
    <>
      {worst && <span className={`truncate ${toneOf(worst)}`}>{words.brief(upper(nameLimit(worst)), describeFill(worst))}{worst.resetsAt !== null && `, ${words.resets(formatClock(worst.resetsAt, now), formatUntil(worst.resetsAt, now))}`}</span>}
      {usage.today.runs > 0 && <span className="truncate text-soft tabular">{words.todayBrief(describeSpent(usage.today))}</span>}
    </>
  )
}
