import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Terminal, type ITheme } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'

/** Lines kept: about 50 MB of cells at 120 columns, and more than anybody scrolls. */
export const SCROLLBACK = 20_000
/**
 * Operating system commands a program may send to a terminal. None has a use in a picture of the past, and each could do something to the person:
 * window and icon title (0–2), colours that hide text (4, 5, 10–19 and their resets), folder (7), links (8), notifications (9, 99, 777), clipboard (52), fonts (50), shell marks and files (133, 633, 1337).
 */
const MUTED = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 46, 50, 52, 99, 104, 105, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 133, 633, 777, 1337]

/** A terminal that shows and does nothing else: no input, no links, no title, no clipboard, no window commands, no answers to the program. */
export interface Screen {
  write(bytes: Uint8Array, taken: () => void): void
  reset(): void
  /** Gives the place back to the page. */
  dispose(): void
  fit(): void
  restyle(): void
  scroll(by: 'line-up' | 'line-down' | 'page-up' | 'page-down' | 'top' | 'bottom'): void
  selection(): string
  columns(): number
  /** Finds the words from here on; `onHits` says how many there are. */
  find(words: string, forward: boolean): void
  endSearch(): void
}

export function createScreen(element: HTMLElement, onHits: (at: number, count: number) => void): Screen {
  // The search's marks need the proposed interface; nothing else of it is used.
  const terminal = new Terminal({ disableStdin: true, convertEol: true, scrollback: SCROLLBACK, allowProposedApi: true, cursorStyle: 'bar', cursorBlink: false, cursorInactiveStyle: 'none', fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace", fontSize: 12, lineHeight: 1.35, minimumContrastRatio: 4.5, linkHandler: { activate: () => {} }, theme: readTheme(), screenReaderMode: false })
  for (const command of MUTED) terminal.parser.registerOscHandler(command, () => true)
  terminal.parser.registerCsiHandler({ final: 't' }, () => true)
  const [fit, search] = [new FitAddon(), new SearchAddon({ highlightLimit: 2000 })]
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.open(element)
  // The page has the keyboard: the field xterm listens with would swallow its shortcuts.
  if (terminal.textarea) { terminal.textarea.disabled = true; terminal.textarea.tabIndex = -1 }
  search.onDidChangeResults(({ resultIndex, resultCount }) => onHits(resultIndex, resultCount))
  const decorations = () => ({ matchBackground: color('hit'), activeMatchBackground: color('hit-now'), matchOverviewRuler: color('hit-now'), activeMatchColorOverviewRuler: color('hit-now') })
  return {
    write: (bytes, taken) => terminal.write(bytes, taken),
    reset: () => terminal.reset(),
    dispose: () => terminal.dispose(),
    fit: () => { if (element.clientWidth > 0 && element.clientHeight > 0) fit.fit() },
    restyle: () => { terminal.options.theme = readTheme() },
    scroll: (by) => SCROLL[by](terminal),
    columns: () => terminal.cols,
    selection: () => terminal.getSelection(),
    find: (words, forward) => { if (forward) search.findNext(words, { decorations: decorations(), incremental: false }); else search.findPrevious(words, { decorations: decorations() }) },
    endSearch: () => { search.clearDecorations(); terminal.clearSelection() },
  }
}

const SCROLL = {
  'line-up': (terminal: Terminal) => terminal.scrollLines(-1), 'line-down': (terminal: Terminal) => terminal.scrollLines(1), 'page-up': (terminal: Terminal) => terminal.scrollPages(-1), 'page-down': (terminal: Terminal) => terminal.scrollPages(1),
  top: (terminal: Terminal) => terminal.scrollToTop(), bottom: (terminal: Terminal) => terminal.scrollToBottom(),
} as const

/** A token's colour now, as xterm wants it. */
function color(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim()
}

/** The window's colours as those of a terminal. */
function readTheme(): ITheme {
  const [ink, soft] = [color('ink'), color('soft')]
  return {
    background: color('bg'), foreground: ink, cursor: color('bg'), selectionBackground: color('hit'), selectionInactiveBackground: color('hit'), scrollbarSliderBackground: `${soft}55`, scrollbarSliderHoverBackground: `${soft}88`, scrollbarSliderActiveBackground: `${soft}aa`,
    black: soft, red: color('red'), green: color('green'), yellow: color('amber'), blue: color('blue'), magenta: color('violet'), cyan: color('slate'), white: ink,
    brightBlack: soft, brightRed: color('red'), brightGreen: color('green'), brightYellow: color('orange'), brightBlue: color('accent'), brightMagenta: color('violet'), brightCyan: color('blue'), brightWhite: ink,
  }
}
