import { ERROR_CODES, Refusal, type ErrorCode } from '../../contract/errors.ts'

/** A failure as the command line reports it. */
export interface Reported { code: string; message: string; details?: Record<string, unknown>; exit: number }

/** Bad usage or input: exit code 2. The message says what was expected, what was found, what to do. */
export function usage(message: string, details?: Record<string, unknown>): Refusal {
  return new Refusal('bad-input', message, details)
}

/** The connection to the engine broke. `sent` says whether the request may have been carried out. */
export class ConnectionLost extends Error {
  readonly sent: boolean
  constructor(message: string, sent: boolean) {
    super(message)
    this.name = 'ConnectionLost'
    this.sent = sent
  }
}

/** Any thrown value as what is printed and the exit code. */
export function toReported(error: unknown): Reported {
  if (error instanceof ConnectionLost) {
    return { code: 'no-engine', exit: 6, message: `expected an answer of the engine, found a broken connection (${error.message}): look with \`dispatch status\` and \`dispatch ls\` whether it was done, then try again` }
  }
  if (isRefusal(error)) {
    const known = ERROR_CODES[error.code as ErrorCode] as { exit: number } | undefined
    return { code: error.code, message: error.message, ...(error.details ? { details: error.details } : {}), exit: known?.exit ?? 2 }
  }
  const text = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message: `something unexpected happened (${text}): this is a fault of dispatch; set DISPATCH_DEBUG=1 to see where`, exit: 2 }
}

/** A bundled copy of the class is the same to us: judged by its form. */
function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal || (error instanceof Error && error.name === 'Refusal' && typeof (error as { code?: unknown }).code === 'string')
}
