import type { Job } from '../../../contract/job.ts'
import { useStore } from '../../state/store.ts'
import { go, openJob, useView } from '../../state/view.ts'
import { isDesktop } from '../../api/desktop.ts'
import { useLayout } from '../../ui/use-media.ts'
import { jobWords } from '../../words/job.ts'
import { nextSteps, type NextStep } from './next-steps.ts'
import { openWorktree } from './worktree.ts'

/** Below the reason: where to look next, each a press away. */
export function Steps({ job }: { job: Job }) {
  const jobs = useStore((store) => store.world.jobs)
  // On a phone a folder of another machine helps nobody.
  const narrow = useLayout() === 'narrow'
  const tab = useView(({ route }) => (route.name === 'job' ? route.path[1] ?? 'log' : null))
  const steps = nextSteps(job, jobs).filter((step) => tabOf(step) !== tab && !(step.kind === 'worktree' && narrow))
  if (steps.length === 0) return null
  return (
    <div className="-my-2 flex min-w-0 flex-wrap gap-x-4 medium:my-0">
      {steps.map((step) => <button key={step.kind} type="button" onClick={() => take(step, job)} className="min-h-11 max-w-full truncate text-accent hover:underline medium:min-h-0">{labelOf(step)}</button>)}
    </div>
  )
}

/** The tab a step leads to: where the person is already, it leads nowhere. */
function tabOf({ kind }: NextStep): string | null {
  if (kind === 'changes' || kind === 'log') return kind
  return kind === 'check' || kind === 'refused' ? 'details' : null
}

function labelOf(step: NextStep): string {
  if (step.kind === 'cause') return jobWords.steps.cause(step.job.title)
  return step.kind === 'worktree' && !isDesktop() ? jobWords.changes.copyWorktree : jobWords.steps[step.kind]
}

function take(step: NextStep, job: Job): void {
  switch (step.kind) {
    case 'changes': case 'log': case 'check': case 'refused': return openJob(job.id, tabOf(step)!)
    case 'profile': return go('profiles', [job.profile])
    case 'health': return go('doctor')
    case 'worktree': return void openWorktree(job)
    case 'cause': return openJob(step.job.id)
  }
}
