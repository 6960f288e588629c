import type { Schedule, ScheduleEdit, ScheduleSpecInput } from '../../contract/schedule.ts'
import { parseSpan } from '../ui/span.ts'
import { jobFormWords as words } from '../words/job-form.ts'
import { fromSchedule, type Draft, type DraftField } from './draft.ts'
import { readDraft, toSpec, type Faults, type Values } from './read.ts'

/** The draft as a schedule: what comes again and again, and when. Null where it is to be submitted once. */
export function toScheduleSpec(draft: Draft): { spec: ScheduleSpecInput; faults: Faults } | null {
  const every = draft.every.trim()
  if (every === '') return null
  const { spec, faults } = toSpec(draft)
  const { after, notBefore, ...job } = spec
  if (after !== undefined) faults.every ??= words.everyAfter
  if (notBefore !== undefined) faults.every ??= words.everyNotBefore
  const zone = draft.zone.trim()
  return { spec: { job, every, overlap: draft.overlap, catchUpMs: toCatchUp(draft, faults), ...(zone === '' ? {} : { zone }) }, faults }
}

function toCatchUp({ catchUp }: Draft, faults: Faults): number {
  const ms = catchUp.trim() === '' ? 0 : parseSpan(catchUp)
  if (ms === null) faults.catchUp = words.spanWrong(catchUp.trim())
  return ms ?? 0
}

/** Only what differs from the schedule the draft began with; an emptied title becomes `untitled`, an emptied zone stays. */
export function toScheduleEdit(draft: Draft, base: Schedule, untitled: string): { edit: Omit<ScheduleEdit, 'id'>; faults: Faults } {
  const before = fromSchedule(base)
  const [now, then] = [readDraft(draft), readDraft(before)]
  const faults: Faults = Object.fromEntries(Object.entries(now.faults).filter(([field, fault]) => then.faults[field as DraftField] !== fault))
  const [every, zone, catchUpMs] = [draft.every.trim(), draft.zone.trim() || base.zone, toCatchUp(draft, faults)]
  if (every === '') faults.every = words.everyMissing
  const { notBefore: _, ...values } = now.values
  const changed = (Object.keys(values) as (keyof typeof values)[]).filter((key) => JSON.stringify(values[key]) !== JSON.stringify((then.values as Values)[key]))
  const job = Object.fromEntries(changed.map((key) => [key, key === 'title' && values.title === '' ? untitled : values[key]]))
  return {
    edit: {
      ...(every === base.every ? {} : { every }), ...(zone === base.zone ? {} : { zone }), ...(catchUpMs === base.catchUpMs ? {} : { catchUpMs }), ...(draft.overlap === base.overlap ? {} : { overlap: draft.overlap }),
      ...(changed.length === 0 ? {} : { job }),
    },
    faults,
  }
}
