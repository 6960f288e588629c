import type { Command } from '../../commands/command.ts'
import { toDispatchLine } from '../../jobs/dispatch-line.tsx'
import { openJob } from '../../state/view.ts'
import { copy } from '../../ui/copy.ts'
import { conversationWords } from '../../words/conversation.ts'
import { focusBox } from './follow-up-focus.ts'

/** The command with which a person takes a conversation over, in a terminal. */
const toOpenCommand = (job: string): string => toDispatchLine(`open ${job}`)

export const conversationCommands: readonly Command[] = [
  { id: 'job.conversation', title: conversationWords.show, group: 'job', keys: ['v'], when: ({ targets }) => targets.length === 1, run: ({ targets }) => openJob(targets[0]!.id, 'conversation') },
  { id: 'job.followUp', title: conversationWords.addFollowUp, group: 'job', when: ({ targets }) => targets.length === 1, run: ({ targets }) => { const { id, conversation } = targets[0]!; openJob(id, 'conversation'); focusBox(conversation) } },
  { id: 'job.takeOver', title: conversationWords.takeOver, group: 'job', keys: ['o'], when: ({ targets }) => targets.length === 1 && targets[0]!.run > 0, run: ({ targets }) => { const { id } = targets[0]!; openJob(id, 'conversation'); void copy(toOpenCommand(id), toOpenCommand(id)) } },
]
