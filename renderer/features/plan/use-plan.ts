import { useEffect, useState } from 'react'
import type { Result } from '../../../contract/errors.ts'
import type { PlanResult, PlanVars } from '../../../contract/plan.ts'
import { useRecents } from '../../job-form/main-fields.tsx'
import { attemptKey, endAttempt } from '../../state/attempt.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { go } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { planWords as words } from '../../words/plan.ts'
import { readPlanDraft, toAsked, toFaults, valuesFor, writePlanDraft, type PlanDraft, type PlanFaults } from './draft.ts'

/** Typing rests this long before the engine tries the plan out. */
const TRY_AFTER_MS = 300

/** What the engine made of the text when it tried it out; nothing while it is blank or has not been tried. `wrong`: values that cannot be taken, by variable. */
interface Trial extends PlanFaults { result: PlanResult | null; wrong: Readonly<Record<string, string>> }
const UNTRIED: Trial = { result: null, faults: [], more: 0, wrong: {} }
const NO_VARS: PlanVars = {}

export interface PlanForm extends Trial { vars: PlanVars; draft: PlanDraft; folder: string; checking: boolean; busy: boolean; folderFault: string | null; set(change: Partial<PlanDraft>): void; submit(): void }

export function usePlan(): PlanForm {
  const recents = useRecents()
  const [draft, setDraft] = useState<PlanDraft>(() => readPlanDraft(localStorage) ?? { text: '', folder: null, set: {} })
  const [trial, setTrial] = useState<Trial>(UNTRIED)
  // Known from the last answer that told them: another mistake elsewhere does not take the fields away.
  const [vars, setVars] = useState<PlanVars>(NO_VARS)
  const [checking, setChecking] = useState(false)
  const [busy, setBusy] = useState(false)
  const live = useStore((store) => store.connection === 'live')
  // Until somebody says another: where the last job worked.
  const shownFolder = draft.folder ?? recents[0] ?? ''
  const folder = shownFolder.trim()
  const folderFault = folder === '' || /^(\/|[A-Za-z]:[\\/])/.test(folder) ? null : words.folderWrong
  const blank = draft.text.trim() === ''
  const set = valuesFor(vars, draft.set)
  const args = { plan: draft.text, set, ...(folder === '' ? {} : { folder }) }

  useEffect(() => { writePlanDraft(localStorage, draft) }, [draft])
  const take = (answer: Result<PlanResult>): void => {
    const asked = answer.ok ? null : toAsked(answer)
    if (answer.ok || asked) setVars(asked?.vars ?? (answer.ok ? answer.value.vars : undefined) ?? NO_VARS)
    setTrial(answer.ok ? { ...UNTRIED, result: answer.value } : { result: null, ...toFaults(answer), wrong: asked?.faults ?? {} })
  }
  useEffect(() => {
    if (blank) setVars(NO_VARS)
    if (blank || folderFault !== null || !live) { setChecking(false); return setTrial(UNTRIED) }
    let wanted = true
    setChecking(true)
    const timer = setTimeout(() => void call('plans.submit', { ...args, dryRun: true }).then((answer) => {
      if (!wanted) return
      setChecking(false)
      take(answer)
    }), TRY_AFTER_MS)
    return () => { wanted = false; clearTimeout(timer) }
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- all that is asked about
  }, [draft.text, folder, live, JSON.stringify(set)])

  const submit = (): void => {
    if (busy || blank || folderFault !== null || !live) return
    setBusy(true)
    void call('plans.submit', { ...args, idempotencyKey: attemptKey(localStorage, 'plan', args) }).then((answer) => {
      if (answer.ok || answer.code !== 'no-engine') endAttempt(localStorage, 'plan')
      setBusy(false)
      // Without an answer nothing speaks against the plan: it can be submitted once more.
      if (!answer.ok && answer.code === 'no-engine') return setTrial((before) => ({ ...before, ...toFaults(answer) }))
      if (!answer.ok) return take(answer)
      writePlanDraft(localStorage, { text: '', folder: draft.folder, set: {} })
      notify(words.submitted(answer.value.title, answer.value.jobs.length))
      go('pipeline', [answer.value.pipeline!])
    })
  }
  return { ...trial, vars, draft, folder: shownFolder, checking, busy, folderFault, set: (change) => setDraft((before) => ({ ...before, ...change })), submit }
}
