import { Copy } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { formatAge, formatClock } from '../../../contract/formats.ts'
import { call } from '../../state/sync.ts'
import { toHash } from '../../state/route.ts'
import { useReadOnly, useStore } from '../../state/store.ts'
import { openOverlay } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DispatchLine } from '../../jobs/dispatch-line.tsx'
import { copy } from '../../ui/copy.ts'
import { density } from '../../ui/density.ts'
import { notify } from '../../ui/notices.tsx'
import { setTheme, useTheme } from '../../ui/theme.ts'
import { useNow } from '../../ui/use-now.ts'
import { settingsWords as words } from '../../words/settings.ts'
import { DesktopSection } from './desktop-section.tsx'
import { SpaceSection } from './space-section.tsx'

/** How the window looks, what the desktop does, where the engine is. `#/settings/space` shows the disk space first. */
export function SettingsScreen({ path }: { path: readonly string[] }) {
  const space = useRef<HTMLDivElement>(null)
  useEffect(() => { if (path[0] === 'space') space.current?.scrollIntoView() }, [path])
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex w-full max-w-[76ch] flex-col gap-8 p-4 pb-12 medium:px-8">
        <h2 className="text-title font-semibold">{words.title}</h2>
        <Section title={words.look}><ThemeChoice /><DensityChoice /><div className="flex flex-wrap gap-2"><Button shortcut="?" onClick={() => openOverlay('keys')}>{words.keys}</Button><Button shortcut="mod+k" onClick={() => openOverlay('palette')}>{words.palette}</Button></div></Section>
        <Section title={words.desktop}><DesktopSection /></Section>
        <Section title={words.engine}><EngineFacts /></Section>
        <Section title={words.line}>
          <p className="text-soft">{words.lineHint}</p>
          <dl className="grid grid-cols-1 items-center gap-x-4 gap-y-1 medium:grid-cols-[220px_1fr] medium:gap-y-2">
            {([['status', words.lines.status], ['ls', words.lines.ls], [words.submitExample, words.lines.submit], ['--help', words.lines.help]] as const).map(([args, what]) => <div key={args} className="contents"><dt className="text-soft max-medium:pt-2">{what}</dt><dd className="min-w-0"><DispatchLine args={args} /></dd></div>)}
          </dl>
        </Section>
        <div ref={space}><Section title={words.space}><SpaceSection /></Section></div>
        <Section title={words.more}><ul className="flex flex-wrap gap-x-6 gap-y-2">{([['profiles', words.profiles], ['doctor', words.doctor], ['welcome', words.welcome]] as const).map(([name, label]) => <li key={name}><a href={toHash(name)} className="inline-flex min-h-11 items-center text-accent underline-offset-2 hover:underline medium:min-h-6">{label}</a></li>)}</ul></Section>
      </div>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return <section aria-label={title} className="flex flex-col gap-3 border-t border-line pt-4"><h3 className="text-head font-semibold">{title}</h3>{children}</section>
}

function ThemeChoice() {
  const theme = useTheme()
  return <ChoiceRow name="theme" legend={words.theme} value={theme} labels={words.themes} onChange={setTheme} />
}

function DensityChoice() {
  const value = density.use()
  return <ChoiceRow name="density" legend={words.density} value={value} labels={words.densities} hint={words.densityHint} onChange={density.set} />
}

interface ChoiceRowProps<Value extends string> { name: string; legend: string; value: Value; labels: Readonly<Record<Value, string>>; hint?: string; onChange(value: Value): void }

/** A few choices as one row of buttons; arrows move between them as between any radio buttons. */
function ChoiceRow<Value extends string>({ name, legend, value, labels, hint, onChange }: ChoiceRowProps<Value>) {
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="pb-1 font-medium text-soft">{legend}</legend>
      {(Object.keys(labels) as Value[]).map((each) => (
        <label key={each} className={`relative flex h-11 items-center rounded-md border px-3 has-focus-visible:outline-2 has-focus-visible:outline-focus medium:h-8 ${each === value ? 'border-accent bg-selected font-medium' : 'border-edge hover:bg-hover'}`}>
          <input type="radio" name={name} value={each} checked={each === value} onChange={() => onChange(each)} className="absolute inset-0 opacity-0" />{labels[each]}
        </label>
      ))}
      {hint && <span className="text-soft">{hint}</span>}
    </fieldset>
  )
}

async function setPaused(paused: boolean): Promise<void> {
  const answer = await call(paused ? 'engine.pause' : 'engine.resume', {})
  if (answer.ok) useStore.setState({ status: answer.value })
  else notify(answer.message, 'error')
}

function EngineFacts() {
  const status = useStore((store) => store.status)
  const live = useStore((store) => store.connection === 'live')
  const readOnly = useReadOnly()
  const now = useNow(10_000)
  if (!status) return <p className="text-soft">{words.gone}</p>
  const { engine } = status
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1">
        <Fact name={words.state}><span className={live ? (status.paused ? 'text-amber' : 'text-green') : 'text-red'}>{live ? (status.paused ? words.paused : words.running) : words.gone}</span></Fact>
        <Fact name={words.slots}><span className="tabular">{words.slotsOf(status.slots.used, status.slots.total)}</span></Fact>
        {engine.url !== null && <Fact name={words.address} copied={engine.url}><code>{engine.url}</code></Fact>}
        <Fact name={words.home} copied={status.home}><code className="[overflow-wrap:anywhere]">{status.home}</code></Fact>
        <Fact name={words.version}>{status.version}</Fact>
        {engine.pid !== null && <Fact name={words.process}><span className="tabular">{engine.pid}</span>{engine.startedAt !== null && <span className="text-soft" title={formatClock(engine.startedAt, now)}>, {words.since(formatAge(engine.startedAt, now))}</span>}</Fact>}
      </dl>
      <div><Button look={status.paused ? 'primary' : 'plain'} disabled={readOnly} onClick={() => void setPaused(!status.paused)}>{status.paused ? words.resume : words.pause}</Button></div>
    </>
  )
}

function Fact({ name, copied, children }: { name: string; copied?: string; children: ReactNode }) {
  return <><dt className="text-soft">{name}</dt><dd className="flex min-h-7 min-w-0 items-center gap-1"><span className="min-w-0">{children}</span>{copied !== undefined && <IconButton label={words.copy(copied)} onClick={() => void copy(copied, copied)}><Copy size={14} /></IconButton>}</dd></>
}
