import { Ellipsis, Inbox, ListTodo, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from '../../state/store.ts'
import { toHash } from '../../state/route.ts'
import { openOverlay, useView } from '../../state/view.ts'
import { shellWords } from '../../words/shell.ts'

/** The edge under the thumb: queue, inbox, new, more. */
export function BottomTabs() {
  const name = useView((view) => view.route.name)
  const questions = useStore((store) => store.world.approvals.size)
  return (
    <nav aria-label={shellWords.navigation} className="grid shrink-0 grid-cols-4 border-t border-line bg-rail pb-[env(safe-area-inset-bottom)]">
      <Tab href={toHash('jobs')} current={name === 'jobs' || name === 'job'} icon={<ListTodo size={20} />} label={shellWords.queue} />
      <Tab href={toHash('inbox')} current={name === 'inbox'} icon={<Inbox size={20} />} label={shellWords.inbox} count={questions} />
      <button type="button" onClick={() => openOverlay('composer')} className={TAB}><Plus size={20} aria-hidden="true" />{shellWords.newShort}</button>
      <Tab href={toHash('more')} current={!['jobs', 'job', 'inbox'].includes(name)} icon={<Ellipsis size={20} />} label={shellWords.more} />
    </nav>
  )
}

const TAB = 'relative flex h-14 flex-col items-center justify-center gap-0.5 text-soft low:h-11 low:flex-row low:gap-2 aria-[current=page]:text-accent'

function Tab({ href, current, icon, label, count = 0 }: { href: string; current: boolean; icon: ReactNode; label: string; count?: number }) {
  return (
    <a href={href} aria-current={current ? 'page' : undefined} className={TAB}>
      <span aria-hidden="true">{icon}</span>{label}
      {count > 0 && <span className="absolute top-1 left-1/2 ml-2 min-w-5 low:static low:ml-0 rounded-full bg-fill px-1 text-center font-semibold text-on-fill tabular">{count}</span>}
    </a>
  )
}
