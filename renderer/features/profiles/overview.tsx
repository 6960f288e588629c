import { RefreshCw } from 'lucide-react'
import { useEffect, type ReactNode } from 'react'
import { describeProfile } from '../../../contract/describe-profile.ts'
import type { Profile, ProfileCheck } from '../../../contract/profile.ts'
import { formatAge, formatClock } from '../../../contract/formats.ts'
import { useReadOnly } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { useNow } from '../../ui/use-now.ts'
import { profileWords } from '../../words/profiles.ts'
import { isLookedAt, runCheck, useCheck } from './checks.ts'
import { toLoginCommand } from './commands.ts'
import { CheckMark } from './profile-list.tsx'
import { Usage } from './usage.tsx'

const words = profileWords

/** What a profile may do, in plain words, and whether it can run now. */
export function Overview({ profile }: { profile: Profile }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto p-4">
      <section aria-label={words.may} className="flex max-w-[80ch] flex-col gap-2">
        <h2 className="text-head font-semibold">{words.may}</h2>
        <Sentences sentences={describeProfile({ ...profile, auth: { kind: profile.auth.kind } })} />
      </section>
      <Readiness profile={profile} />
      <Usage profile={profile} />
      <Facts profile={profile} />
    </div>
  )
}

/** Sentences one under another; `code` within them stands out. */
export function Sentences({ sentences }: { sentences: readonly string[] }) {
  return <ul className="flex list-disc flex-col gap-1 pl-5 marker:text-soft">{sentences.map((sentence) => <li key={sentence} className="[overflow-wrap:anywhere]"><WithCode text={sentence} /></li>)}</ul>
}

/** Text with what stands between backticks as code. */
export function WithCode({ text }: { text: string }) {
  return <>{text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? <code key={at} className="rounded bg-hover px-1">{part}</code> : part))}</>
}

function Readiness({ profile }: { profile: Profile }) {
  const known = useCheck(profile.name)
  const readOnly = useReadOnly()
  useEffect(() => { if (!isLookedAt(known, profile) && !known?.running && !readOnly) void runCheck(profile) }, [profile, known, readOnly])
  const pending = known?.running === true || !isLookedAt(known, profile)
  const word = pending || !known ? words.check.running : known.check === null ? words.check.failed : known.check.ok ? words.check.ready : words.check.notReady
  return (
    <section aria-label={words.check.title} className="flex max-w-[80ch] flex-col gap-2">
      <div className="flex items-center gap-2">
        <h2 className="text-head font-semibold">{words.check.title}</h2>
        <span role="status" className="inline-flex items-center gap-1.5"><span aria-hidden="true">{!pending && <CheckMark known={known} />}</span>{word}</span>
        <span className="flex-1" />
        <Button look="quiet" icon={<RefreshCw size={14} aria-hidden="true" />} disabled={readOnly || known?.running === true} onClick={() => void runCheck(profile)}>{words.check.again}</Button>
      </div>
      {known?.trouble && <p className="text-red">{known.trouble}</p>}
      {known?.check && <CheckLines check={known.check} profile={profile} />}
    </section>
  )
}

function CheckLines({ check, profile }: { check: ProfileCheck; profile: Profile }) {
  const logIn = check.login.loggedIn === false && profile.auth.kind === 'login'
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <Fact name={words.facts.program} bad={!check.claude.ok}>{check.claude.message}</Fact>
        <Fact name={words.facts.login} bad={check.login.loggedIn !== true}>{check.login.message}</Fact>
        {check.sandbox.required && <Fact name={words.facts.sandbox} bad={!check.sandbox.ok}>{check.sandbox.message}</Fact>}
      </dl>
      {logIn && (
        <div className="flex flex-col gap-1.5 rounded-md bg-tint-amber p-3">
          <p>{words.check.login}</p>
          <CopyLine text={toLoginCommand(profile.name)} />
          <p className="text-soft">{words.check.loginAfter}</p>
        </div>
      )}
    </>
  )
}

function Fact({ name, bad = false, children }: { name: string; bad?: boolean; children: ReactNode }) {
  return <><dt className="text-soft">{name}</dt><dd className={`min-w-0 [overflow-wrap:anywhere] first-letter:uppercase ${bad ? 'text-amber' : ''}`}>{children}</dd></>
}

function Facts({ profile }: { profile: Profile }) {
  const now = useNow(10_000)
  const repositories = profile.repositories.length === 0 ? words.facts.anywhere : profile.repositories.join(', ')
  return (
    <dl className="grid max-w-[80ch] grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-t border-line pt-4">
      <Fact name={words.facts.repositories}>{repositories}</Fact>
      <Fact name={words.facts.created}><span title={formatClock(profile.createdAt, now)}>{words.versions.at(formatAge(profile.createdAt, now))}</span></Fact>
      {profile.builtIn && <Fact name={words.builtIn}>{words.builtInNote}</Fact>}
    </dl>
  )
}
