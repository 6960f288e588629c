import { readEngineFile } from './connect.ts'
import type { Context } from './context.ts'

/** After a submission: says so when nobody runs it yet. */
export function noteStored(context: Context, what: string): void {
  if (context.connection.answeredBy() !== 'door' || readEngineFile(context.home)) return
  context.note(`${what} stored and will start when an engine does: start the desktop app or \`dispatch serve\``, 'no-engine')
}
