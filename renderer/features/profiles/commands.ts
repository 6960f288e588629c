import type { Command, CommandContext } from '../../commands/command.ts'
import { toDispatchLine } from '../../jobs/dispatch-line.tsx'
import { call } from '../../state/sync.ts'
import { go, openOverlay } from '../../state/view.ts'
import { copy } from '../../ui/copy.ts'
import { notify } from '../../ui/notices.tsx'
import type { Profile } from '../../../contract/profile.ts'
import { profileWords } from '../../words/profiles.ts'
import { runCheck } from './checks.ts'

const here = ({ view }: CommandContext): boolean => view.route.name === 'profiles'
const open = ({ view, store }: CommandContext): Profile | undefined => (view.route.name === 'profiles' ? store.profiles.find((profile) => profile.name === view.route.path[0]) : undefined)
const step = (by: number) => ({ view, store }: CommandContext): void => {
  const at = store.profiles.findIndex((profile) => profile.name === view.route.path[0])
  const next = store.profiles[Math.min(store.profiles.length - 1, Math.max(0, at < 0 ? 0 : at + by))]
  if (next) go('profiles', [next.name], { replace: true })
}


/** Starts or stops starting the jobs of a profile. */
export async function setPaused(profile: Profile, paused: boolean): Promise<void> {
  const answer = await call(paused ? 'engine.pause' : 'engine.resume', { profile: profile.name })
  if (!answer.ok) notify(answer.message, 'error')
}

/** What can be done with profiles. */
export const profileCommands: readonly Command[] = [
  { id: 'go.profiles', title: `Go to ${profileWords.title.toLowerCase()}`, group: 'go', run: () => go('profiles') },
  { id: 'profile.add', title: profileWords.add, group: 'window', changes: true, run: () => go('profiles', [], { query: { add: 'default' } }) },
  { id: 'profile.next', title: 'Next profile', group: 'list', keys: ['j', 'arrowdown'], keyOnly: true, when: here, run: step(1) },
  { id: 'profile.previous', title: 'Previous profile', group: 'list', keys: ['k', 'arrowup'], keyOnly: true, when: here, run: step(-1) },
  { id: 'profile.edit', title: 'Edit this profile', group: 'window', keys: ['e'], when: (context) => open(context) !== undefined, run: (context) => go('profiles', [open(context)!.name, 'edit']) },
  { id: 'profile.check', title: profileWords.checkCommand, group: 'window', changes: true, when: (context) => open(context) !== undefined, run: (context) => { const profile = open(context)!; go('profiles', [profile.name]); void runCheck(profile) } },
  { id: 'profile.login', title: profileWords.loginCommand, group: 'window', when: (context) => open(context)?.auth.kind === 'login', run: (context) => { const command = toDispatchLine(`profile login ${open(context)!.name}`); void copy(command, command) } },
  { id: 'profile.versions', title: 'Versions of this profile', group: 'window', when: (context) => open(context) !== undefined, run: (context) => go('profiles', [open(context)!.name, 'versions']) },
  { id: 'profile.pause', title: 'Pause this profile', group: 'window', changes: true, when: (context) => open(context)?.paused === false, run: (context) => void setPaused(open(context)!, true) },
  { id: 'profile.resume', title: 'Resume this profile', group: 'window', changes: true, when: (context) => open(context)?.paused === true, run: (context) => void setPaused(open(context)!, false) },
  { id: 'profile.remove', title: 'Remove this profile…', group: 'window', changes: true, when: (context) => open(context)?.builtIn === false, run: (context) => openOverlay('profile-remove', { name: open(context)!.name }) },
]
