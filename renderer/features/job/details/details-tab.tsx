import type { ReactNode } from 'react'
import type { JobTabProps } from '../../../jobs/job-tab.ts'
import { Markdown } from '../../../ui/markdown-view.tsx'
import { jobWords } from '../../../words/job.ts'
import { CheckSteps, saysSomething } from './check-steps.tsx'
import { EarlierWords, Runs } from './runs.tsx'
import { Spec } from './spec.tsx'
import { Waterfall } from './waterfall.tsx'

const words = jobWords.details

/** All that is known of a job: what was asked, what came of each run, time and money. */
export function DetailsTab({ job }: JobTabProps) {
  const run = job.runs.at(-1)
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
      <div className="flex max-w-[92ch] flex-col gap-6">
        <Section title={words.prompt}><p className="max-h-80 overflow-y-auto rounded-md border border-line bg-sunken px-3 py-2 whitespace-pre-wrap [overflow-wrap:anywhere]">{job.prompt}</p></Section>
        {run?.claimed && run.claimed.result !== '' && <Section title={words.said}><Markdown text={run.claimed.result} /></Section>}
        {run?.verified && saysSomething(run.verified) && <Section title={words.checkOutput}><CheckSteps verified={run.verified} /></Section>}
        <Section title={words.timings}><Waterfall job={job} /></Section>
        {job.runs.length > 0 && <Section title={job.runs.length > 1 ? words.runsCompared : words.result}><Runs job={job} /><EarlierWords job={job} /></Section>}
        <Section title={words.spec}><Spec job={job} /></Section>
      </div>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return <section className="flex flex-col gap-2"><h3 className="font-semibold text-soft">{title}</h3>{children}</section>
}
