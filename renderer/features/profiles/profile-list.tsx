import { CircleAlert, CircleCheck } from 'lucide-react'
import type { Profile } from '../../../contract/profile.ts'
import { toHash } from '../../state/route.ts'
import { useStore } from '../../state/store.ts'
import { profileWords } from '../../words/profiles.ts'
import { useCheck, type KnownCheck } from './checks.ts'
import { UsageInBrief } from './usage.tsx'

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
          {(!check || check.running) && <span aria-hidden="true" className="shrink-0 text-soft">{profileWords.check.quietly}</span>}
          {profile.paused && <span className="shrink-0 text-amber">{profileWords.paused}</span>}
          <span className="shrink-0 text-soft tabular">{busy?.running ?? 0}/{profile.slots}</span>
          <span className="sr-only">{profileWords.slots(busy?.running ?? 0, profile.slots)}</span>
        </span>
        <span className="truncate text-soft">{profile.description === '' ? profileWords.mode[profile.permissionMode] : profile.description}</span>
        <UsageInBrief name={profile.name} />
      </span>
    </a>
  )
}

/** Ready or not: shape, colour and name. An empty place while neither is known. */
export function CheckMark({ known }: { known: KnownCheck | null }) {
  if (known?.found == null) return <span className="size-4 shrink-0"><span className="sr-only">{known && !known.running ? profileWords.check.unknown : profileWords.check.running}</span></span>
  const [Icon, tone, word] = known.found ? [CircleCheck, 'text-green', profileWords.check.ready] as const : [CircleAlert, 'text-amber', profileWords.check.notReady] as const
  return <Icon size={16} role="img" aria-label={word} className={`mt-px shrink-0 ${tone}`} />
}
