import { homedir, userInfo } from 'node:os'
import { createHash, randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import type { CallName } from '../../contract/api.ts'
import { orRefuse, Refusal, type Failure } from '../../contract/errors.ts'
import type { SubmittedFrom } from '../../contract/job.ts'
import type { Person } from '../profiles/environment.ts'
import { createRunner } from '../runner/pty.ts'
import type { Core } from '../scheduler/core.ts'
import { openStore, type Store } from '../store/open.ts'
import { openToLook } from '../store/open-to-look.ts'
import { addBuiltIns, lacksBuiltIns } from '../store/profiles.ts'
import { getSetting, setSetting } from '../store/settings.ts'
import { examineUnopened } from './doctor.ts'
import { createDoor } from './door.ts'

/** Whose machine this is. */
function thisPerson(): Person {
  const info = userInfo()
  return { home: homedir(), user: info.username, shell: info.shell ?? '/bin/sh' }
}

/** Marks the processes of one data folder's jobs. The place counts too: a copied folder must not end the original's processes. */
const markerOf = (home: string, id: string): string => createHash('sha256').update(`${id}\0${realpathSync(home)}`).digest('hex').slice(0, 20)

/** A core over a data folder with nothing running; the engine adds what makes it run. First use fills an empty folder. */
export const openCore = (home: string, report: Core['report']): Promise<Core> => toCore(orRefuse(openStore(home)), home, report)

async function toCore(store: Store, home: string, report: Core['report']): Promise<Core> {
  const folderId = getSetting(store.read, 'id')
  if (store.lookOnly === null && (folderId === undefined || lacksBuiltIns(store.read))) {
    await store.writer.write((db) => {
      if (folderId === undefined) setSetting(db, 'id', randomUUID())
      addBuiltIns(db, Date.now())
    })
  }
  store.owed.onWords(report)
  return {
    store, home, folderId: markerOf(home, getSetting(store.read, 'id') ?? ''), runner: createRunner(), person: thisPerson(), engineEnv: process.env, now: Date.now, random: Math.random,
    live: new Map(), wake: () => {}, hookUrl: null, stopping: false, report,
  }
}

/** The engine's door in a command line's own process. `warning`: what whoever reads through it should know. */
export interface LocalDoor { call(name: CallName, args: unknown): Promise<unknown>; warning: string | null; close(): Promise<void> }

/**
 * The engine's door opened in this process, for a command line with no engine running: what it writes waits for one. A folder that cannot be
 * written can still be read; one that cannot even be read can still be examined.
 */
export async function openLocalDoor(options: { home: string; from: SubmittedFrom }): Promise<LocalDoor> {
  const { home, from } = options
  const opened = openStore(home)
  const store = opened.ok ? opened.value : openToLook(home, opened)
  if (store === null) return closedDoor(home, opened as Failure)
  const core = await toCore(store, home, (message, error) => { process.stderr.write(`dispatch: ${message}${error === undefined ? '' : `: ${String(error)}`}\n`) })
  const door = createDoor({ core, approvals: null, engine: null })
  return {
    call: (name, args) => door.call(name, args, { from, device: 'local' }),
    warning: store.lookOnly && `${store.lookOnly.details?.['trouble'] === 'full' ? `the disk that holds ${home} is full` : `the data folder ${home} cannot be written`}: what is stored can be read, and nothing can be changed`,
    close: async () => { await core.store.writer.idle(); core.store.close() },
  }
}

/** Refuses everything but the question what is wrong. */
function closedDoor(home: string, why: Failure): LocalDoor {
  return {
    call: async (name) => {
      if (name === 'engine.doctor') return examineUnopened(home, why, process.env)
      throw new Refusal(why.code, why.message, why.details)
    },
    warning: null,
    close: async () => {},
  }
}
