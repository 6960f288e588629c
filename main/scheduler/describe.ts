import type { Status } from '../queue/status.ts'

/** A status in two words, for previews: `cancelled (dependency-failed)`, `held`. */
export function describeStatus(status: Status): string {
  return status.state === 'finished' ? `${status.outcome.kind} (${status.outcome.reason})` : status.state
}
