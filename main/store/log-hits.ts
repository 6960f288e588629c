import { setImmediate as breathe } from 'node:timers/promises'
import type { LogHits } from '../../contract/log.ts'
import { sql, type ReadDb } from './handles.ts'
import { lastLogSeq, SPAN } from './logs.ts'

/** Numbers looked at in one go: some milliseconds of ordinary lines. Between two goes the engine does its other work. */
const STEP = 2000
/** A call answers after this, so that the first hits are shown while the rest is looked for. */
const ANSWER_MS = 80

/** What one look is for: a text (regardless of case), or what went wrong, or both in one entry. */
export interface Wanted { text?: string | undefined; trouble: boolean; after: number; limit: number }

/** Numbers of the entries that hold what is wanted, in parts: see `LogHits.next`. */
export async function findEntries(db: ReadDb, job: number, wanted: Wanted): Promise<LogHits> {
  const { where, values } = toCondition(wanted)
  const look = `SELECT id FROM log_entry WHERE id > ? AND id <= ? AND ${where} ORDER BY id LIMIT ?`
  const [last, until] = [lastLogSeq(db, job), performance.now() + ANSWER_MS]
  const hits: number[] = []
  for (let from = wanted.after; from < last; from += STEP) {
    const room = wanted.limit - hits.length
    const to = Math.min(from + STEP, last)
    const found = sql(db, look).pluck().all(job * SPAN + from, job * SPAN + to, ...values, room) as number[]
    for (const id of found) hits.push(id - job * SPAN)
    if (found.length === room) return { hits, next: hits.at(-1)! < last ? hits.at(-1)! : null, last }
    if (to < last && performance.now() > until) return { hits, next: to, last }
    await breathe()
  }
  return { hits, next: null, last }
}

function toCondition({ text = '', trouble }: Wanted): { where: string; values: string[] } {
  const forms = text === '' ? [] : formsOf(text)
  const anyOf = (column: string): string => `(${forms.map(() => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`
  // A tool's line is a summary of its input, which may be longer.
  const words = `(${anyOf('text')} OR (kind = 'tool-call' AND EXISTS (SELECT 1 FROM json_each(data, '$.input') WHERE type = 'text' AND ${anyOf('value')})))`
  return { where: ['1', ...(forms.length > 0 ? [words] : []), ...(trouble ? [TROUBLE] : [])].join(' AND '), values: [...forms, ...forms] }
}

/** SQLite knows upper and lower case of a to z only: of other letters the usual spellings are looked for. */
function formsOf(text: string): string[] {
  const forms = /^[\x20-\x7e]*$/.test(text) ? [text] : [text, text.toLowerCase(), text.toUpperCase(), text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()]
  return [...new Set(forms)].map((form) => `%${form.replace(/[\\%_]/g, '\\$&')}%`)
}

const ENDED_BADLY = `(json_type(data, '$.result') IS NOT NULL OR json_type(data, '$.exitCode') IS NOT NULL) AND json_extract(data, '$.result') IS NOT 'passed' AND json_extract(data, '$.exitCode') IS NOT 0`
/** What the window opens from the start: failed tools and commands, error output, a bad end. */
const TROUBLE = `(kind = 'stderr' OR (kind = 'tool-result' AND json_extract(data, '$.isError') = 1)
  OR (kind = 'check' AND ${ENDED_BADLY}) OR (kind = 'note' AND json_extract(data, '$.step') = 'setup' AND ${ENDED_BADLY})
  OR (kind = 'result' AND (json_extract(data, '$.isError') = 1 OR json_extract(data, '$.outcome') IN ('failed', 'lost'))))`
