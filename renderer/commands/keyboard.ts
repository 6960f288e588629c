import { IS_MAC, isPress } from '../ui/keys.ts'
import { useView } from '../state/view.ts'
import { notify } from '../ui/notices.tsx'
import { commandWords } from '../words/commands.ts'
import type { Command } from './command.ts'
import { fits, readContext } from './context.ts'

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable]'
/** Things that have a use of their own for enter and space. */
const PRESSED = 'button, a[href], summary, [role=tab], [role=button]'

/** Runs commands by their keys, unless somebody types or a dialog is open: dialogs have keys of their own. Returns what ends it. */
export function listenToKeys(commands: readonly Command[]): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || useView.getState().overlay !== null) return
    const target = event.target instanceof Element ? event.target : null
    const typing = target?.closest(TYPING) != null
    if (event.key === 'Enter' && target?.closest(PRESSED) && !event.metaKey && !event.ctrlKey) return
    const pressed = commands.filter((command) => command.keys?.some((key) => isPress(event, key, IS_MAC) && (!typing || key.startsWith('mod+'))))
    if (pressed.length === 0) return
    const context = readContext()
    const command = pressed.find((each) => fits(each, context))
    if (!command) {
      if (context.store.connection !== 'live' && pressed.some((each) => each.changes && (each.when?.(context) ?? true))) notify(commandWords.offline)
      return
    }
    event.preventDefault()
    // A key that is held down is one wish, not thirty a second.
    if (event.repeat && command.changes) return
    command.run(context)
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}
