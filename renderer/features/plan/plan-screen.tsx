import { ChevronLeft, FileUp, Workflow } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { PlanResult } from '../../../contract/plan.ts'
import { describeOverlaps } from '../../../contract/touches-words.ts'
import { GraphSketch, MOST_SKETCHED } from '../../graph/graph-sketch.tsx'
import type { GraphNode } from '../../graph/topology.ts'
import { pathOf } from '../../job-form/dropped.ts'
import { FolderBox, useRecents } from '../../job-form/main-fields.tsx'
import { useReadOnly, useStore } from '../../state/store.ts'
import { go, openOverlay } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Field } from '../../ui/field.tsx'
import { notify } from '../../ui/notices.tsx'
import { planWords as words } from '../../words/plan.ts'
import { folderOf } from './draft.ts'
import { PlanEditor } from './editor.tsx'
import { FaultList, FaultText } from './faults.tsx'
import { usePlan, type PlanForm } from './use-plan.ts'
import { VarsFields } from './vars-fields.tsx'

/** As much text as the engine takes in one prompt; a plan of the most jobs it may hold is smaller. */
const MOST_BYTES = 4 * 1024 * 1024

/** A plan and what it makes: written, pasted, or taken from a file. */
export function PlanScreen() {
  const form = usePlan()
  const profiles = useStore((store) => store.profiles)
  const example = words.example((profiles.find((each) => each.name === 'default') ?? profiles[0])?.name ?? 'default')
  const [goTo, setGoTo] = useState<{ line: number } | null>(null)
  const place = useRef<HTMLElement>(null)
  const statusId = useId()
  const { draft, faults } = form
  useEffect(() => { place.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus() }, [])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    form.submit()
  }
  const takeFile = (file: File): void => void readFile(file).then((text) => {
    if (text === null) return
    const path = pathOf(file)
    form.set({ text, ...(path === '' ? {} : { folder: folderOf(path) }) })
    notify(words.fileTaken(file.name))
  })
  return (
    <section ref={place} aria-label={words.title} onKeyDown={onKeyDown} className="flex min-h-0 flex-1 flex-col">
      <Header form={form} example={example} onFile={takeFile} />
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-3">
        <div className="flex min-h-72 flex-1 shrink-0 flex-col"><PlanEditor text={draft.text} faults={faults} placeholder={example} describedBy={statusId} goTo={goTo} onChange={(text) => form.set({ text })} onFile={takeFile} /></div>
        <VarsFields form={form} />
        <Overlaps result={form.result} />
        <Made form={form} example={example} />
      </div>
      <Footer form={form} statusId={statusId} onGoTo={(line) => setGoTo({ line })} />
    </section>
  )
}

function Header({ form, example, onFile }: { form: PlanForm; example: string; onFile(file: File): void }) {
  const recents = useRecents()
  const file = useRef<HTMLInputElement>(null)
  return (
    <header className="flex shrink-0 flex-col gap-3 border-b border-line px-3 py-3 medium:flex-row medium:items-start">
      <div className="flex min-w-0 items-center gap-1 medium:h-8 medium:pr-4">
        <IconButton label={words.back} onClick={() => go('pipelines')}><ChevronLeft size={18} aria-hidden="true" /></IconButton>
        <h2 className="text-title font-semibold whitespace-nowrap">{words.title}</h2>
      </div>
      <div className="min-w-0 flex-1">
        <Field label={words.folder} hint={words.folderHint} error={form.folderFault}>{(control) => <FolderBox control={control} recents={recents} value={form.folder} onChange={(folder) => form.set({ folder })} />}</Field>
      </div>
      <div className="flex gap-2 medium:pt-6">
        {form.draft.text === '' ? <Button className="flex-1 medium:h-8" onClick={() => form.set({ text: example })}>{words.takeExample}</Button> : <Button look="quiet" className="flex-1 medium:h-8" onClick={() => form.set({ text: '', set: {} })}>{words.clear}</Button>}
        <Button className="flex-1 medium:h-8" icon={<FileUp size={14} aria-hidden="true" />} onClick={() => file.current!.click()}>{words.open}</Button>
        <input ref={file} type="file" accept=".yaml,.yml,.json,text/*" aria-label={words.open} tabIndex={-1} className="hidden" onChange={(event) => { const [chosen] = event.target.files ?? []; if (chosen) onFile(chosen); event.target.value = '' }} />
      </div>
    </header>
  )
}

/** Jobs of the plan that may change the same files at once. */
function Overlaps({ result }: { result: PlanResult | null }) {
  const [head, ...lines] = describeOverlaps(result?.overlaps)
  if (head === undefined) return null
  return (
    <div className="max-h-40 shrink-0 overflow-y-auto rounded-md bg-tint-amber px-3 py-2 [overflow-wrap:anywhere]">
      <p>{head}</p>
      <ul className="list-disc pl-5">{lines.map((line) => <li key={line}>{line}</li>)}</ul>
    </div>
  )
}

/** What the plan makes: its graph, as far as the engine takes it. */
function Made({ form, example }: { form: PlanForm; example: string }) {
  const { result, draft, faults, wrong } = form
  const refused = faults.length > 0 || Object.keys(wrong).length > 0
  const last = useRef<PlanResult | null>(null)
  if (result) last.current = result
  if (draft.text.trim() === '') last.current = null
  const shown = last.current
  if (!shown && refused) return null
  if (!shown) {
    return (
      <div className="flex shrink-0 flex-col"><Empty icon={<Workflow size={28} />} title={words.emptyTitle} action={draft.text.trim() === '' && <Button look="primary" onClick={() => form.set({ text: example })}>{words.takeExample}</Button>}>
        {words.emptyHint}<span className="mt-3 block">{words.keys}: {words.keyList} <button type="button" className="text-accent hover:underline" onClick={() => openOverlay('plan-schema')}>{words.file.schema}</button></span>
      </Empty></div>
    )
  }
  if (shown.jobs.length > MOST_SKETCHED) return <Empty icon={<Workflow size={28} />} title={shown.title}>{words.tooLarge(shown.jobs.length)}</Empty>
  const nodes = shown.jobs.map((job): GraphNode => ({ id: job.alias, title: job.title, state: job.state as GraphNode['state'], outcome: null, reason: null, profile: job.profile, repository: job.repository, any: job.any }))
  const edges = shown.jobs.flatMap((job) => job.after.map(({ alias, when, otherwise }) => ({ parent: alias, child: job.alias, when, otherwise })))
  // While something is wrong the last good drawing stays: nothing jumps with every key.
  return <div className="flex max-h-[45%] min-h-24 shrink-0 flex-col gap-1">{faults.length > 0 && !result && <p className="text-soft">{words.before}</p>}<GraphSketch nodes={nodes} edges={edges} label={words.graph(shown.title)} /></div>
}

function Footer({ form, statusId, onGoTo }: { form: PlanForm; statusId: string; onGoTo(line: number): void }) {
  const { faults, more, wrong, result, checking, busy, draft } = form
  const readOnly = useReadOnly()
  const first = result?.jobs.filter((job) => job.state === 'queued').length ?? 0
  const held = result?.jobs.filter((job) => job.state === 'held').length ?? 0
  const [fault] = faults
  const said: ReactNode = faults.length + more > 1 ? <span className="text-red">{words.mistakes(faults.length + more)}</span>
    : fault ? <span className="text-red"><FaultText fault={fault} /></span>
      : readOnly ? words.offline : draft.text.trim() === '' ? words.blank : Object.keys(wrong).length > 0 ? words.varsWrong(Object.keys(wrong)) : checking || !result ? words.checking : words.valid(result.jobs.length, first, held)
  return (
    <footer className="shrink-0 border-t border-line">
      {faults.length + more > 1 && <FaultList faults={faults} more={more} onGoTo={onGoTo} />}
      <div className="flex flex-wrap items-center gap-2 px-3 py-2.5">
        <div id={statusId} role="status" className="min-w-0 flex-1 basis-60 text-soft [overflow-wrap:anywhere]">{said}</div>
        {faults.length + more === 1 && fault && fault.line !== null && <Button look="quiet" onClick={() => onGoTo(fault.line!)}>{words.goToLine(fault.line)}</Button>}
        <Button look="primary" shortcut="mod+enter" className="flex-1 medium:flex-none" disabled={readOnly || busy || !result} onClick={form.submit}>{busy ? words.submitting : words.submit(result?.jobs.length ?? 0)}</Button>
      </div>
    </footer>
  )
}

/** The text of a file; null, and said why, when it is none. */
async function readFile(file: File): Promise<string | null> {
  if (file.size > MOST_BYTES) { notify(words.tooBig, 'error'); return null }
  const text = await file.text()
  if (text.includes('\0')) { notify(words.notText, 'error'); return null }
  return text
}
