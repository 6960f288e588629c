import { useState } from 'react'
import { call } from '../../state/sync.ts'
import { useReadOnly, useStore } from '../../state/store.ts'
import { closeOverlay, go } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { notify } from '../../ui/notices.tsx'
import { profileWords } from '../../words/profiles.ts'
import { dropDraft } from './unsaved.ts'

/** Asks before a profile goes; a refusal is shown where it was asked. */
export function RemoveProfileDialog({ name }: { name: string }) {
  const [refusal, setRefusal] = useState<string | null>(null)
  const readOnly = useReadOnly()
  const remove = async (): Promise<void> => {
    const answer = await call('profiles.remove', { name })
    if (!answer.ok) return setRefusal(answer.message)
    dropDraft(name)
    useStore.setState(({ profiles }) => ({ profiles: profiles.filter((profile) => profile.name !== name) }))
    closeOverlay()
    go('profiles', [], { replace: true })
    notify(profileWords.removed(name))
  }
  return (
    <Dialog title={profileWords.removeTitle(name)} onClose={closeOverlay} footer={<><Button data-autofocus onClick={closeOverlay}>{profileWords.keep}</Button><Button look="danger" disabled={readOnly || refusal !== null} onClick={() => void remove()}>{profileWords.doRemove}</Button></>}>
      <div className="flex flex-col gap-3 p-4">
        <p>{profileWords.removeWhat}</p>
        {refusal !== null && <p role="alert" className="rounded-md bg-tint-red px-3 py-2 [overflow-wrap:anywhere]">{refusal}</p>}
      </div>
    </Dialog>
  )
}
