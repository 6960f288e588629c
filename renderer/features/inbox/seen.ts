import { isWhole } from '../../../contract/call-words.ts'
import type { CommandContext } from '../../commands/command.ts'

/** How much of a question stands on the screen: all of it and what allowing it would cover, its one line, or less. */
export type Seen = 'all' | 'line' | 'less'

/** A row or a box cuts what is long, and where the screen is low the job's page shows one line that is cut as well. */
export function howSeen({ view, store, layout, approval }: Pick<CommandContext, 'view' | 'store' | 'layout' | 'approval'>, low: boolean): Seen {
  if (!approval) return 'less'
  const { name, path } = view.route
  if (name === 'inbox') return path.length > 0 || layout === 'wide' ? 'all' : 'less'
  // Its page names one question of a job.
  const alone = [...store.world.approvals.values()].filter((each) => each.job === approval.job).length === 1
  return name === 'job' && path[0] === approval.job && alone && !low && isWhole(approval.tool, approval.input) ? 'line' : 'less'
}
