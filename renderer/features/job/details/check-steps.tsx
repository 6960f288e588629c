import { Check, X } from 'lucide-react'
import { CHECK_NAMES } from '../../../../contract/check-words.ts'
import type { Verified } from '../../../../contract/check.ts'
import { formatMoney } from '../../../../contract/formats.ts'
import { jobWords } from '../../../words/job.ts'
import { CheckOutput } from './runs.tsx'

/** Whether there is more to say of a check than its output: a step beside the command. */
const hasSteps = ({ steps = [] }: Verified): boolean => steps.some((step) => step.kind !== 'command')
/** What a step other than the command found is its detail; what a command found is its output. */
const hasOutput = ({ output, steps = [] }: Verified): boolean => output !== '' && output !== steps.at(-1)?.detail

export const saysSomething = (verified: Verified): boolean => hasSteps(verified) || hasOutput(verified)

/** The steps of a check in their order, what each found, and what its command printed. */
export function CheckSteps({ verified }: { verified: Verified }) {
  return (
    <>
      {hasSteps(verified) && <ul className="flex flex-col gap-1.5">{verified.steps!.map((step) => (
        <li key={step.kind} className="flex gap-2">
          {step.result === 'passed' ? <Check size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-green" /> : <X size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-red" />}
          <span className="w-20 shrink-0 font-medium">{CHECK_NAMES[step.kind]}<span className="sr-only"> {jobWords.log[step.result]}</span></span>
          <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">{step.detail}{step.costUsd !== undefined && step.costUsd > 0 && <span className="text-soft tabular"> {formatMoney(step.costUsd)}</span>}</span>
        </li>
      ))}</ul>}
      {hasOutput(verified) && <CheckOutput text={verified.output} />}
    </>
  )
}
