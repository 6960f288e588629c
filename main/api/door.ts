import { CALLS, type CallName } from '../../contract/api.ts'
import { Refusal, type ErrorCode } from '../../contract/errors.ts'
import { findProto } from '../../contract/odd-keys.ts'
import { explain } from '../store/explain-error.ts'
import { attachmentHandlers } from './attachment-handlers.ts'
import { conversationHandlers } from './conversation-handlers.ts'
import { engineHandlers } from './engine-handlers.ts'
import type { Api, CallContext, Handlers } from './handlers.ts'
import { jobHandlers } from './job-handlers.ts'
import { pipelineHandlers } from './pipeline-handlers.ts'
import { profileHandlers } from './profile-handlers.ts'
import { scheduleHandlers } from './schedule-handlers.ts'

/** The one way in: a name and unknown arguments; out comes a result, or a Refusal is thrown. */
export interface Door { call(name: CallName, args: unknown, context: CallContext): Promise<unknown> }

const HANDLERS: Handlers = { ...jobHandlers, ...pipelineHandlers, ...attachmentHandlers, ...profileHandlers, ...scheduleHandlers, ...conversationHandlers, ...engineHandlers }

/** Parses once, calls the handler, and turns whatever goes wrong into a Refusal. */
export function createDoor(api: Api): Door {
  return {
    call: async (name, args, context) => {
      const odd = findProto(name === 'plans.submit' ? { ...(args as object), plan: null } : args)
      if (odd !== null) throw new Refusal('bad-input', `${odd.join('.')}: expected another key, found __proto__, which would be lost: give it another name`, { field: odd.join('.') })
      const parsed = CALLS[name].args.safeParse(args)
      if (!parsed.success) throw toRefusal(parsed.error.issues[0] as Issue)
      try {
        return await (HANDLERS[name] as (api: Api, args: unknown, context: CallContext) => unknown)(api, parsed.data, context)
      } catch (error) {
        if (error instanceof Refusal) throw error
        if (typeof (error as { code?: unknown }).code === 'string' && (error as { code: string }).code.startsWith('SQLITE_')) {
          const failure = explain(error, api.core.home)
          throw new Refusal(failure.code, failure.message)
        }
        api.core.report(`call ${name} broke`, error)
        throw new Refusal('internal', `Dispatch itself failed on ${name}: ${error instanceof Error ? error.message : String(error)}. Nothing was stored by half. Please report it.`)
      }
    },
  }
}

/** `params.code`: a rule of the schema that is more than bad input. */
interface Issue { code?: string | undefined; path: PropertyKey[]; message: string; keys?: string[]; params?: { code?: ErrorCode } }

/** The first thing that is wrong, with the field's name. */
function toRefusal(issue: Issue): Refusal {
  if (issue.code === 'unrecognized_keys') {
    const key = [...issue.path, issue.keys![0]!].join('.')
    return new Refusal('bad-input', `${key}: this key is not known. Take it out, or look for a misspelling.`, { field: key })
  }
  const field = issue.path.join('.')
  return new Refusal(issue.params?.code ?? 'bad-input', `${field === '' ? '' : `${field}: `}${issue.message}`, { field })
}
