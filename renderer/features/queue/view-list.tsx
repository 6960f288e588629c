import { Bookmark, Ellipsis } from 'lucide-react'
import { openOverlay, useView } from '../../state/view.ts'
import { IconButton } from '../../ui/button.tsx'
import { RailLink } from '../../ui/rail-link.tsx'
import { viewWords } from '../../words/queue.ts'
import { findView, useSavedViews, viewHash } from './saved-views.ts'

/** The saved views, as entries of the rail. */
export function ViewList() {
  const views = useSavedViews((store) => store.views)
  const inList = useView((view) => view.route.name === 'jobs' || view.route.name === 'job')
  const filter = useView((view) => view.filter)
  const current = inList ? findView(views, filter)?.name : undefined
  if (views.length === 0) return null
  return (
    <ul aria-label={viewWords.title} className="flex flex-col gap-px">
      {views.map((view) => (
        <li key={view.name} className="group/view relative">
          <RailLink href={viewHash(view)} icon={Bookmark} label={view.name} current={view.name === current} className="pr-10" />
          <IconButton label={viewWords.change(view.name)} className="absolute! top-0 right-0 medium:top-0.5 medium:right-0.5 medium:opacity-0 medium:group-focus-within/view:opacity-100 medium:group-hover/view:opacity-100" onClick={() => openOverlay('view', { name: view.name })}><Ellipsis size={15} aria-hidden="true" /></IconButton>
        </li>
      ))}
    </ul>
  )
}
