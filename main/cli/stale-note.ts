import { findNoEngine } from './connect.ts'
import type { Context } from './context.ts'
import { formatCount } from '../../contract/formats.ts'

/** States in which an engine has a job in hand. */
export const LIVE: readonly string[] = ['starting', 'running', 'waiting']

/** Beside a view without an engine: jobs shown as running are as their engine left them. */
export async function noteStale(context: Context, running: number): Promise<void> {
  if (running === 0 || !await findNoEngine(context.connection)) return
  context.note(`${formatCount(running, 'job')} ${running === 1 ? 'is' : 'are'} shown as the last engine left ${running === 1 ? 'it' : 'them'}, and nothing runs now: start the desktop app or \`dispatch serve\`, which takes ${running === 1 ? 'it' : 'them'} up again`, 'no-engine')
}
