import { useEffect, useMemo, useState } from 'react'
import type { Moved } from '../../../contract/api.ts'
import { JobName } from '../../jobs/job-line.tsx'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { notify } from '../../ui/notices.tsx'
import { pipelineWords } from '../../words/pipelines.ts'
import { moveEach, planMove, withOutsiders, type MovePlan, type PipelineMove } from './moves.ts'

type Also = Moved['also'][number]
/** Names shown before the rest is only counted. */
const SHOWN = 10

/** Asks once before a pipeline is moved as a whole, and lists what happens. */
export function PipelineMoveDialog({ move, id }: { move: PipelineMove; id: string }) {
  const jobs = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const own = useMemo(() => [...jobs.values()].filter((job) => job.pipeline === id), [jobs, id])
  const plan = useMemo(() => planMove(move, own), [move, own])
  const listed = move === 'release' ? plan.jobs : [...plan.jobs].reverse()
  const outside = useOutside(plan)
  const words = pipelineWords.moves[move]
  const confirm = (): void => { closeOverlay(); void run(plan) }
  const notStarted = plan.jobs.length - (move === 'cancel' ? plan.running.length : 0)
  return (
    <Dialog title={words.title(plan.jobs.length)} onClose={closeOverlay} footer={<><Button onClick={closeOverlay}>{pipelineWords.keep}</Button><Button look={move === 'cancel' ? 'danger' : 'primary'} data-autofocus="" disabled={!live || plan.jobs.length === 0} onClick={confirm}>{words.confirm(plan.jobs.length)}</Button></>}>
      <div className="flex flex-col gap-3 p-4">
        <div className="flex flex-col gap-1">
          {plan.running.length > 0 && move !== 'release' && <p>{words.running(plan.running.length)}</p>}
          {notStarted > 0 && <p>{words.waiting(notStarted)}</p>}
        </div>
        <ul aria-label={pipelineWords.list} className="flex flex-col gap-1">
          {listed.slice(0, SHOWN).map((job) => <li key={job.id} className="flex min-w-0"><JobName job={job} /></li>)}
          {plan.jobs.length > SHOWN && <li className="text-soft">{pipelineWords.more(plan.jobs.length - SHOWN)}</li>}
        </ul>
        <div aria-live="polite">{outside === null ? <p className="text-soft">{pipelineWords.looking}</p> : outside.length > 0 && <OutsideList also={outside} />}</div>
      </div>
    </Dialog>
  )
}

function OutsideList({ also }: { also: readonly Also[] }) {
  return (
    <div className="flex flex-col gap-1 rounded-md bg-tint-amber p-3">
      <p className="font-medium">{pipelineWords.outside(also.length)}</p>
      <ul className="flex flex-col gap-0.5">
        {also.slice(0, SHOWN).map((other) => <li key={other.id} className="flex gap-2"><span className="min-w-0 flex-1 truncate">{other.title}</span><span className="shrink-0 text-soft">{other.from} → {other.to}</span></li>)}
        {also.length > SHOWN && <li className="text-soft">{pipelineWords.more(also.length - SHOWN)}</li>}
      </ul>
    </div>
  )
}

/** What a cancellation would do outside of the pipeline, as the engine says; null while it is asked. */
function useOutside({ move, jobs }: MovePlan): Also[] | null {
  const [also, setAlso] = useState<Also[] | null>(move === 'cancel' ? null : [])
  // Asked once: the list must not change under the reader's eyes with every step of a running job.
  const [asked] = useState({ move, jobs })
  useEffect(() => {
    if (asked.move !== 'cancel') return
    let wanted = true
    const own = new Set(asked.jobs.map((job) => job.id))
    void Promise.all(withOutsiders(asked.jobs).map((job) => call('jobs.cancel', { id: job.id, dryRun: true }))).then((answers) => {
      const all = answers.flatMap((answer) => (answer.ok ? answer.value.also : [])).filter((other) => !own.has(other.id))
      if (wanted) setAlso([...new Map(all.map((other) => [other.id, other])).values()])
    })
    return () => { wanted = false }
  }, [asked])
  return also
}

async function run(plan: MovePlan): Promise<void> {
  const { done, refused } = await moveEach(plan, (job) => call(`jobs.${plan.move}`, { id: job.id }))
  const said = pipelineWords.moves[plan.move].done(done)
  if (refused.length === 0) notify(said)
  else notify(`${pipelineWords.partly(said, refused.length)} ${[...new Set(refused)][0]!}`, 'error')
}
