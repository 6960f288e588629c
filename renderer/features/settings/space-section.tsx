import { useState } from 'react'
import type { CallResult } from '../../../contract/api.ts'
import { call } from '../../state/sync.ts'
import { useReadOnly } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { notify } from '../../ui/notices.tsx'
import { settingsWords } from '../../words/settings.ts'

/** Looks first what could go, then removes it. */
export function SpaceSection() {
  const [found, setFound] = useState<CallResult<'engine.gc'> | null>(null)
  const [busy, setBusy] = useState(false)
  const readOnly = useReadOnly()
  const run = async (dryRun: boolean): Promise<void> => {
    setBusy(true)
    const answer = await call('engine.gc', { dryRun })
    setBusy(false)
    if (!answer.ok) return notify(answer.message, 'error')
    setFound(dryRun ? answer.value : null)
    if (!dryRun) notify(settingsWords.freed(answer.value.worktrees.length, answer.value.bytes))
  }
  const some = found !== null && found.worktrees.length > 0
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-soft">{settingsWords.spaceHint}</p>
      <div role="status">{found === null ? null : some ? settingsWords.spaceFound(found.worktrees.length, found.bytes) : settingsWords.spaceNone}</div>
      {some && <ul className="flex max-h-40 w-full flex-col overflow-y-auto rounded-md border border-line bg-sunken px-2.5 py-1.5" tabIndex={0} aria-label={settingsWords.space}>{found.worktrees.map((path) => <li key={path}><code className="[overflow-wrap:anywhere]">{path}</code></li>)}</ul>}
      <div className="flex gap-2">
        <Button disabled={busy || readOnly} onClick={() => void run(true)}>{busy && found === null ? settingsWords.looking : settingsWords.lookFor}</Button>
        {some && <Button look="danger" disabled={busy || readOnly} onClick={() => void run(false)}>{settingsWords.free(found.bytes)}</Button>}
      </div>
    </div>
  )
}
