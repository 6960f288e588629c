import { assertNever } from '../../contract/assert.ts'
import type { Approval } from '../../contract/approval.ts'
import type { SequencedEvent } from '../../contract/event.ts'
import type { Job } from '../../contract/job.ts'
import type { World } from './world.ts'

/** A world while a batch is laid over it: each map is copied once, and only if something of it changes. */
interface Draft { world: World; jobs: Map<string, Job> | null; approvals: Map<string, Approval> | null; logEnds: Map<string, number> | null; profiles: number; schedules: number; engine: number; needsReload: boolean }

/** The world after these events. One heard before (its number is not above `world.seq`) changes nothing. */
export function apply(world: World, events: readonly SequencedEvent[]): World {
  const draft: Draft = { world, jobs: null, approvals: null, logEnds: null, ...world.changed, needsReload: world.needsReload }
  let seq = world.seq
  for (const { seq: at, event } of events) {
    // A cursor that is ahead of the engine gets a lower number with its resync: that one counts, whatever its number.
    if (event.kind === 'engine.changed' && event.what === 'resync') {
      seq = at
      draft.needsReload = true
      continue
    }
    if (at <= seq) continue
    seq = at
    applyOne(draft, event)
  }
  if (seq === world.seq && draft.needsReload === world.needsReload) return world
  const { profiles, schedules, engine } = draft
  const isSame = profiles === world.changed.profiles && schedules === world.changed.schedules && engine === world.changed.engine
  const changed = isSame ? world.changed : { profiles, schedules, engine }
  return { seq, jobs: draft.jobs ?? world.jobs, approvals: draft.approvals ?? world.approvals, logEnds: draft.logEnds ?? world.logEnds, changed, needsReload: draft.needsReload }
}

function applyOne(draft: Draft, event: SequencedEvent['event']): void {
  switch (event.kind) {
    case 'job.changed':
      draft.jobs ??= new Map(draft.world.jobs)
      draft.jobs.set(event.job.id, event.job)
      return
    case 'log.appended':
      draft.logEnds ??= new Map(draft.world.logEnds)
      draft.logEnds.set(event.jobId, Math.max(event.toSeq, draft.logEnds.get(event.jobId) ?? 0))
      return
    case 'approval.asked':
    case 'approval.answered':
      // The event carries the question's state now, which may already be past the one it tells of.
      draft.approvals ??= new Map(draft.world.approvals)
      if (event.approval.state === 'asked') draft.approvals.set(event.approval.id, event.approval)
      else draft.approvals.delete(event.approval.id)
      return
    case 'profile.changed':
      draft.profiles++
      return
    case 'schedule.changed':
      draft.schedules++
      return
    case 'quota.changed':
    case 'engine.changed':
      draft.engine++
      return
    default: assertNever(event, 'event')
  }
}
