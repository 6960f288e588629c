import { CircleAlert, CircleCheck, CircleX, Copy, RefreshCw } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { DoctorCheck, DoctorReport } from '../../../contract/engine.ts'
import { formatTime } from '../../../contract/formats.ts'
import { call } from '../../state/sync.ts'
import { toHash } from '../../state/route.ts'
import { useReadOnly } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { copy } from '../../ui/copy.ts'
import { Loading } from '../../ui/empty.tsx'
import { doctorWords as words } from '../../words/doctor.ts'
import { countLevels, inOrder, profileOf, splitFix, toText } from './report.ts'
/** A path or a version is no sentence. */
const STARTS_WITH_WORD = /^[a-z]+ /

interface Answer { report: DoctorReport | null; trouble: string | null; at: number }

/** Everything that could keep jobs from running, each with its fix. */
export function DoctorScreen() {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [busy, setBusy] = useState(false)
  const readOnly = useReadOnly()
  const look = useCallback(async () => {
    setBusy(true)
    const found = await call('engine.doctor', {})
    setBusy(false)
    setAnswer((before) => (found.ok ? { report: found.value, trouble: null, at: Date.now() } : { report: before?.report ?? null, trouble: found.message, at: before?.at ?? 0 }))
  }, [])
  useEffect(() => { void look() }, [look])
  const report = answer?.report
  const { errors, warnings } = countLevels(report?.checks ?? [])
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="mx-auto flex w-full max-w-[92ch] flex-1 flex-col gap-4 p-4 pb-12 medium:px-8">
        <header className="flex flex-wrap items-center gap-2">
          <div className="min-w-48 flex-1">
            <h2 className="text-title font-semibold">{words.title}</h2>
            <p role="status" className="text-soft">{busy && report ? words.checking : report ? <>{words.summary(errors, warnings)} <span className="tabular">{words.at(formatTime(answer.at))}</span></> : null}</p>
          </div>
          {report && <Button look="quiet" icon={<Copy size={14} aria-hidden="true" />} onClick={() => void copy(toText(report), 'the report')}>{words.copyAll}</Button>}
          <Button icon={<RefreshCw size={14} aria-hidden="true" />} disabled={busy || readOnly} onClick={() => void look()}>{words.again}</Button>
        </header>
        {answer?.trouble != null && <p role="alert" className="rounded-md bg-tint-red px-3 py-2">{words.failed}: {answer.trouble}</p>}
        {report ? <ul className="flex flex-col divide-y divide-line border-y border-line">{inOrder(report.checks).map((check) => <CheckRow key={check.name} check={check} />)}</ul> : busy && <Loading what={words.checking} />}
      </div>
    </div>
  )
}

const SIGNS = { ok: [CircleCheck, 'text-green'], warning: [CircleAlert, 'text-amber'], error: [CircleX, 'text-red'] } as const

function CheckRow({ check }: { check: DoctorCheck }) {
  const [Icon, tone] = SIGNS[check.level]
  const profile = profileOf(check)
  return (
    <li className="flex gap-3 py-3">
      <Icon size={16} role="img" aria-label={words.level[check.level]} className={`mt-0.5 shrink-0 ${tone}`} />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <div className="flex flex-col gap-x-3 medium:flex-row">
          <h3 className="shrink-0 font-medium medium:w-44">{profile === null ? check.name : <a href={toHash('profiles', [profile])} title={words.openProfile} className="text-accent underline-offset-2 hover:underline">{check.name}</a>}</h3>
          <p className={`min-w-0 [overflow-wrap:anywhere] ${STARTS_WITH_WORD.test(check.found) ? 'first-letter:uppercase' : ''}`}>{check.found}</p>
        </div>
        {check.fix !== null && (
          <div className="flex flex-col gap-1.5 medium:pl-47">
            {splitFix(check.fix).map(({ kind, text }) => (kind === 'command' ? <CopyLine key={text} text={text} /> : <p key={text} className="text-soft [overflow-wrap:anywhere] first-letter:uppercase">{text}</p>))}
          </div>
        )}
      </div>
    </li>
  )
}
