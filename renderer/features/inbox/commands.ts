import { inOrder } from '../../commands/context.ts'
import type { Command, CommandContext } from '../../commands/command.ts'
import { go, openOverlay } from '../../state/view.ts'
import { commandWords } from '../../words/commands.ts'
import { readLow } from '../../ui/use-media.ts'
import { answer, restFromAllowing } from './answer.ts'
import { howSeen } from './seen.ts'

const inInbox = ({ view }: CommandContext): boolean => view.route.name === 'inbox'
const isAsked = ({ approval }: CommandContext): boolean => approval !== null

function walk({ store, approval }: CommandContext, step: number): void {
  const all = inOrder(store.world.approvals)
  const at = all.findIndex((each) => each.id === approval?.id)
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))]
  if (next) go('inbox', [next.id], { replace: true })
}

/** Allows what can be read where the person is; a question that is cut there is opened first, and so is what ‘in this job’ would cover. */
function allow(context: CommandContext, always: boolean): void {
  const { approval } = context
  const seen = howSeen(context, readLow())
  if (seen === 'all' || (seen === 'line' && !always)) void answer(approval!, always ? { answer: 'allow', always } : { answer: 'allow' })
  else {
    restFromAllowing()
    go('inbox', [approval!.id])
  }
}

/** What can be done with Claude's questions. */
export const inboxCommands: readonly Command[] = [
  { id: 'go.inbox', title: commandWords.goInbox, group: 'go', run: () => go('inbox') },
  { id: 'inbox.next', title: commandWords.next, group: 'inbox', keys: ['j', 'arrowdown'], keyOnly: true, when: inInbox, run: (context) => walk(context, 1) },
  { id: 'inbox.previous', title: commandWords.previous, group: 'inbox', keys: ['k', 'arrowup'], keyOnly: true, when: inInbox, run: (context) => walk(context, -1) },
  { id: 'inbox.back', title: commandWords.back, group: 'inbox', keys: ['escape'], keyOnly: true, when: (context) => inInbox(context) && context.view.route.path.length > 0, run: () => go('inbox') },
  { id: 'inbox.allow', title: commandWords.allow, group: 'inbox', keys: ['a'], changes: true, when: isAsked, run: (context) => allow(context, false) },
  { id: 'inbox.allowJob', title: commandWords.allowJob, group: 'inbox', keys: ['shift+a'], changes: true, when: isAsked, run: (context) => allow(context, true) },
  { id: 'inbox.deny', title: commandWords.deny, group: 'inbox', keys: ['shift+d'], changes: true, when: isAsked, run: ({ approval }) => openOverlay('deny', { id: approval!.id }) },
]
