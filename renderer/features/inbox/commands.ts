import { inOrder } from '../../commands/context.ts'
import type { Command, CommandContext } from '../../commands/command.ts'
import { go, openOverlay } from '../../state/view.ts'
import { commandWords } from '../../words/commands.ts'
import { answer } from './answer.ts'

const inInbox = ({ view }: CommandContext): boolean => view.route.name === 'inbox'
const isAsked = ({ approval }: CommandContext): boolean => approval !== null

function walk({ store, approval }: CommandContext, step: number): void {
  const all = inOrder(store.world.approvals)
  const at = all.findIndex((each) => each.id === approval?.id)
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))]
  if (next) go('inbox', [next.id], { replace: true })
}

/** What can be done with Claude's questions. */
export const inboxCommands: readonly Command[] = [
  { id: 'go.inbox', title: commandWords.goInbox, group: 'go', run: () => go('inbox') },
  { id: 'inbox.next', title: commandWords.next, group: 'inbox', keys: ['j', 'arrowdown'], keyOnly: true, when: inInbox, run: (context) => walk(context, 1) },
  { id: 'inbox.previous', title: commandWords.previous, group: 'inbox', keys: ['k', 'arrowup'], keyOnly: true, when: inInbox, run: (context) => walk(context, -1) },
  { id: 'inbox.back', title: commandWords.back, group: 'inbox', keys: ['escape'], keyOnly: true, when: (context) => inInbox(context) && context.view.route.path.length > 0, run: () => go('inbox') },
  { id: 'inbox.allow', title: commandWords.allow, group: 'inbox', keys: ['a'], changes: true, when: isAsked, run: ({ approval }) => void answer(approval!, { answer: 'allow' }) },
  { id: 'inbox.allowJob', title: commandWords.allowJob, group: 'inbox', keys: ['shift+a'], changes: true, when: isAsked, run: ({ approval }) => void answer(approval!, { answer: 'allow', always: true }) },
  { id: 'inbox.deny', title: commandWords.deny, group: 'inbox', keys: ['shift+d'], changes: true, when: isAsked, run: ({ approval }) => openOverlay('deny', { id: approval!.id }) },
]
