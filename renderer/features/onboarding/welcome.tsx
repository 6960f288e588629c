import { Check, Play, RefreshCw } from 'lucide-react'
import { useCallback, useEffect, useState, type ReactNode } from 'react'
import { describeProfile } from '../../../contract/describe-profile.ts'
import type { ProfileCheck } from '../../../contract/profile.ts'
import { call } from '../../state/sync.ts'
import { toHash } from '../../state/route.ts'
import { useReadOnly, useStore } from '../../state/store.ts'
import { go, openOverlay, useView } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { DispatchLine } from '../../jobs/dispatch-line.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { InlineCode } from '../../ui/inline-code.tsx'
import { notify } from '../../ui/notices.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { onboardingWords as words } from '../../words/onboarding.ts'
import { skipWelcome, useIsFirst } from './first.ts'
import { startTour } from './tour.ts'

/** From nothing to the first job. Every step can be left out: New job works from the beginning. */
export function Welcome() {
  const profiles = useStore((store) => store.profiles)
  const [name, setName] = useState('default')
  const [check, look] = useProfileCheck(name)
  const readOnly = useReadOnly()
  const first = useIsFirst()
  const here = useView((view) => view.route.name === 'welcome')
  const profile = profiles.find((each) => each.name === name) ?? profiles[0]
  const found = check === null ? null : check.claude.ok
  const loggedIn = check === null ? null : check.login.loggedIn === true
  const skip = (): void => { skipWelcome(); if (here) go('jobs'); notify(words.skipped) }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex w-full max-w-[68ch] flex-col gap-6 p-4 pt-6 pb-12 medium:px-8 medium:pt-12">
        <header className="flex flex-col gap-1.5"><h2 className="text-title font-semibold">{words.title}</h2><p className="text-soft">{words.hint}</p></header>
        <ol aria-label={words.steps} className="flex flex-col">
          <Step number={1} title={words.claude} done={found}>
            <p role="status" className={`first-letter:uppercase ${found === false ? 'text-amber' : 'text-soft'}`}><InlineCode text={check === null ? words.claudeLooking : check.claude.message} /></p>
            {found === false && <><p>{words.claudeMissing}</p><CopyLine text={words.install} /><p className="text-soft">{words.claudeElse}</p><div><Button icon={<RefreshCw size={14} aria-hidden="true" />} onClick={look}>{words.again}</Button></div></>}
          </Step>
          <Step number={2} title={words.profile} done={loggedIn}>
            <Field label={words.profileHint}>{(control) => <Select {...control} value={name} choices={profiles.map((each) => ({ value: each.name, label: each.description === '' ? each.name : `${each.name}: ${each.description}` }))} onChange={(event) => setName(event.target.value)} />}</Field>
            {profile && <p className="text-soft"><InlineCode text={describeProfile(profile).slice(0, 4).join(' ')} /></p>}
            {loggedIn === true && <p className="text-green">{words.profileReady(name)}</p>}
            {found === true && check?.login.loggedIn === false && <div className="flex flex-col gap-1.5 rounded-md bg-tint-amber p-3"><p>{words.profileLogin}</p><DispatchLine args={`profile login ${name}`} /><div><Button icon={<RefreshCw size={14} aria-hidden="true" />} onClick={look}>{words.again}</Button></div></div>}
            <p className="flex flex-wrap gap-x-6"><TextLink href={toHash('profiles', [name])}>{words.profileEdit}</TextLink><TextLink href={toHash('profiles', [], { add: name })}>{words.profileNew}</TextLink></p>
          </Step>
          <Step number={3} title={words.job} done={first ? null : true} last>
            <p className="text-soft">{words.jobHint}</p>
            <div><Button look="primary" shortcut="n" disabled={readOnly} onClick={() => openOverlay('composer', { profile: name })}>{words.newJob}</Button></div>
          </Step>
        </ol>
        <Tour />
        {first && <div><Button look="quiet" className="-ml-2.5" onClick={skip}>{words.skip}</Button></div>}
      </div>
    </div>
  )
}

/** The tour here, or in a data folder of its own. */
function Tour() {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const readOnly = useReadOnly()
  const start = async (): Promise<void> => {
    setFault(null)
    setBusy(true)
    setFault(await startTour())
    setBusy(false)
  }
  return (
    <section aria-label={words.tour} className="flex flex-col gap-1.5 border-t border-line pt-4">
      <h3 className="text-head font-semibold">{words.tour}</h3>
      <p className="text-soft">{words.tourHint}</p>
      <div className="py-1"><Button icon={<Play size={14} aria-hidden="true" />} disabled={busy || readOnly} onClick={() => void start()}>{busy ? words.tourStarting : words.tourStart}</Button></div>
      {fault !== null && <p role="alert" className="text-red">{fault}</p>}
      <p className="text-soft">{words.tourElsewhere}</p>
      <DispatchLine args="demo" />
    </section>
  )
}

/** What is known of a profile, read again when it changes and when asked. */
function useProfileCheck(name: string): [ProfileCheck | null, () => void] {
  const [check, setCheck] = useState<ProfileCheck | null>(null)
  const [times, setTimes] = useState(0)
  const changes = useStore((store) => store.world.changed.profiles)
  useEffect(() => {
    let stopped = false
    setCheck((before) => (before?.profile === name ? before : null))
    void call('profiles.check', { name }).then((answer) => { if (!stopped && answer.ok) setCheck(answer.value) })
    return () => { stopped = true }
  }, [name, times, changes])
  return [check, useCallback(() => setTimes((before) => before + 1), [])]
}

function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return <a href={href} className="inline-flex min-h-11 items-center text-accent underline-offset-2 hover:underline medium:min-h-6">{children}</a>
}

function Step({ number, title, done, last = false, children }: { number: number; title: string; done: boolean | null; last?: boolean; children: ReactNode }) {
  return (
    <li className="flex gap-3">
      <span className="flex flex-col items-center">
        <span aria-hidden="true" className={`flex size-6 shrink-0 items-center justify-center rounded-full border font-medium tabular ${done === true ? 'border-green text-green' : 'border-edge text-soft'}`}>{done === true ? <Check size={14} /> : number}</span>
        {!last && <span aria-hidden="true" className="my-1 w-px flex-1 bg-line" />}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-2 pb-6"><h3 className="pt-0.5 text-head font-semibold">{title}<span className="sr-only">, {done === true ? words.done : words.todo}</span></h3>{children}</div>
    </li>
  )
}
