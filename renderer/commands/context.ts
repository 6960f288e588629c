import type { Approval } from '../../contract/approval.ts'
import type { Job } from '../../contract/job.ts'
import { useStore, type Store } from '../state/store.ts'
import { useView, type View } from '../state/view.ts'
import { readLayout, type Layout } from '../ui/use-media.ts'
import type { Command, CommandContext } from './command.ts'

/** What commands see now. */
export function readContext(): CommandContext {
  return toContext(useView.getState(), useStore.getState(), readLayout())
}

/** Pure: which jobs and which question a command means, from where the person is. */
export function toContext(view: View, store: Store, layout: Layout): CommandContext {
  const targets = targetsOf(view, store.world.jobs, layout)
  return { view, store, layout, targets, approval: approvalOf(view, store.world.approvals, targets) }
}

function targetsOf(view: View, jobs: ReadonlyMap<string, Job>, layout: Layout): Job[] {
  const find = (ids: Iterable<string>): Job[] => [...ids].flatMap((id) => jobs.get(id) ?? [])
  if (view.route.name === 'graph' || view.route.name === 'pipeline') return find(view.cursor === null ? [] : [view.cursor])
  if (view.route.name !== 'jobs' && view.route.name !== 'job') return []
  const open = view.route.name === 'job' ? view.route.path.slice(0, 1) : []
  // Where the open job covers the list, what the list points at cannot be seen.
  if (open.length > 0 && layout !== 'wide') return find(open)
  if (view.selected.size > 0) return find(view.selected)
  return find(view.cursor !== null ? [view.cursor] : open)
}

function approvalOf(view: View, approvals: ReadonlyMap<string, Approval>, targets: readonly Job[]): Approval | null {
  if (view.route.name === 'inbox') return approvals.get(view.route.path[0] ?? '') ?? (view.route.path.length === 0 ? (inOrder(approvals)[0] ?? null) : null)
  return targets.length === 1 ? (inOrder(approvals).find((approval) => approval.job === targets[0]!.id) ?? null) : null
}

/** Questions as the inbox lists them: the one that has waited longest first. */
export function inOrder(approvals: ReadonlyMap<string, Approval>): Approval[] {
  return [...approvals.values()].sort((a, b) => a.askedAt - b.askedAt || (a.id < b.id ? -1 : 1))
}

/** Whether a command can be run now. */
export function fits(command: Command, context: CommandContext): boolean {
  if (command.changes && context.store.connection !== 'live') return false
  return command.when?.(context) ?? true
}
