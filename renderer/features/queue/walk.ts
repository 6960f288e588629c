import { openJob, useView } from '../../state/view.ts'
import type { CommandContext } from '../../commands/command.ts'

/** Moves the keyboard's mark by some rows, or to an end. Where the open job covers the list, the next one opens. */
export function walk({ view, layout }: CommandContext, step: number): void {
  const { order, cursor, route } = view
  if (order.length === 0) return
  const at = cursor === null ? -1 : order.indexOf(cursor)
  // Without a mark, a step down comes from above the list and a step up from below it.
  const from = at === -1 && step < 0 ? order.length : at
  const next = order[Math.max(0, Math.min(order.length - 1, from + step))]!
  if (route.name === 'job' && layout !== 'wide') openJob(next, ...route.path.slice(1, 2))
  else useView.setState({ cursor: next })
  // Else the tab or button that was pressed last keeps the focus, and enter would press it again.
  if (layout === 'wide') document.getElementById('queue-list')?.focus({ preventScroll: true })
}
