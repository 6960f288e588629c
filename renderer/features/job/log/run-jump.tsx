import { call } from '../../../state/sync.ts'
import { Select } from '../../../ui/field.tsx'
import { notify } from '../../../ui/notices.tsx'
import { jobWords } from '../../../words/job.ts'

/** Leads to the first line of a run. */
export function RunJump({ job, runs, onGo }: { job: string; runs: number; onGo(seq: number): void }) {
  const go = async (run: number): Promise<void> => {
    const page = await call('jobs.log', { id: job, run, limit: 1 })
    if (!page.ok) return notify(page.message, 'error')
    const first = page.value.entries[0]
    if (first) onGo(first.seq)
    else notify(jobWords.log.emptyRun(run))
  }
  const choices = Array.from({ length: runs }, (_, at) => ({ value: String(at + 1), label: jobWords.run(at + 1) }))
  // What is chosen is where to go, not what is shown: the same run can be chosen again.
  return <Select aria-label={jobWords.log.toRun} className="medium:[&>select]:h-7" value="" onChange={(event) => void go(Number(event.target.value))} choices={[{ value: '', label: jobWords.log.toRunShort }, ...choices]} />
}
