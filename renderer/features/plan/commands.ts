import type { Command } from '../../commands/command.ts'
import { go } from '../../state/view.ts'
import { planWords } from '../../words/plan.ts'

/** Submitting a whole graph. */
export const planCommands: readonly Command[] = [
  { id: 'plan.new', title: planWords.command, group: 'window', keys: ['shift+n'], run: () => go('plan') },
  { id: 'plan.back', title: planWords.back, group: 'go', keys: ['escape'], keyOnly: true, when: ({ view }) => view.route.name === 'plan', run: () => go('pipelines') },
]
