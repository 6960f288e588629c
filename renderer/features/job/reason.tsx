import { formatClock } from '../../../contract/formats.ts'
import type { Job } from '../../../contract/job.ts'
import { adviseOutcome, describeState, stateMark } from '../../../contract/words.ts'
import { useCapacity } from '../../jobs/capacity.ts'
import { factsOf } from '../../jobs/facts.ts'
import { TONE_TEXT, TONE_TINT } from '../../jobs/tone.ts'
import { InlineCode } from '../../ui/inline-code.tsx'
import { jobWords } from '../../words/job.ts'
import { landWords } from '../../words/land.ts'
import { Steps } from './steps.tsx'

/** Why it is where it is: the sentence, what to do, and the chain that led here, root cause first. */
export function Reason({ job, now }: { job: Job; now: number }) {
  const why = describeState(job, now, useCapacity())
  const advice = adviseOutcome(job)
  if (why === '') return null
  const mark = stateMark(job)
  // The sentence names the chain already when it has one link.
  const chain = job.reasonChain.length > 1 ? job.reasonChain : []
  return (
    <div className={`rounded-md px-3 py-2 ${TONE_TINT[mark.tone]}`}>
      <div className="flex flex-wrap items-baseline gap-x-4">
        <p className="min-w-0 [overflow-wrap:anywhere]"><InlineCode text={why} />{advice !== null && <span className="text-soft"> {advice}</span>}</p>
        <Steps job={job} />
      </div>
      {job.landed && <p className="text-soft">{landWords.landed(job.landed.into, formatClock(job.landed.at, now))}</p>}
      {chain.length > 0 && <ol aria-label={jobWords.because} className="mt-1 list-decimal pl-5 text-soft">{chain.map((reason) => <li key={reason} className="[overflow-wrap:anywhere]">{reason}</li>)}</ol>}
    </div>
  )
}

/** The three facts; in `brief` only those that are known and say more than the state, and without the names they say themselves. */
export function Facts({ job, brief = false }: { job: Job; brief?: boolean }) {
  const facts = factsOf(job, job.runs.at(-1)).filter(({ text }) => !brief || (text !== jobWords.facts.none && text !== jobWords.alive))
  return (
    <dl className={`flex flex-wrap gap-y-1 ${brief ? 'gap-x-3' : 'gap-x-5'}`}>
      {facts.map((fact) => (
        <div key={fact.name} className="flex gap-1.5" title={jobWords.factHints[fact.name]}>
          <dt className={brief && fact.name !== 'claimed' ? 'sr-only' : 'text-soft'}>{jobWords.facts[fact.name]}</dt>
          <dd className={`font-medium ${TONE_TEXT[fact.tone]}`}>{fact.text}</dd>
        </div>
      ))}
    </dl>
  )
}
