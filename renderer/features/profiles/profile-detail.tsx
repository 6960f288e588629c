import { ArrowLeft, FileQuestion } from 'lucide-react'
import { useStore, useReadOnly } from '../../state/store.ts'
import { go, openOverlay } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Empty, Loading } from '../../ui/empty.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useLayout } from '../../ui/use-media.ts'
import { profileWords } from '../../words/profiles.ts'
import type { Profile } from '../../../contract/profile.ts'
import { setPaused } from './commands.ts'
import { EditProfile } from './edit-profile.tsx'
import { Overview } from './overview.tsx'
import { useUnsaved } from './unsaved.ts'
import { Versions } from './versions.tsx'

/** One profile: what it may do, its form, its versions. */
export function ProfileDetail({ name, tab }: { name: string; tab: string }) {
  const profile = useStore((store) => store.profiles.find((each) => each.name === name))
  const loaded = useStore((store) => store.loaded)
  const unsaved = useUnsaved((state) => state.drafts[name] !== undefined)
  if (!profile) return loaded ? <Empty icon={<FileQuestion size={28} />} title={profileWords.goneTitle} action={<Button onClick={() => go('profiles')}>{profileWords.toList}</Button>} /> : <Loading what={profileWords.loading} />
  const current = tab === 'edit' || tab === 'versions' ? tab : 'overview'
  return (
    <article aria-label={name} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <DetailHeader profile={profile} />
      <Tabs
        id="profile" label={profileWords.tabList} current={current} onChange={(next) => go('profiles', next === 'overview' ? [name] : [name, next], { replace: true })}
        items={[{ id: 'overview', label: profileWords.tabs.overview }, { id: 'edit', label: profileWords.tabs.edit, ...(unsaved ? { badge: '•' } : {}) }, { id: 'versions', label: profileWords.tabs.versions, badge: profile.version }]}
      />
      <div id="profile-panel" role="tabpanel" aria-labelledby={`profile-${current}`} className="flex min-h-0 flex-1 flex-col">
        {current === 'edit' ? <EditProfile profile={profile} /> : current === 'versions' ? <Versions profile={profile} /> : <Overview profile={profile} />}
      </div>
    </article>
  )
}

function DetailHeader({ profile }: { profile: Profile }) {
  const readOnly = useReadOnly()
  const wide = useLayout() === 'wide'
  return (
    <header className="flex shrink-0 flex-wrap items-start gap-2 px-4 pt-3 pb-2">
      {!wide && <IconButton label={profileWords.toList} className="-ml-2" onClick={() => go('profiles')}><ArrowLeft size={16} /></IconButton>}
      <div className="min-w-40 flex-1">
        <h2 className="text-title font-semibold [overflow-wrap:anywhere]">{profile.name}</h2>
        <p className="text-soft [overflow-wrap:anywhere]">
          {profileWords.version(profile.version)}{profile.builtIn && ` · ${profileWords.builtIn}`}{profile.description !== '' && ` · ${profile.description}`}
        </p>
      </div>
      <div className="flex gap-2">
        <Button disabled={readOnly} onClick={() => void setPaused(profile, !profile.paused)}>{profile.paused ? profileWords.resume : profileWords.pause}</Button>
        {!profile.builtIn && <Button look="quiet" disabled={readOnly} onClick={() => openOverlay('profile-remove', { name: profile.name })}>{profileWords.remove}</Button>}
      </div>
      {profile.paused && <p className="w-full rounded-md bg-tint-amber px-3 py-2">{profileWords.pausedNote}</p>}
    </header>
  )
}
