import { useEffect, useState } from 'react'
import type { Moved } from '../../../contract/api.ts'
import type { Result } from '../../../contract/errors.ts'
import { AlsoList, JobNames } from '../../jobs/move-lists.tsx'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { notify } from '../../ui/notices.tsx'
import { pipelineWords } from '../../words/pipelines.ts'
import { countAlive, type PipelineMove } from './moves.ts'

/** Asks once before a pipeline is moved as a whole, and lists what the engine says would happen. */
export function PipelineMoveDialog({ move, id }: { move: PipelineMove; id: string }) {
  const live = useStore((store) => store.connection === 'live')
  const answer = usePreview(move, id)
  const words = pipelineWords.moves[move]
  const changed = answer?.ok ? answer.value.changed : []
  const also = answer?.ok ? answer.value.also : []
  const alive = countAlive(changed)
  const confirm = (): void => { closeOverlay(); void run(move, id) }
  return (
    <Dialog title={answer === null ? pipelineWords.moveTitle[move] : words.title(changed.length)} onClose={closeOverlay} footer={<><Button onClick={closeOverlay}>{pipelineWords.keep}</Button><ConfirmButton look={move === 'cancel' ? 'danger' : 'primary'} ready={live && changed.length > 0} news onClick={confirm}>{words.confirm(changed.length)}</ConfirmButton></>}>
      <div className="flex flex-col gap-3 p-4">
        {answer === null && <p aria-live="polite" className="text-soft">{pipelineWords.looking}</p>}
        {answer !== null && !answer.ok && <p role="alert">{answer.message}</p>}
        <div className="flex flex-col gap-1">
          {alive > 0 && <p>{words.running(alive)}</p>}
          {changed.length > alive && <p>{words.waiting(changed.length - alive)}</p>}
        </div>
        <JobNames jobs={changed} label={pipelineWords.list} />
        {also.length > 0 && <AlsoList also={also} title={pipelineWords.others(also.length)} />}
      </div>
    </Dialog>
  )
}

/** What would happen, asked once: the list must not change under the reader's eyes with every step of a running job. Null while it is asked. */
function usePreview(move: PipelineMove, id: string): Result<Moved> | null {
  const [answer, setAnswer] = useState<Result<Moved> | null>(null)
  useEffect(() => {
    let wanted = true
    void call(`pipelines.${move}`, { id, dryRun: true }).then((said) => { if (wanted) setAnswer(said) })
    return () => { wanted = false }
  }, [move, id])
  return answer
}

async function run(move: PipelineMove, id: string): Promise<void> {
  const answer = await call(`pipelines.${move}`, { id })
  if (answer.ok) notify(pipelineWords.moves[move].done(answer.value.changed.length))
  else notify(answer.message, 'error')
}
