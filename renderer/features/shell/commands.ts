import { call } from '../../state/sync.ts'
import type { Command } from '../../commands/command.ts'
import { density } from '../../ui/density.ts'
import { notify } from '../../ui/notices.tsx'
import { setTheme } from '../../ui/theme.ts'
import { commandWords } from '../../words/commands.ts'
import { shellWords } from '../../words/shell.ts'

/** Starts or stops the starting of jobs. */
export async function setPaused(paused: boolean): Promise<void> {
  const answer = await call(paused ? 'engine.pause' : 'engine.resume', {})
  if (!answer.ok) notify(answer.message, 'error')
}

export const shellCommands: readonly Command[] = [
  { id: 'engine.pause', title: commandWords.pause, group: 'window', changes: true, when: ({ store }) => store.status?.paused === false, run: () => void setPaused(true) },
  { id: 'engine.resume', title: commandWords.resume, group: 'window', changes: true, when: ({ store }) => store.status?.paused === true, run: () => void setPaused(false) },
  { id: 'density.compact', title: shellWords.compactRows, group: 'window', when: () => density.read() !== 'compact', run: () => density.set('compact') },
  { id: 'density.comfortable', title: shellWords.comfortableRows, group: 'window', when: () => density.read() !== 'comfortable', run: () => density.set('comfortable') },
  { id: 'theme.light', title: commandWords.themeLight, group: 'window', run: () => setTheme('light') },
  { id: 'theme.dark', title: commandWords.themeDark, group: 'window', run: () => setTheme('dark') },
  { id: 'theme.system', title: commandWords.themeSystem, group: 'window', run: () => setTheme('system') },
]
