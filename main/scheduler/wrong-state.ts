import { Refusal } from '../../contract/errors.ts'
import type { JobRow } from '../store/job-row.ts'

/** A command that does not fit where the job stands: says where that is, and what helps. */
export function wrongState(row: JobRow, wanted: string, help: string): Refusal {
  return new Refusal('wrong-state', `Expected ${wanted}, but ${row.id} is ${row.state}${row.outcome ? ` (${row.outcome}: ${row.reason})` : ''}. ${help}`, { state: row.state, outcome: row.outcome })
}
