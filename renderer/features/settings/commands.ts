import type { Command } from '../../commands/command.ts'
import { go } from '../../state/view.ts'
import { settingsWords } from '../../words/settings.ts'

export const settingsCommands: readonly Command[] = [
  { id: 'go.settings', title: settingsWords.go, group: 'go', keys: ['mod+,'], run: () => go('settings') },
  { id: 'engine.gc', title: settingsWords.goSpace, group: 'go', run: () => go('settings', ['space']) },
]
