import { answered, asked } from '../queue/transition.ts'
import { listOpenOf } from '../store/approvals.ts'
import type { ReadDb, WriteDb } from '../store/handles.ts'
import { moveJob } from '../store/jobs.ts'
import type { Core } from './core.ts'

/** Puts a job's state in step with its open questions: waiting for the oldest of them, or running when there is none. In the caller's transaction. */
export function followQuestions(db: WriteDb, job: number, now: number): void {
  const oldest = listOpenOf(db, job)[0]
  moveJob(db, job, oldest ? asked({ kind: 'approval', until: oldest.expiresAt, detail: oldest.question }) : answered(), now)
}

/** After the commit: a waiting run's clock stands still and its slot is free. */
export function afterQuestions(core: Core, job: number): void {
  const live = core.live.get(job)
  if (live) {
    if (hasQuestions(core.store.read, job)) live.holdClock('answer')
    else live.releaseClock('answer')
  }
  core.wake()
}

const hasQuestions = (db: ReadDb, job: number): boolean => listOpenOf(db, job).length > 0
