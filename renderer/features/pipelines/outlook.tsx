import { Clock, MoveRight, Route, TriangleAlert } from 'lucide-react'
import { Fragment, useState, type ReactNode } from 'react'
import type { ForeseenConflict } from '../../../contract/pipeline.ts'
import { describeForecast } from '../../../contract/pipeline-words.ts'
import { nameFiles } from '../../../contract/words.ts'
import { JobName } from '../../jobs/job-line.tsx'
import { toHash } from '../../state/route.ts'
import { useJob } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { useNow } from '../../ui/use-now.ts'
import { pipelineWords } from '../../words/pipelines.ts'
import type { Outlook } from './use-outlook.ts'

/** Jobs of the critical path that are named before those in its middle are only counted. */
const PATH_NAMED = 5
/** Conflicts shown before the rest is asked for. */
const CONFLICTS_SHOWN = 2

/** What is still to come: when it is likely to end, which jobs take longest, and which work does not go together; `brief`, only when. Nothing where there is nothing to say. */
export function OutlookNotes({ outlook: { forecast, conflicts = [] }, brief }: { outlook: Outlook; brief: boolean }) {
  const now = useNow()
  if (!forecast && (brief || conflicts.length === 0)) return null
  return (
    <section aria-label={pipelineWords.outlook} className="flex shrink-0 flex-col gap-1.5 px-4 pb-3">
      {forecast && <Note icon={<Clock size={14} aria-hidden="true" />}><span className="[overflow-wrap:anywhere]">{describeForecast(forecast, now)}</span></Note>}
      {!brief && forecast && forecast.criticalPath.length > 1 && <Path ids={forecast.criticalPath} />}
      {!brief && conflicts.length > 0 && <Conflicts conflicts={conflicts} />}
    </section>
  )
}

function Note({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return <div className="flex items-start gap-2"><span className="flex h-5 shrink-0 items-center text-soft">{icon}</span><div className="min-w-0 flex-1">{children}</div></div>
}

/** The jobs that take longest, one after the other. */
function Path({ ids }: { ids: readonly string[] }) {
  const cut = ids.length > PATH_NAMED
  const before = cut ? ids.slice(0, PATH_NAMED - 2) : ids.slice(0, -1)
  return (
    <Note icon={<Route size={14} aria-hidden="true" />}>
      <p className="-my-0.5 flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
        <span className="text-soft" title={pipelineWords.pathHint}>{pipelineWords.path}</span>
        {before.map((id) => <Fragment key={id}><PathJob id={id} /><Then /></Fragment>)}
        {cut && <><span className="text-soft tabular">{pipelineWords.pathMore(ids.length - PATH_NAMED + 1)}</span><Then /></>}
        <PathJob id={ids.at(-1)!} />
      </p>
    </Note>
  )
}

const Then = () => <MoveRight size={12} aria-hidden="true" className="shrink-0 text-soft" />

function PathJob({ id }: { id: string }) {
  const job = useJob(id)
  return <a href={toHash('job', [id])} className="inline-flex min-h-6 max-w-52 min-w-0 items-center underline-offset-2 hover:underline">{job ? <JobName job={job} /> : <code>{id}</code>}</a>
}

/** Work that would stop a job after both. */
function Conflicts({ conflicts }: { conflicts: readonly ForeseenConflict[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? conflicts : conflicts.slice(0, CONFLICTS_SHOWN)
  return (
    <div className="rounded-md bg-tint-amber px-3 py-2 -mx-1 mt-1">
      <Note icon={<TriangleAlert size={14} aria-hidden="true" className="text-amber" />}>
        <p className="font-medium">{pipelineWords.conflicts(conflicts.length)}</p>
        <ul className="flex max-h-48 flex-col gap-0.5 overflow-y-auto">
          {shown.map((conflict) => <ConflictLine key={conflict.jobs.join(' ')} conflict={conflict} />)}
        </ul>
        {conflicts.length > shown.length && <Button look="quiet" className="-ml-2" onClick={() => setAll(true)}>{pipelineWords.allConflicts(conflicts.length)}</Button>}
      </Note>
    </div>
  )
}

function ConflictLine({ conflict: { jobs: [one, other], files } }: { conflict: ForeseenConflict }) {
  return (
    <li className="flex flex-wrap items-center gap-x-1.5">
      <PathJob id={one} /><span className="text-soft">{pipelineWords.and}</span><PathJob id={other} />
      <span className="min-w-0 text-soft [overflow-wrap:anywhere]" title={files.join('\n')}>{pipelineWords.inFiles} <code>{nameFiles(files)}</code></span>
    </li>
  )
}
