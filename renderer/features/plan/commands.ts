import type { Command, CommandContext } from '../../commands/command.ts'
import { go, openOverlay } from '../../state/view.ts'
import { planWords } from '../../words/plan.ts'

/** What would be written: the pipeline that is open, else what is connected with the one job that is meant. */
const idOf = ({ view: { route }, targets }: CommandContext): string | undefined => (route.name === 'pipeline' ? route.path[0] : targets.length === 1 ? targets[0]!.id : undefined)

/** Submitting a whole graph, and writing one back. */
export const planCommands: readonly Command[] = [
  { id: 'plan.new', title: planWords.command, group: 'window', keys: ['shift+n'], run: () => go('plan') },
  { id: 'plan.back', title: planWords.back, group: 'go', keys: ['escape'], keyOnly: true, when: ({ view }) => view.route.name === 'plan', run: () => go('pipelines') },
  { id: 'plan.export', title: `${planWords.file.export}…`, group: 'job', when: (context) => idOf(context) !== undefined, run: (context) => openOverlay('plan-export', { id: idOf(context) }) },
  { id: 'plan.schema', title: planWords.file.schema, group: 'window', run: () => openOverlay('plan-schema') },
]
