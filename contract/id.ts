/** Crockford base32, lower case: no i, l, o, u, so that an id survives being read aloud. */
export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Characters after the letter: 9 × 5 = 45 random bits, a collision in a million jobs is a 1-in-70 event the store refuses and redraws. */
export const ID_LENGTH = 9

declare const brand: unique symbol
type Branded<Tag extends string> = string & { readonly [brand]: Tag }

/** Id of a job: `j` + 9 characters. */
export type JobId = Branded<'job'>
/** Id of a conversation (one Claude session): `c` + 9 characters. */
export type ConversationId = Branded<'conversation'>
/** Id of a pipeline (jobs submitted together from one plan): `p` + 9 characters. */
export type PipelineId = Branded<'pipeline'>
/** Id of an approval (one question of Claude's): `a` + 9 characters. */
export type ApprovalId = Branded<'approval'>

/** Id of a schedule: `s` + 9 characters. */
export type ScheduleId = Branded<'schedule'>

/** The first letter of an id says what it names. */
export type IdLetter = 'j' | 'c' | 'p' | 'a' | 'd' | 's'

/** Shortest prefix accepted where an id is expected. */
export const MIN_PREFIX = 4

/** A new id from random bytes (only the low five bits of each of the first nine are used). */
export function toId<Id extends string>(letter: IdLetter, bytes: ArrayLike<number>): Id {
  let id: string = letter
  for (let i = 0; i < ID_LENGTH; i++) id += ID_ALPHABET[(bytes[i] ?? 0) & 31]
  return id as Id
}

/** Whether a text could be an id or a prefix of one: right letter, right alphabet, 4 to 10 characters. */
export function isIdPrefix(letter: IdLetter, text: string): boolean {
  if (text.length < MIN_PREFIX || text.length > ID_LENGTH + 1 || text[0] !== letter) return false
  for (const character of text.slice(1)) if (!ID_ALPHABET.includes(character)) return false
  return true
}
