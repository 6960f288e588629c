import { orRefuse, Refusal } from '../../contract/errors.ts'
import { StoredSpec, type Auth, type ProfileSpec } from '../../contract/profile.ts'
import { checkProfile } from '../profiles/environment.ts'
import { inspectProfile, prepareLogin } from '../profiles/inspect.ts'
import { removeSecrets, Secret, storeSecret } from '../profiles/secrets.ts'
import type { Core } from '../scheduler/core.ts'
import { capacityOf } from '../scheduler/tick.ts'
import { countQueued } from '../store/candidates.ts'
import type { ReadDb, WriteDb } from '../store/handles.ts'
import { countUnfinishedOf, getProfile, listProfiles, removeProfile, storeProfile, toProfile, type StoredProfile } from '../store/profiles.ts'
import { countSchedulesOf } from '../store/schedules.ts'
import { listLimits, spentByProfile } from '../store/usage.ts'
import type { Handlers } from './handlers.ts'

/** A profile by its name, or a refusal that lists those there are. */
export function findProfile(core: Core, name: string, version?: number, db: ReadDb = core.store.read): StoredProfile {
  const profile = getProfile(db, name, version)
  if (profile) return profile
  throw new Refusal('not-found', `There is no profile ${JSON.stringify(name)}${version === undefined ? '' : ` in version ${version}`}. Known: ${listProfiles(db).map((each) => each.name).join(', ')}.`)
}

const secretOf = (auth: Auth): string | undefined => (auth.kind === 'api-key' ? auth.key : auth.kind === 'token' ? auth.token : undefined)

/** Stores a version and its secret in one transaction: of two edits at once the second is refused before it writes anything. A secret whose commit fails is dropped by the next one. */
async function save(core: Core, spec: ProfileSpec, before: StoredProfile | undefined): Promise<StoredProfile> {
  const fault = checkProfile(spec)
  if (fault) throw new Refusal(fault.code, fault.message, fault.details)
  const given = secretOf(spec.auth)
  const kept = before !== undefined && before.spec.auth.kind === spec.auth.kind ? before.secret : null
  if (spec.auth.kind !== 'login' && given === undefined && kept === null) {
    const field = spec.auth.kind === 'token' ? 'token' : 'key'
    throw new Refusal('bad-input', `auth.${field}: expected the ${field} of a profile with auth ${spec.auth.kind}, found none. Give it, or set auth to {"kind":"login"}.`, { field: `auth.${field}` })
  }
  await core.store.writer.write((db) => {
    if (getProfile(db, spec.name)?.version !== before?.version) throw new Refusal('wrong-state', `Profile ${spec.name} was changed by somebody else just now. Read it again and repeat the edit.`)
    const version = storeProfile(db, spec, spec.auth.kind === 'login' ? null : spec.auth.kind, { now: core.now() })
    removeSecrets(core.home, spec.name, { from: version })
    if (given !== undefined && spec.auth.kind !== 'login') orRefuse(toResult(storeSecret(core.home, { profile: spec.name, version, kind: spec.auth.kind }, new Secret(given))))
  })
  core.wake()
  return findProfile(core, spec.name)
}

const toResult = (stored: ReturnType<typeof storeSecret>) => (stored.ok ? { ok: true as const, value: stored.path } : stored)

/** In the caller's transaction, so that no job and no schedule comes in between. */
function dropProfile(db: WriteDb, { spec: { name }, version, builtIn }: StoredProfile, now: number): { version: number } {
  if (builtIn) throw new Refusal('forbidden', `Profile ${name} is built in and cannot be removed; it can be edited.`)
  const used = countUnfinishedOf(db, name)
  if (used > 0) throw new Refusal('wrong-state', `Expected a profile no unfinished job uses, but ${used} ${used === 1 ? 'job waits or runs' : 'jobs wait or run'} with ${name}. Cancel them or let them finish first.`)
  const schedules = countSchedulesOf(db, name)
  if (schedules > 0) throw new Refusal('wrong-state', `Expected a profile no schedule uses, but ${schedules} ${schedules === 1 ? 'schedule submits' : 'schedules submit'} jobs with ${name}. Remove them or give them another profile first: \`dispatch schedule ls\`.`)
  removeProfile(db, name, now)
  return { version }
}

export const profileHandlers = {
  'profiles.list': ({ core }) => ({ profiles: listProfiles(core.store.read).map(toProfile) }),
  'profiles.get': ({ core }, { name, version }) => toProfile(findProfile(core, name, version)),
  'profiles.add': async ({ core }, spec) => {
    if (getProfile(core.store.read, spec.name)) throw new Refusal('wrong-state', `Expected a new name, but there is a profile ${spec.name} already. \`dispatch profile edit ${spec.name}\` changes it.`)
    return toProfile(await save(core, spec, undefined))
  },
  'profiles.edit': async ({ core }, { name, expectedVersion, ...edit }) => {
    const before = findProfile(core, name)
    if (expectedVersion !== undefined && expectedVersion !== before.version) throw new Refusal('conflict', `Profile ${name} was changed meanwhile: expected version ${expectedVersion}, found ${before.version}. Look at it again and repeat the edit.`, { version: before.version })
    const given = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
    return toProfile(await save(core, StoredSpec.parse({ ...before.spec, ...given, name }), before))
  },
  'profiles.remove': async ({ core }, { name }) => {
    const { version } = await core.store.writer.write((db) => dropProfile(db, findProfile(core, name, undefined, db), core.now()))
    removeSecrets(core.home, name, { to: version })
    return { removed: name }
  },
  'profiles.check': ({ core }, { name }) => inspectProfile({ profile: toProfile(findProfile(core, name)), dataFolder: core.home, engineEnv: core.engineEnv, person: core.person }),
  'profiles.usage': ({ core }, { profile }) => {
    const { read } = core.store
    const [now, queued] = [core.now(), countQueued(read)]
    const [{ used }, spent, limits] = [capacityOf(read, now, core.live), spentByProfile(read, now), listLimits(read, now)]
    const names = profile === undefined ? listProfiles(read).map((each) => each.name) : [findProfile(core, profile).spec.name]
    return { profiles: names.map((name) => ({ profile: name, running: used.get(name) ?? 0, queued: queued.get(name) ?? 0, ...spent.of(name), limits: limits.get(name) ?? [] })) }
  },
  'profiles.login': ({ core }, { name }) => {
    const login = prepareLogin({ profile: toProfile(findProfile(core, name)), dataFolder: core.home, engineEnv: core.engineEnv, person: core.person })
    if (!login.ok) throw new Refusal(login.code, login.message, login.details)
    return { file: login.file, args: login.args, cwd: login.cwd, env: login.env }
  },
} satisfies Partial<Handlers>
