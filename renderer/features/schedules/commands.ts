import type { Command } from '../../commands/command.ts'
import { go } from '../../state/view.ts'
import { scheduleWords } from '../../words/schedules.ts'

export const scheduleCommands: readonly Command[] = [
  { id: 'go.schedules', title: scheduleWords.go, group: 'go', run: () => go('schedules') },
]
