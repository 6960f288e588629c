import { useEffect, useState } from 'react'
import type { PlanResult } from '../../../contract/plan.ts'
import { useRecents } from '../../job-form/main-fields.tsx'
import { attemptKey, endAttempt } from '../../state/attempt.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { go } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { planWords as words } from '../../words/plan.ts'
import { readPlanDraft, toFault, writePlanDraft, type PlanDraft, type PlanFault } from './draft.ts'

/** Typing rests this long before the engine tries the plan out. */
const TRY_AFTER_MS = 300

/** What the engine made of the text when it tried it out; nothing while it is blank or has not been tried. */
interface Trial { result: PlanResult | null; fault: PlanFault | null }
const UNTRIED: Trial = { result: null, fault: null }

export interface PlanForm extends Trial { draft: PlanDraft; folder: string; checking: boolean; busy: boolean; folderFault: string | null; set(change: Partial<PlanDraft>): void; submit(): void }

export function usePlan(): PlanForm {
  const recents = useRecents()
  const [draft, setDraft] = useState<PlanDraft>(() => readPlanDraft(localStorage) ?? { text: '', folder: null })
  const [trial, setTrial] = useState<Trial>(UNTRIED)
  const [checking, setChecking] = useState(false)
  const [busy, setBusy] = useState(false)
  const live = useStore((store) => store.connection === 'live')
  // Until somebody says another: where the last job worked.
  const shownFolder = draft.folder ?? recents[0] ?? ''
  const folder = shownFolder.trim()
  const folderFault = folder === '' || /^(\/|[A-Za-z]:[\\/])/.test(folder) ? null : words.folderWrong
  const blank = draft.text.trim() === ''
  const args = { plan: draft.text, ...(folder === '' ? {} : { folder }) }

  useEffect(() => { writePlanDraft(localStorage, draft) }, [draft])
  useEffect(() => {
    if (blank || folderFault !== null || !live) { setChecking(false); return setTrial(UNTRIED) }
    let wanted = true
    setChecking(true)
    const timer = setTimeout(() => void call('plans.submit', { ...args, dryRun: true }).then((answer) => {
      if (!wanted) return
      setChecking(false)
      setTrial(answer.ok ? { result: answer.value, fault: null } : { result: null, fault: toFault(answer) })
    }), TRY_AFTER_MS)
    return () => { wanted = false; clearTimeout(timer) }
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- all that is asked about
  }, [draft.text, folder, live])

  const submit = (): void => {
    if (busy || blank || folderFault !== null || !live) return
    setBusy(true)
    void call('plans.submit', { ...args, idempotencyKey: attemptKey(localStorage, 'plan', args) }).then((answer) => {
      if (answer.ok || answer.code !== 'no-engine') endAttempt(localStorage, 'plan')
      setBusy(false)
      // Without an answer nothing speaks against the plan: it can be submitted once more.
      if (!answer.ok) return setTrial((before) => ({ result: answer.code === 'no-engine' ? before.result : null, fault: toFault(answer) }))
      writePlanDraft(localStorage, { text: '', folder: draft.folder })
      notify(words.submitted(answer.value.title, answer.value.jobs.length))
      go('pipeline', [answer.value.pipeline!])
    })
  }
  return { ...trial, draft, folder: shownFolder, checking, busy, folderFault, set: (change) => setDraft((before) => ({ ...before, ...change })), submit }
}
