import { orRefuse, Refusal } from '../../contract/errors.ts'
import type { Status } from '../../contract/engine.ts'
import { countOpen, getApproval, listApprovals, listOpenOf } from '../store/approvals.ts'
import { countQueued } from '../store/candidates.ts'
import { lastEventSeq, noted } from '../store/events.ts'
import { resolveId } from '../store/ids.ts'
import { countJobs } from '../store/jobs.ts'
import { listSlots, pauseProfile } from '../store/profiles.ts'
import { setSetting } from '../store/settings.ts'
import { spentToday } from '../store/usage.ts'
import { capacityOf } from '../scheduler/tick.ts'
import { VERSION } from '../version.ts'
import { examine } from './doctor.ts'
import { collectGarbage } from './gc.ts'
import type { Core } from '../scheduler/core.ts'
import type { Api, Handlers } from './handlers.ts'
import { rowOf } from './job-handlers.ts'
import { findProfile } from './profile-handlers.ts'

function statusOf({ core, engine }: Api): Status {
  const { read } = core.store
  const capacity = capacityOf(read, core.now(), core.live)
  const queued = countQueued(read)
  const trouble = core.store.owed.trouble()
  return {
    version: VERSION, home: core.home, ...(engine === null ? {} : { command: engine.command }), paused: capacity.paused,
    engine: { running: engine !== null, pid: engine?.pid ?? null, url: engine?.url ?? null, startedAt: engine?.startedAt ?? null },
    slots: { used: [...capacity.used.values()].reduce((a, b) => a + b, 0), total: capacity.total },
    jobs: countJobs(read), approvals: countOpen(read), today: spentToday(read, core.now()), eventSeq: lastEventSeq(read),
    profiles: listSlots(read)
      .map(({ removed, windows: _, ...profile }) => ({ removed, shown: { ...profile, running: capacity.used.get(profile.name) ?? 0, queued: queued.get(profile.name) ?? 0 } }))
      .filter(({ removed, shown }) => !removed || shown.running + shown.queued > 0).map(({ shown }) => shown),
    ...(trouble === null ? {} : { unstored: trouble }),
  }
}

async function setPaused(api: Api, profile: string | undefined, paused: boolean): Promise<Status> {
  const { core } = api
  if (profile !== undefined) findProfile(core, profile)
  await core.store.writer.write((db) => {
    if (profile === undefined) setSetting(db, 'paused', paused ? '1' : '0')
    else pauseProfile(db, profile, paused)
    noted(db, 'engine.changed', `${paused ? 'paused' : 'resumed'}${profile === undefined ? '' : ` ${profile}`}`)
  })
  core.wake()
  return statusOf(api)
}

/** The question an id names: its own, or the job's that asks (then its oldest open one). */
function approvalOf(core: Core, id: string): string {
  if (!id.trim().toLowerCase().startsWith('j')) return orRefuse(resolveId(core.store.read, 'a', id))
  const row = rowOf(core, id)
  const open = listOpenOf(core.store.read, row.seq)
  if (open.length === 0) throw new Refusal('wrong-state', `Expected a job that asks something, but ${row.id} is ${row.state} and has no open question. \`dispatch approvals\` lists those there are.`, { state: row.state })
  return open[0]!.id
}

export const engineHandlers = {
  'approvals.list': ({ core }, { all }) => ({ approvals: listApprovals(core.store.read, all) }),
  'approvals.get': ({ core }, { id }) => getApproval(core.store.read, approvalOf(core, id))!,
  'approvals.answer': async ({ core, approvals }, { id, answer, always, message }) => {
    if (!approvals) throw new Refusal('no-engine', 'Expected a running engine to answer a question, found none. Start the desktop app or `dispatch serve`.')
    return orRefuse(await approvals.answer(approvalOf(core, id), answer === 'allow' ? { allow: true, always } : { allow: false, message: message ?? 'The person refused this.', always }))
  },
  'engine.status': (api) => statusOf(api),
  'engine.link': ({ engine }) => {
    if (!engine) throw new Refusal('no-engine', 'Expected a running engine to open its page, found none. Start the desktop app or `dispatch serve`.')
    return { link: engine.makeLink() }
  },
  'engine.pause': (api, { profile }) => setPaused(api, profile, true),
  'engine.resume': (api, { profile }) => setPaused(api, profile, false),
  'engine.wake': ({ core, engine }) => { core.wake(); return { woken: engine !== null } },
  'engine.practice': ({ engine }, _, context) => {
    if (!engine) throw new Refusal('no-engine', 'Expected a running engine for the tour, found none. Start the desktop app or `dispatch serve`; `dispatch demo` brings its own.')
    return engine.practice(context)
  },
  'engine.doctor': (api) => examine(api),
  'engine.gc': ({ core }, { dryRun }) => collectGarbage(core, dryRun),
} satisfies Partial<Handlers>

