import type { BrowserWindow, WebContents } from 'electron'
import type { PageCommand } from '../../contract/desktop.ts'
import { CHANNELS } from '../api/ipc.ts'
import { PAGE_URL } from './page-address.ts'

/** The window in front of the person, opened when it is needed. */
export interface Front {
  window(): BrowserWindow | null
  /** Whether the person has it before their eyes. */
  isLooked(): boolean
  show(): void
  /** Shows a place of the page, such as `job/j4k9`; the address is the page's own vocabulary. */
  go(place: string): void
  /** Asks the page to run a command; kept until a page is there that listens. */
  command(command: PageCommand): void
  /** The page listens from now on; gives what waited for it. */
  ready(contents: WebContents): PageCommand[]
}

/** `open` makes the window; it is called again after one was closed for good. */
export function createFront(open: () => BrowserWindow): Front {
  let window: BrowserWindow | null = null
  let listening = false
  let waiting: PageCommand[] = []

  const current = (): BrowserWindow | null => (window && !window.isDestroyed() ? window : null)

  function obtain(): BrowserWindow {
    const known = current()
    if (known) return known
    listening = false
    window = open()
    // A page that is loaded anew has to say again that it listens.
    window.webContents.on('did-start-loading', () => { listening = false })
    return window
  }

  function show(): void {
    const shown = obtain()
    if (shown.isMinimized()) shown.restore()
    // One that is still loading shows itself once it has something to show.
    if (!shown.webContents.isLoading() || shown.isVisible()) shown.show()
    else shown.once('ready-to-show', () => shown.show())
    shown.focus()
  }

  return {
    window: current,
    isLooked: () => current()?.isFocused() ?? false,
    show,
    go: (place) => {
      const contents = obtain().webContents
      const move = (): void => { void contents.executeJavaScript(`location.hash = ${JSON.stringify(`#/${place}`)}`) }
      if (contents.isLoading() || !contents.getURL().startsWith(PAGE_URL)) contents.once('did-finish-load', move)
      else move()
      show()
    },
    command: (command) => {
      const { webContents } = obtain()
      if (listening) webContents.send(CHANNELS.say, 'command', command)
      else waiting.push(command)
      show()
    },
    ready: (contents) => {
      const asked = waiting
      if (contents !== current()?.webContents) return []
      listening = true
      waiting = []
      return asked
    },
  }
}
