import { randomUUID } from 'node:crypto'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow } from '../store/jobs.ts'
import { dropLanding, listLandings, putLanding, type OpenLanding } from '../store/landings.ts'
import { contains } from '../workspace/land.ts'
import { isRunning } from '../workspace/remove.ts'
import { resolveRef } from '../workspace/repository.ts'
import type { Core } from './core.ts'
import { landInto, storeLanded, type Brought, type IntoBranch } from './land-into.ts'

/** Landings this process is at. */
const own = new WeakMap<Core, Set<string>>()

/** Lands as a person asked for it: remembered before the branch moves, and stored with its end, so that whoever comes after a process that dies in between can tell. */
export async function landByHand(core: Core, request: Pick<IntoBranch, 'jobs' | 'into' | 'how'>): ReturnType<typeof landInto> {
  const key = randomUUID()
  const { into, how } = request
  const mine = own.get(core) ?? new Set()
  own.set(core, mine.add(key))
  let begun = false
  try {
    const done = await landInto(core, {
      ...request, dryRun: false,
      beforeMove: async (move, brought) => {
        begun = true
        const jobs = brought.map((job) => ({ seq: job.seq, head: job.head_commit! }))
        await core.store.writer.write((db) => putLanding(db, { key, pid: process.pid, into, how, ...move, jobs }))
      },
    })
    if (done.ok) await core.store.writer.write((db) => store(core, db, { key, done: done.value }))
    else if (begun) await core.store.writer.write((db) => dropLanding(db, key))
    return done
  } finally {
    mine.delete(key)
  }
}

/** Takes up landings by hand whose process died: those whose branch has moved are noted in their jobs, the others are forgotten, to be asked for anew. */
export async function settleLandings(core: Core): Promise<void> {
  for (const open of listLandings(core.store.read)) {
    if (open.pid === process.pid ? own.get(core)?.has(open.key) : isRunning(open.pid)) continue
    const jobs = jobsOf(core, open)
    const done = jobs.length > 0 && await isThere(jobs[0]!, open) ? await landInto(core, { jobs, into: open.into, how: open.how, dryRun: false, begun: { before: open.before, after: open.after } }) : null
    // Somebody works in place there: it is looked at again another time.
    if (done?.ok === false && done.details?.['job'] !== undefined) continue
    await core.store.writer.write((db) => (done?.ok ? store(core, db, { key: open.key, done: done.value }) : dropLanding(db, open.key)))
  }
}

function store(core: Core, db: Parameters<typeof storeLanded>[0], { key, done }: { key: string; done: Brought }): void {
  storeLanded(db, done, { now: core.now() })
  dropLanding(db, key)
}

/** Those that are still as they were when it began: one that was run again has other work. */
const jobsOf = (core: Core, { jobs }: OpenLanding): JobRow[] => jobs.flatMap(({ seq, head }) => {
  const row = getJobRow(core.store.read, seq)
  return row && row.landed === null && row.head_commit === head ? [row] : []
})

async function isThere({ repository }: JobRow, { into, after }: OpenLanding): Promise<boolean> {
  const branch = await resolveRef(repository, `refs/heads/${into}`)
  return branch.ok && contains(repository, branch.commit, after)
}
