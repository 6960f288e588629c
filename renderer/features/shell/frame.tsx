import { Suspense, useEffect, useRef, type ReactNode } from 'react'
import { CircleAlert, FileQuestion, KeyRound } from 'lucide-react'
import { stateMark } from '../../../contract/words.ts'
import { useJob, useStore } from '../../state/store.ts'
import { go, useView } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Loading } from '../../ui/empty.tsx'
import { Guard } from '../../ui/guard.tsx'
import { InlineCode } from '../../ui/inline-code.tsx'
import { Notices } from '../../ui/notices.tsx'
import { useLayout } from '../../ui/use-media.ts'
import { shellWords } from '../../words/shell.ts'
import { Announcer } from './announcer.tsx'
import { Bars } from './bars.tsx'
import { BottomTabs } from './bottom-tabs.tsx'
import { Rail } from './rail.tsx'
import type { RailItem } from './rail-item.ts'
import type { Screen } from './screen.ts'

/** Rail, list and detail beside each other; the detail over the list; one column. */
export function Frame({ screens, rail }: { screens: readonly Screen[]; rail: readonly RailItem[] }) {
  const layout = useLayout()
  const loaded = useStore((store) => store.loaded)
  useTitle(screens)
  return (
    <div className="flex h-dvh flex-col overflow-clip">
      <Bars />
      <div className={`flex min-h-0 flex-1 ${layout === 'narrow' ? 'flex-col' : ''}`}>
        {layout !== 'narrow' && <div className="grid w-52 shrink-0 grid-cols-[minmax(0,1fr)]"><Rail items={rail} /></div>}
        {loaded ? <Panes screens={screens} /> : <main className="flex min-h-0 flex-1"><h1 className="sr-only">Dispatch</h1><FirstLoad /></main>}
        {layout === 'narrow' && <><Notices /><BottomTabs /></>}
      </div>
      <Announcer />
    </div>
  )
}

function Panes({ screens }: { screens: readonly Screen[] }) {
  const layout = useLayout()
  const route = useView((view) => view.route)
  const screen = screens.find((each) => each.name === route.name)
  const main = useRef<HTMLDivElement>(null)
  const over = layout !== 'wide' && (screen === undefined || screen.Middle === undefined || screen.covers(route.path))
  const place = `${route.name}/${route.path[0] ?? ''}`
  // What slides over takes the focus with it; when it goes, the list has it again.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- another place moves the focus, too
  useEffect(() => { if (layout !== 'wide') (over ? main.current : document.getElementById('queue-list'))?.focus({ preventScroll: true }) }, [over, place, layout])
  if (!screen) return <main className="flex min-h-0 flex-1"><h1 className="sr-only">{shellWords.notFound}</h1><Empty icon={<FileQuestion size={28} />} title={shellWords.notFound} action={<Button onClick={() => go('jobs')}>{shellWords.toQueue}</Button>}>{shellWords.notFoundHint}</Empty></main>
  const { Middle, Main } = screen
  const showsMain = layout === 'wide' || over
  const showsMiddle = Middle !== undefined && (layout !== 'narrow' || !over)
  return (
    <main className="relative flex min-h-0 min-w-0 flex-1">
      <h1 className="sr-only">{screen.title}</h1>
      {showsMiddle && <section aria-label={screen.title} inert={over} className={layout === 'wide' ? 'flex w-[clamp(380px,34vw,460px)] shrink-0 flex-col border-r border-line' : 'flex min-w-0 flex-1 flex-col'}><Guarded><Middle /></Guarded></section>}
      {showsMain && (
        <div ref={main} tabIndex={-1} className={`flex min-w-0 flex-col bg-bg ${over ? 'slide-over absolute inset-0 z-10' : 'flex-1'}`}>
          <Guarded key={route.name}><Main path={route.path} /></Guarded>
        </div>
      )}
    </main>
  )
}

function Guarded({ children }: { children: ReactNode }) {
  return <Guard title={shellWords.broke} again={shellWords.again}><Suspense fallback={<Loading what={shellWords.loading} />}>{children}</Suspense></Guard>
}

/** Before the first pages are in: reading, or why nothing comes. */
function FirstLoad() {
  const connection = useStore((store) => store.connection)
  const trouble = useStore((store) => store.trouble)
  if (connection === 'refused') return <Empty icon={<KeyRound size={28} />} title={shellWords.refusedTitle}><InlineCode text={shellWords.refusedHint} /></Empty>
  if (trouble !== null) return <Empty icon={<CircleAlert size={28} />} title={shellWords.failedLoad}><InlineCode text={shellWords.failedLoadHint} /></Empty>
  return <Loading what={shellWords.firstLoad} />
}

function useTitle(screens: readonly Screen[]): void {
  const name = useView((view) => view.route.name)
  const open = useJob(useView((view) => (view.route.name === 'job' ? view.route.path[0] : undefined)) ?? null)
  const questions = useStore((store) => store.world.approvals.size)
  useEffect(() => {
    const title = name === 'job' && open ? `${stateMark(open).mark} ${open.title}` : screens.find((each) => each.name === name)?.title
    document.title = `${questions > 0 ? `(${questions}) ` : ''}${title ? `${title} · ` : ''}Dispatch`
  }, [screens, name, open, questions])
}
