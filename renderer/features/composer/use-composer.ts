import { useEffect, useRef, useState, type RefObject } from 'react'
import type { Result } from '../../../contract/errors.ts'
import type { Job, JobSpecInput } from '../../../contract/job.ts'
import { describeNext } from '../../../contract/schedule-words.ts'
import type { ScheduleSpecInput } from '../../../contract/schedule.ts'
import { EMPTY_DRAFT, type Draft } from '../../job-form/draft.ts'
import { toSpec } from '../../job-form/read.ts'
import { toScheduleSpec } from '../../job-form/read-schedule.ts'
import { focusFault, useForm, type OwnForm } from '../../job-form/use-form.ts'
import { attemptKey, endAttempt } from '../../state/attempt.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay, go, useView } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { composerWords } from '../../words/composer.ts'
import { closeDraft, follow, readDraft, writeDraft, type DraftPlaces } from './draft.ts'

const PLACES: DraftPlaces = { own: sessionStorage, shared: localStorage }

/** The form for a new job: its draft is kept as it is typed. */
export interface Composer extends OwnForm { busy: boolean; element: RefObject<HTMLFormElement | null>; submit(): void; discard(): void }

/** With what it was opened: jobs it follows, the profile to begin with, the pattern of a schedule. */
export interface Asked { after?: readonly string[] | undefined; profile?: string | undefined; every?: string | undefined }

export function useComposer(asked: Asked): Composer {
  const form = useForm(() => startDraft(asked))
  const { draft } = form
  const [busy, setBusy] = useState(false)
  const element = useRef<HTMLFormElement>(null)
  useSuggestion(form)
  useEffect(() => { writeDraft(PLACES, draft) }, [draft])

  const submit = (): void => {
    const scheduled = toScheduleSpec(draft)
    const { faults } = scheduled ?? toSpec(draft)
    if (Object.keys(faults).length > 0) { form.fail(faults); return focusFault(element.current) }
    if (busy) return
    if (useStore.getState().connection !== 'live') return form.fail({ form: composerWords.offline })
    setBusy(true)
    void (scheduled ? addSchedule(scheduled.spec) : submitJob(toSpec(draft).spec)).then((answer) => {
      setBusy(false)
      if (!answer.ok) {
        if (answer.code === 'no-engine') form.fail({ form: composerWords.unanswered })
        else form.refuse(answer)
        return focusFault(element.current)
      }
      closeDraft(PLACES, draft)
      closeOverlay()
      answer.value()
    })
  }
  return { ...form, busy, element, submit, discard: () => form.restart(EMPTY_DRAFT) }
}

/** Both give what is done once the form is closed. */
async function submitJob(spec: JobSpecInput): Promise<Result<() => void>> {
  const answer = await call('jobs.submit', { ...spec, idempotencyKey: attemptKey(localStorage, 'job', spec) })
  if (answer.ok || answer.code !== 'no-engine') endAttempt(localStorage, 'job')
  if (!answer.ok) return answer
  return { ok: true, value: () => { useView.setState({ cursor: answer.value.id }); notify(composerWords.submitted(answer.value.title)) } }
}

/** Nothing of a schedule is in the list of jobs before its first time: the person is taken to it. */
async function addSchedule(spec: ScheduleSpecInput): Promise<Result<() => void>> {
  const answer = await call('schedules.add', { ...spec, idempotencyKey: attemptKey(localStorage, 'schedule', spec) })
  if (answer.ok || answer.code !== 'no-engine') endAttempt(localStorage, 'schedule')
  if (!answer.ok) return answer
  return { ok: true, value: () => { go('schedule', [answer.value.id]); notify(composerWords.scheduled(answer.value.title, describeNext(answer.value, Date.now()))) } }
}

/** Opened before the jobs have arrived, the form has no repository to suggest: it comes with them, unless one is typed by then. */
function useSuggestion({ draft, set }: OwnForm): void {
  const settled = useRef(draft.repository !== '')
  const jobs = useStore((store) => store.world.jobs)
  useEffect(() => {
    settled.current ||= draft.repository !== ''
    const latest = settled.current ? undefined : latestOf(jobs.values())
    if (latest === undefined) return
    settled.current = true
    set({ repository: latest.repository })
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- `set` is another one at each drawing
  }, [jobs, draft.repository])
}

const latestOf = (jobs: Iterable<Job>): Job | undefined => [...jobs].reduce<Job | undefined>((best, job) => (best && best.createdAt >= job.createdAt ? best : job), undefined)

/** The kept draft; a repository is suggested when there is none: the one used last. */
function startDraft({ after, profile: asked, every }: Asked): Draft {
  const kept = readDraft(PLACES)
  const { world, profiles } = useStore.getState()
  const parent = after === undefined ? undefined : world.jobs.get(after[0] ?? '')
  const latest = parent ?? latestOf(world.jobs.values())
  const profile = profiles.some((each) => each.name === kept.profile) ? kept.profile : (profiles[0]?.name ?? kept.profile)
  const placed = { ...kept, profile: asked ?? parent?.profile ?? profile, repository: parent?.repository ?? (kept.repository || (latest?.repository ?? '')) }
  if (every !== undefined) return { ...placed, every: placed.every || every }
  return after === undefined ? placed : follow(placed, after)
}
