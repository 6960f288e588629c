/**
 * Every expected failure a caller can meet, with its HTTP status and the exit code of the command line.
 * `code` is the promise; messages may change. Exit codes are those of the command line's page: 2 bad input, 4 not found, 5 refused, 6 no engine.
 */
export const ERROR_CODES = {
  'bad-input': { status: 400, exit: 2 },
  unauthorized: { status: 401, exit: 5 },
  forbidden: { status: 403, exit: 5 },
  'repository-refused': { status: 403, exit: 5 },
  'not-found': { status: 404, exit: 4 },
  'ambiguous-id': { status: 400, exit: 2 },
  'wrong-state': { status: 409, exit: 5 },
  conflict: { status: 409, exit: 5 },
  'engine-exists': { status: 409, exit: 5 },
  'too-large': { status: 413, exit: 2 },
  cycle: { status: 422, exit: 2 },
  'unknown-profile': { status: 422, exit: 2 },
  'unknown-parent': { status: 422, exit: 2 },
  'unknown-name': { status: 422, exit: 2 },
  'not-a-repository': { status: 422, exit: 2 },
  'bad-plan': { status: 422, exit: 2 },
  'too-many': { status: 429, exit: 5 },
  'data-folder': { status: 500, exit: 2 },
  'newer-data': { status: 500, exit: 2 },
  'no-engine': { status: 503, exit: 6 },
  'claude-missing': { status: 503, exit: 5 },
  internal: { status: 500, exit: 2 },
} as const satisfies Record<string, { status: number; exit: number }>

/** Name of an expected failure. */
export type ErrorCode = keyof typeof ERROR_CODES

/** The body of every refused call: `{"error":{"code","message","details"}}`. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; details?: Record<string, unknown> }
}

/** Whatever can go wrong as expected, as a value. `message` says what was expected, what was found, what to do. */
export interface Failure {
  ok: false
  code: ErrorCode
  message: string
  details?: Record<string, unknown>
}

/** A value or an expected failure. */
export type Result<Value> = { ok: true; value: Value } | Failure

/**
 * An expected failure on its way to the door, which turns it into an error body.
 * Thrown only between a handler and the door; everything below returns `Failure` values.
 */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined
  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }
  /** The wire form. */
  toBody(): ErrorBody {
    return { error: { code: this.code, message: this.message, ...(this.details ? { details: this.details } : {}) } }
  }
}

/** A failure value. */
export function failure(code: ErrorCode, message: string, details?: Record<string, unknown>): Failure {
  return details ? { ok: false, code, message, details } : { ok: false, code, message }
}

/** The value, or the failure thrown as a `Refusal` for the door. */
export function orRefuse<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value
  throw new Refusal(result.code, result.message, result.details)
}
