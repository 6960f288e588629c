import { randomFillSync } from 'node:crypto'
import { failure, type Result } from '../../contract/errors.ts'
import { ID_LENGTH, isIdPrefix, MIN_PREFIX, toId, type IdLetter } from '../../contract/id.ts'
import { sql, type ReadDb } from './handles.ts'

/** Random bytes for several hundred ids: asking for nine at a time costs more than storing the job. */
const pool = Buffer.alloc(ID_LENGTH * 512)
let used = pool.length

/** A fresh random id. The tables' unique indexes refuse a collision. */
export function newId(letter: IdLetter): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += ID_LENGTH
  return toId(letter, pool.subarray(used - ID_LENGTH, used))
}

const WORD: Record<IdLetter, string> = { j: 'job', c: 'conversation', p: 'pipeline', a: 'approval', s: 'schedule' }
const article = (word: string): string => (/^[aeiou]/.test(word) ? 'an' : 'a')
const TABLE: Record<IdLetter, string> = { j: 'job', c: 'conversation', p: 'pipeline', a: 'approval', s: 'schedule' }
/** Where the ids there are can be read. */
const LISTED: Record<IdLetter, string> = {
  j: '`dispatch ls --all` lists the jobs', c: '`dispatch show` says which one a job is of: `dispatch ls --all` lists the jobs', p: '`dispatch pipeline ls` lists the pipelines', a: '`dispatch approvals --all` lists the questions', s: '`dispatch schedule ls` lists the schedules',
}

/** The full id for an id or unique prefix; an ambiguous one lists the matches, and what can be no id is bad input. Upper case is forgiven: ids are read aloud and typed. */
export function resolveId(db: ReadDb, letter: IdLetter, given: string): Result<string> {
  const text = given.trim().toLowerCase()
  const word = WORD[letter]
  if (!isIdPrefix(letter, text)) {
    return failure('bad-input', `Expected the id of ${article(word)} ${word} (${letter} and ${ID_LENGTH} characters, or the first ${MIN_PREFIX} or more of them), found ${JSON.stringify(given.slice(0, 40))}.`)
  }
  const rows = sql(db, `SELECT id FROM ${TABLE[letter]} WHERE id >= ? AND id < ? ORDER BY id LIMIT 11`).pluck().all(text, `${text}~`) as string[]
  if (rows.length === 1) return { ok: true, value: rows[0]! }
  if (rows.length === 0) return failure('not-found', `There is no ${word} ${text}. ${LISTED[letter]} there are.`)
  const shown = rows.slice(0, 10).join(', ')
  return failure('ambiguous-id', `${text} could be ${rows.length > 10 ? 'more than 10' : rows.length} ${word}s: ${shown}. Give more characters.`, { matches: rows.slice(0, 10) })
}
