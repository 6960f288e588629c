import type { CallArgs, CallName, CallResult } from '../../contract/api.ts'
import type { PracticeTour } from '../../contract/engine.ts'
import type { SubmittedFrom } from '../../contract/job.ts'
import type { Approvals } from '../approvals/approvals.ts'
import type { Core } from '../scheduler/core.ts'

/** What handlers work with. `approvals` and `engine` are null where a command line works alone. */
export interface Api {
  core: Core
  approvals: Approvals | null
  engine: { pid: number; url: string; startedAt: number; command: string; makeLink(): string; practice(caller: CallContext): Promise<PracticeTour> } | null
}

/** Who calls, and how the carrier is told a status other than the usual one. */
export interface CallContext { from: SubmittedFrom; device: string; setStatus?(status: number): void }

/** One handler: parsed arguments in, result out; expected failures are thrown as Refusal. */
export type Handler<Name extends CallName> = (api: Api, args: CallArgs<Name>, context: CallContext) => Promise<CallResult<Name>> | CallResult<Name>
/** Every call has one. */
export type Handlers = { [Name in CallName]: Handler<Name> }
