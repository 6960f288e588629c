import { Plus, ShieldCheck } from 'lucide-react'
import { useEffect } from 'react'
import { describeSpent } from '../../../contract/usage-words.ts'
import { useStore } from '../../state/store.ts'
import { go, useView } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { useLayout } from '../../ui/use-media.ts'
import { profileWords } from '../../words/profiles.ts'
import { checkAll } from './checks.ts'
import { NewProfile } from './new-profile.tsx'
import { ProfileDetail } from './profile-detail.tsx'
import { ProfileList } from './profile-list.tsx'
import { useReadUsage, useSpentToday } from './use-usage.ts'

/** `#/profiles`, `#/profiles/<name>/<tab>`, `#/profiles?add=<template>`: the list, and beside it (or over it) one profile. */
export function ProfilesScreen({ path }: { path: readonly string[] }) {
  const profiles = useStore((store) => store.profiles)
  const adding = useView((view) => view.route.query['add'])
  const wide = useLayout() === 'wide'
  const [name, tab] = path
  const detail = name !== undefined || adding !== undefined
  useReadUsage()
  const today = useSpentToday()
  useEffect(() => { void checkAll(profiles) }, [profiles])
  return (
    <div className="flex min-h-0 flex-1">
      {(wide || !detail) && (
        <section aria-label={profileWords.list} className={`flex min-h-0 min-w-0 flex-col ${wide ? 'w-80 shrink-0 border-r border-line' : 'flex-1'}`}>
          <header className="flex shrink-0 items-center justify-between gap-2 px-4 pt-3 pb-2">
            <div className="min-w-0">
              <h2 className="text-title font-semibold">{profileWords.title}</h2>
              {today && <p className="truncate text-soft tabular">{profileWords.usage.todayBrief(describeSpent(today))}</p>}
            </div>
            <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => go('profiles', [], { query: { add: name ?? 'default' } })}>{profileWords.add}</Button>
          </header>
          <ProfileList profiles={profiles} current={adding === undefined ? name : undefined} />
        </section>
      )}
      {adding !== undefined ? <NewProfile key={adding} template={adding} /> : name !== undefined ? <ProfileDetail key={name} name={name} tab={tab ?? 'overview'} /> : wide && <Empty icon={<ShieldCheck size={28} />} title={profileWords.pickTitle}>{profileWords.pickHint}</Empty>}
    </div>
  )
}
