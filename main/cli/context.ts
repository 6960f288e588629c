import type { Tone } from '../../contract/words.ts'
import type { Connection } from './connect.ts'

/** The process around a command: what tests replace to run one without a process. */
export interface Surroundings {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
  env: NodeJS.ProcessEnv
  cwd: () => string
}

/** What every command gets: where to print, how, and the door to the engine. */
export interface Context extends Surroundings {
  home: string
  /** Whether `--home` named it. */
  json: boolean
  quiet: boolean
  tty: boolean
  /** Columns of the terminal; null when standard output is none. */
  width: number | null
  connection: Connection
  now: () => number
  /** Prints lines to standard output. Many of them come as a list: a call takes no hundred thousand arguments. */
  out: (...lines: (string | readonly string[])[]) => void
  /** Prints a JSON value on one line. */
  outJson: (value: unknown) => void
  /** Says something beside the result on standard error; not under --quiet. Under --json as an object of its own. */
  note: (message: string, code?: string) => void
  /** Reports a failure on standard error and returns its exit code. */
  fail: (error: unknown) => number
  paint: (tone: Tone | 'bold' | 'faint', text: string) => string
}

const SGR: Record<Tone | 'bold' | 'faint', string> = { slate: '90', amber: '33', blue: '34', violet: '35', green: '32', red: '31', grey: '90', orange: '38;5;208', bold: '1', faint: '2' }

/** Colour for a terminal, or the text as it is. */
export function toPaint(colour: boolean): Context['paint'] {
  return colour ? (tone, text) => (text === '' ? '' : `\x1b[${SGR[tone]}m${text}\x1b[0m`) : (_, text) => text
}
