import type { CallInput, CallName, CallResult } from '../../contract/api.ts'
import type { Result } from '../../contract/errors.ts'
import type { SequencedEvent } from '../../contract/event.ts'

/** How the page stands to the engine. `refused`: it is there, but does not know this page. */
export type Connection = 'connecting' | 'live' | 'offline' | 'refused'

/** What the window needs of the engine; each carrier is one implementation. */
export interface Client {
  /** One call of the table. A refusal, and an engine that is not there, are values. */
  call<Name extends CallName>(name: Name, args: CallInput<Name>): Promise<Result<CallResult<Name>>>
  /** Every event after `after`, in order, as often as the line breaks. Returns what ends it. */
  subscribe(after: number, onEvents: (events: SequencedEvent[]) => void, onStatus: (status: Connection) => void): () => void
}
