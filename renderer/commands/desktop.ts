import { callDesktop, isDesktop } from '../api/desktop.ts'
import { useStore } from '../state/store.ts'
import { useView } from '../state/view.ts'
import { notify } from '../ui/notices.tsx'
import { commandWords } from '../words/commands.ts'
import type { Command } from './command.ts'
import { fits, readContext } from './context.ts'

/** Runs what the desktop's menu, tray, shortcut and notifications ask of the page, what they asked before it was there included. */
export function listenToDesktop(commands: readonly Command[]): void {
  if (!isDesktop()) return
  const run = (id: string): void => void runAsked(commands, id)
  window.dispatch!.on('command', ({ id }) => run(id))
  void callDesktop('desktop.ready', {}).then((answer) => { if (answer.ok) for (const { id } of answer.value.commands) run(id) })
}

/** A click on a menu must not end in nothing: what does not fit now says so. */
async function runAsked(commands: readonly Command[], id: string): Promise<void> {
  const command = commands.find((each) => each.id === id)
  if (!command) return notify(commandWords.unknown(id), 'error')
  // Which job is meant is not known before the jobs are.
  if (command.when || command.changes) await untilLoaded()
  const context = readContext()
  const covered = context.view.overlay !== null && command.group !== 'window' && command.group !== 'go'
  if (covered) notify(commandWords.closeFirst)
  else if (!fits(command, context)) notify(commandWords.notNow(command.title.replace(/…$/, '')))
  else {
    if (command.group === 'go') useView.setState({ overlay: null })
    command.run(context)
  }
}

function untilLoaded(): Promise<void> {
  if (useStore.getState().loaded) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = useStore.subscribe(({ loaded }) => {
      if (!loaded) return
      stop()
      resolve()
    })
  })
}
