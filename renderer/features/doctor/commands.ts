import type { Command } from '../../commands/command.ts'
import { go } from '../../state/view.ts'
import { doctorWords } from '../../words/doctor.ts'

export const doctorCommands: readonly Command[] = [
  { id: 'go.doctor', title: doctorWords.go, group: 'go', run: () => go('doctor') },
]
