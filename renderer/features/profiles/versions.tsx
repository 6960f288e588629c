import { useEffect, useState } from 'react'
import type { Profile } from '../../../contract/profile.ts'
import { formatAge, formatClock } from '../../../contract/formats.ts'
import { call } from '../../state/sync.ts'
import { go, useView } from '../../state/view.ts'
import { DiffBlock } from '../../ui/diff-view.tsx'
import { Loading } from '../../ui/empty.tsx'
import { Select } from '../../ui/field.tsx'
import { useNow } from '../../ui/use-now.ts'
import { profileWords } from '../../words/profiles.ts'
import { compareProfiles, compareSentences, type Change } from './compare.ts'
import { SentenceList } from './preview.tsx'

const words = profileWords.versions

/** Two versions of a profile and what differs, first in plain words, then field by field. The address names the two. */
export function Versions({ profile }: { profile: Profile }) {
  const query = useView((view) => view.route.query)
  const to = clamp(Number(query['to'] ?? profile.version), profile.version)
  const from = clamp(Number(query['from'] ?? Math.max(1, to - 1)), profile.version)
  const pick = (part: { from?: string; to?: string }): void => go('profiles', [profile.name, 'versions'], { query: { from: String(from), to: String(to), ...part }, replace: true })
  if (profile.version === 1) return <p className="max-w-[72ch] p-4 text-soft">{words.one}</p>
  const choices = Array.from({ length: profile.version }, (_, at) => profile.version - at).map((version) => ({ value: String(version), label: `${profileWords.version(version)}${version === profile.version ? ` (${words.current})` : ''}` }))
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
      <div className="flex flex-wrap items-center gap-2">
        <label className="flex items-center gap-2 text-soft">{words.from}<Select className="w-auto!" value={String(from)} choices={choices} onChange={(event) => pick({ from: event.target.value })} /></label>
        <label className="flex items-center gap-2 text-soft">{words.to}<Select className="w-auto!" value={String(to)} choices={choices} onChange={(event) => pick({ to: event.target.value })} /></label>
      </div>
      <Comparison name={profile.name} from={from} to={to} />
    </div>
  )
}

const clamp = (version: number, newest: number): number => (Number.isInteger(version) ? Math.min(newest, Math.max(1, version)) : newest)

function Comparison({ name, from, to }: { name: string; from: number; to: number }) {
  const [pair, setPair] = useState<{ before: Profile; after: Profile } | string | null>(null)
  const now = useNow(60_000)
  useEffect(() => {
    let stopped = false
    void Promise.all([call('profiles.get', { name, version: from }), call('profiles.get', { name, version: to })]).then(([before, after]) => {
      if (!stopped) setPair(!before.ok ? before.message : !after.ok ? after.message : { before: before.value, after: after.value })
    })
    return () => { stopped = true }
  }, [name, from, to])
  if (pair === null) return <Loading what={profileWords.loading} />
  if (typeof pair === 'string') return <p role="alert" className="text-red">{words.failed}: {pair}</p>
  const changes = compareProfiles(pair.before, pair.after)
  const sentences = compareSentences(pair.before, pair.after)
  if (changes.length === 0) return <p className="text-soft">{words.same}</p>
  return (
    <>
      <p className="text-soft">{[pair.before, pair.after].map((each) => <span key={each.version} className="mr-4" title={formatClock(each.createdAt, now)}>{profileWords.version(each.version)}, {words.at(formatAge(each.createdAt, now))}</span>)}</p>
      <section aria-label={words.means} className="flex max-w-[80ch] flex-col gap-2"><h2 className="text-head font-semibold">{words.means}</h2>{sentences.every(({ kind }) => kind === 'same') ? <p className="text-soft">{words.meansNone}</p> : <SentenceList sentences={sentences.filter(({ kind }) => kind !== 'same')} />}</section>
      <section aria-label={words.fields} className="flex max-w-[80ch] flex-col gap-3"><h2 className="text-head font-semibold">{words.fields}</h2>{changes.map((change) => <ChangeView key={change.field} change={change} />)}</section>
    </>
  )
}

function ChangeView({ change }: { change: Change }) {
  if (change.kind === 'lines') return <div className="flex flex-col gap-1"><h3 className="font-medium text-soft">{change.label}</h3><DiffBlock label={change.label} lines={change.lines} /></div>
  return (
    <div className="flex flex-col gap-1">
      <h3 className="font-medium text-soft">{change.label}</h3>
      <p className="[overflow-wrap:anywhere]"><span className="sr-only">{words.was}: </span><span className="rounded bg-tint-red px-1">{change.before}</span><span aria-hidden="true" className="px-2 text-soft">→</span><span className="sr-only">, {words.is}: </span><span className="rounded bg-tint-green px-1">{change.after}</span></p>
    </div>
  )
}
