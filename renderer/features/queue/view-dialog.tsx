import { useState, type FormEvent } from 'react'
import { closeOverlay, setFilter, useView } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextInput } from '../../ui/field.tsx'
import { viewWords as words } from '../../words/queue.ts'
import { grouping, toGrouping } from './groups.ts'
import { LONGEST_NAME, removeView, saveView, useSavedViews } from './saved-views.ts'
import { nameOf } from './view-name.ts'

/** Names the present filter; with `name`, renames or removes the view that has it. */
export function ViewDialog({ name = null }: { name?: string | null }) {
  const views = useSavedViews((store) => store.views)
  const view = views.find((each) => each.name === name)
  const filter = useView((each) => each.filter)
  const [text, setText] = useState(view?.name ?? nameOf(filter))
  const [trouble, setTrouble] = useState<string | null>(null)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const wanted = text.trim()
    if (wanted === '') return setTrouble(words.noName)
    if (wanted !== view?.name && views.some((each) => each.name === wanted)) return setTrouble(words.taken)
    const now = { ...filter, text: filter.text.trim(), group: toGrouping(filter, grouping.read()) }
    saveView({ name: wanted, filter: view?.filter ?? now }, view?.name)
    // The address becomes that of the view, so that it is marked as the one that is shown.
    if (!view) setFilter(now)
    closeOverlay()
  }
  return (
    <Dialog
      title={view ? words.changeTitle : words.saveTitle} onClose={closeOverlay} width="medium:w-105"
      footer={<>{view && <Button look="danger" className="mr-auto" onClick={() => { removeView(view.name); closeOverlay() }}>{words.remove}</Button>}<Button onClick={closeOverlay}>{view ? words.keep : words.doNotSave}</Button><Button look="primary" type="submit" form="view-form">{view ? words.doChange : words.doSave}</Button></>}
    >
      <form id="view-form" onSubmit={submit} className="p-4">
        <Field label={words.name} hint={view ? undefined : words.saveHint} error={trouble}>{(control) => <TextInput {...control} data-autofocus="" maxLength={LONGEST_NAME} value={text} onChange={(event) => { setText(event.target.value); setTrouble(null) }} onFocus={(event) => event.target.select()} />}</Field>
      </form>
    </Dialog>
  )
}
