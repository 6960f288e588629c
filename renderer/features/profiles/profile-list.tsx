import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import type { Profile } from '../../../contract/profile.ts'
import { toHash } from '../../state/route.ts'
import { useStore } from '../../state/store.ts'
import { profileWords } from '../../words/profiles.ts'
import { useCheck, type KnownCheck } from './checks.ts'

/** Every profile: name, how free it is, whether it can run, how busy it is. */
export function ProfileList({ profiles, current }: { profiles: readonly Profile[]; current: string | undefined }) {
  return (
    <ul className="flex min-h-0 flex-1 flex-col gap-px overflow-y-auto px-2 pb-4">
      {profiles.map((profile) => <li key={profile.name}><ProfileRow profile={profile} current={profile.name === current} /></li>)}
    </ul>
  )
}

function ProfileRow({ profile, current }: { profile: Profile; current: boolean }) {
  const busy = useStore((store) => store.status?.profiles.find((each) => each.name === profile.name))
  const check = useCheck(profile.name)
  return (
    <a href={toHash('profiles', [profile.name])} aria-current={current ? 'page' : undefined} className={`flex min-h-11 items-start gap-2 rounded-md px-2 py-2 ${current ? 'bg-selected' : 'hover:bg-hover'}`}>
      <CheckMark known={check} />
      <span className="flex min-w-0 flex-1 flex-col leading-[18px]">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">{profile.name}</span>
          {profile.paused && <span className="shrink-0 text-amber">{profileWords.paused}</span>}
          <span className="shrink-0 text-soft tabular">{busy?.running ?? 0}/{profile.slots}</span>
          <span className="sr-only">{profileWords.slots(busy?.running ?? 0, profile.slots)}</span>
        </span>
        <span className="truncate text-soft">{profile.description === '' ? profileWords.mode[profile.permissionMode] : profile.description}</span>
      </span>
    </a>
  )
}

/** Ready, not ready, not known yet: shape, colour and name. */
export function CheckMark({ known }: { known: KnownCheck | null }) {
  const [Icon, tone, word] = known?.check == null ? [CircleDashed, 'text-slate', known?.running ? profileWords.check.running : profileWords.check.unknown] as const
    : known.check.ok ? [CircleCheck, 'text-green', profileWords.check.ready] as const : [CircleAlert, 'text-amber', profileWords.check.notReady] as const
  return <Icon size={16} role="img" aria-label={word} className={`mt-px shrink-0 ${tone}`} />
}
