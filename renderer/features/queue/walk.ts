import { openJob, useView } from '../../state/view.ts'
import type { CommandContext } from '../../commands/command.ts'

/** Moves the keyboard's mark by some rows, or to an end. Where the open job covers the list, the next one opens. */
export function walk({ view, layout }: CommandContext, step: number): void {
  const { order, cursor, route } = view
  if (order.length === 0) return
  const at = cursor === null ? -1 : order.indexOf(cursor)
  const next = order[at === -1 ? (step > 0 ? 0 : order.length - 1) : Math.max(0, Math.min(order.length - 1, at + step))]!
  if (route.name === 'job' && layout !== 'wide') openJob(next, ...route.path.slice(1, 2))
  else useView.setState({ cursor: next })
}
