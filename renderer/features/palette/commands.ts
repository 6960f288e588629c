import { openOverlay } from '../../state/view.ts'
import type { Command } from '../../commands/command.ts'
import { commandWords } from '../../words/commands.ts'

export const paletteCommands: readonly Command[] = [
  { id: 'window.palette', title: commandWords.openPalette, group: 'window', keys: ['mod+k'], keyOnly: true, run: () => openOverlay('palette') },
  { id: 'window.keys', title: commandWords.openHelp, group: 'window', keys: ['?'], run: () => openOverlay('keys') },
]
