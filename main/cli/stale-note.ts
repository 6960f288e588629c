import { readEngineFile } from './connect.ts'
import type { Context } from './context.ts'
import { formatCount } from '../../contract/words.ts'

/** Beside a view without an engine: jobs shown as running are as their engine left them. */
export function noteStale(context: Context, running: number): void {
  if (running === 0 || context.connection.answeredBy() !== 'door' || readEngineFile(context.home)) return
  context.note(`${formatCount(running, 'job')} ${running === 1 ? 'is' : 'are'} shown as the last engine left ${running === 1 ? 'it' : 'them'}, and nothing runs now: start the desktop app or \`dispatch serve\`, which takes ${running === 1 ? 'it' : 'them'} up again`, 'no-engine')
}
