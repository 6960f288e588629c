import type { Job } from '../../../../contract/job.ts'
import { TONE_TEXT } from '../../../jobs/tone.ts'
import { CodeBlock, Markdown } from '../../../ui/markdown-view.tsx'
import { useNow } from '../../../ui/use-now.ts'
import { jobWords } from '../../../words/job.ts'
import { compareRuns, type Value } from './run-columns.ts'
import { useRunEndings } from './use-run-endings.ts'

const words = jobWords.details

/** The runs beside one another: what differs stands out, what is the same as in the run before is pale. */
export function Runs({ job }: { job: Job }) {
  const now = useNow()
  const rows = compareRuns(job, useRunEndings(job), now)
  const several = job.runs.length > 1
  return (
    <div role="region" aria-label={words.runs} tabIndex={0} className="scroll-hint overflow-x-auto">
      {several && <p className="sticky left-0 w-fit pb-1 text-soft medium:hidden">{words.compare.sideways}</p>}
      <table className="border-collapse text-left">
        {several && <thead><tr><th scope="col" className="sticky left-0 bg-bg"><span className="sr-only">{words.compare.fact}</span></th>{job.runs.map((run) => <th key={run.number} scope="col" className="border-b border-line py-1 pr-6 font-medium">{jobWords.run(run.number)}</th>)}<th scope="col" className="border-b border-line py-1 font-medium text-soft">{words.compare.together}</th></tr></thead>}
        <tbody>{rows.map((row) => (
          <tr key={row.name}>
            <th scope="row" className="sticky left-0 border-b border-line bg-bg py-1 pr-6 align-top font-normal whitespace-nowrap text-soft">{row.name}</th>
            {row.values.map((value, at) => <td key={job.runs[at]!.number} className={`max-w-80 min-w-32 border-b border-line py-1 pr-4 align-top tabular [overflow-wrap:anywhere] ${lookOf(value, row.values[at - 1])}`}>{value.text}</td>)}
            {several && <td className="border-b border-line py-1 align-top whitespace-nowrap text-soft tabular">{row.total}</td>}
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}

function lookOf(value: Value, before: Value | undefined): string {
  const same = before !== undefined && before.text === value.text
  return `${same ? 'text-soft' : value.tone ? TONE_TEXT[value.tone] : 'text-ink'} ${value.mono ? 'font-mono text-[12px]' : ''}`
}

/** What Claude and the check said in the runs before the last one. */
export function EarlierWords({ job }: { job: Job }) {
  const earlier = job.runs.slice(0, -1).filter((run) => (run.claimed?.result ?? '') !== '' || (run.verified?.output ?? '') !== '')
  return earlier.map((run) => (
    <details key={run.number} className="rounded-md border border-line px-3 py-2">
      <summary className="font-medium text-soft hover:text-ink">{words.saidIn(run.number)}</summary>
      <div className="mt-2 flex flex-col gap-3">
        {run.claimed && run.claimed.result !== '' && <Markdown text={run.claimed.result} />}
        {run.verified && run.verified.output !== '' && <CheckOutput text={run.verified.output} />}
      </div>
    </details>
  ))
}

export function CheckOutput({ text }: { text: string }) {
  return <div className="[&>pre]:max-h-80 [&>pre]:overflow-y-auto"><CodeBlock text={text} wrap label={words.checkOutput} /></div>
}
