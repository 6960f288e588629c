import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PracticeTour } from '../contract/engine.ts'
import { Refusal } from '../contract/errors.ts'
import { PlanResult } from '../contract/plan.ts'
import type { Door } from './api/door.ts'
import type { CallContext } from './api/handlers.ts'
import type { MessagesApi } from './practice/messages-api.ts'
import type { Core } from './scheduler/core.ts'
import { getProfile } from './store/profiles.ts'
import { getSetting, setSetting } from './store/settings.ts'

export const PRACTICE_PROFILE = 'practice'
const ENGINE: CallContext = { from: 'desktop', device: 'local' }

/** The tour in the person's own queue: `dispatch demo` has a data folder to itself, whoever sits at the window has this one. */
export interface PracticeMode {
  /** Makes a new practice repository and submits the tour for it. */
  start(caller: CallContext): Promise<PracticeTour>
  /** Where a tour was begun in this data folder: its API answers again, so that what is left of the tour can be run. */
  resume(): Promise<void>
  stop(): Promise<void>
}

/** Nothing of it is loaded before it is asked for. */
export function createPracticeMode(core: Core, door: Door): PracticeMode {
  let api: Promise<MessagesApi> | null = null
  let last: Promise<unknown> = Promise.resolve()

  /** At the place it had before, because jobs keep the profile they were submitted with; elsewhere if that is taken. */
  const listen = (): Promise<MessagesApi> => api ??= (async () => {
    const [{ startMessagesApi }, { makeDemoScript }] = await Promise.all([import('./practice/messages-api.ts'), import('./practice/demo-script.ts')])
    const port = Number(getSetting(core.store.read, 'practice') ?? 0)
    const options = { keepRequests: false }
    return startMessagesApi(makeDemoScript(), { ...options, port }).catch(() => startMessagesApi(makeDemoScript(), options))
  })()

  async function prepare(): Promise<void> {
    const [{ findClaude }, { makeDemoProfile }] = await Promise.all([import('./practice/find-claude.ts'), import('./practice/demo-plan.ts')])
    const claude = findClaude({ env: core.engineEnv, cacheFolder: join(core.home, 'cache', 'claude') })
    if (claude === null) throw new Refusal('claude-missing', 'Expected Claude Code for the tour, found none: it is the real program that runs there, only its answers are practice. Install it (npm install -g @anthropic-ai/claude-code) and start the tour again.')
    const known = getProfile(core.store.read, PRACTICE_PROFILE)
    if (known && !isPractice(known.spec.env)) throw new Refusal('wrong-state', `Expected the name ${PRACTICE_PROFILE} for the tour’s own profile, found that you have a profile of that name. Rename yours, or take the tour in a terminal: \`dispatch demo\`.`)
    const { url, port } = await listen()
    if (known?.spec.env['ANTHROPIC_BASE_URL'] === url && known.spec.claude === claude) return
    await setPracticeProfile(door, makeDemoProfile({ name: PRACTICE_PROFILE, url, claude }))
    await core.store.writer.write((db) => setSetting(db, 'practice', String(port)))
  }

  async function begin(caller: CallContext): Promise<PracticeTour> {
    await prepare()
    const [{ makePracticeRepository }, { makeDemoPlan }] = await Promise.all([import('./practice/repository.ts'), import('./practice/demo-plan.ts')])
    const made = await makePracticeRepository(freeFolder(join(core.home, 'practice')))
    if (!made.ok) throw new Refusal('data-folder', `The practice repository could not be made: ${made.message}.`)
    const plan = PlanResult.parse(await door.call('plans.submit', { plan: makeDemoPlan({ repository: made.path, profile: PRACTICE_PROFILE }) }, caller))
    return { pipeline: plan.pipeline!, title: plan.title, jobs: plan.jobs.length, repository: made.path }
  }

  return {
    // One after the other: two at once would want the same folder.
    start: (caller) => {
      const next = last.catch(() => undefined).then(() => begin(caller))
      last = next
      return next
    },
    resume: async () => {
      if (getSetting(core.store.read, 'practice') === undefined || !isPractice(getProfile(core.store.read, PRACTICE_PROFILE)?.spec.env)) return
      await prepare().catch((error: unknown) => core.report('the practice API could not be started again', error))
    },
    stop: async () => { await (await api?.catch(() => null))?.stop() },
  }
}

const isPractice = (env: Readonly<Record<string, string>> | undefined): boolean => env?.['ANTHROPIC_BASE_URL']?.startsWith('http://127.0.0.1:') === true

/** Adds the tour's profile, or brings it up to date. */
export async function setPracticeProfile(door: Door, profile: { name: string }): Promise<void> {
  const { profiles } = await door.call('profiles.list', {}, ENGINE) as { profiles: { name: string }[] }
  await door.call(profiles.some((each) => each.name === profile.name) ? 'profiles.edit' : 'profiles.add', profile, ENGINE)
}

/** A tour changes its repository and keeps it; another one begins with a new one. */
function freeFolder(parent: string): string {
  for (let number = 1; ; number++) {
    const folder = join(parent, number === 1 ? 'greeter' : `greeter-${number}`)
    if (!existsSync(folder)) return folder
  }
}
