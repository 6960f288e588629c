/** Crockford base32, lower case: no i, l, o, u, so that an id survives being read aloud. */
export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Characters after the letter: 9 × 5 = 45 random bits, a collision in a million jobs is a 1-in-70 event, which the store refuses. */
export const ID_LENGTH = 9

/** The first letter of an id says what it names: a job, a conversation (one Claude session), a pipeline (jobs submitted together from one plan), an approval (one question of Claude's), a schedule. */
export type IdLetter = 'j' | 'c' | 'p' | 'a' | 's'

/** Shortest prefix accepted where an id is expected. */
export const MIN_PREFIX = 4

/** A new id from random bytes (only the low five bits of each of the first nine are used). */
export function toId(letter: IdLetter, bytes: ArrayLike<number>): string {
  let id: string = letter
  for (let i = 0; i < ID_LENGTH; i++) id += ID_ALPHABET[(bytes[i] ?? 0) & 31]
  return id
}

/** Whether a text could be an id or a prefix of one: right letter, right alphabet, 4 to 10 characters. */
export function isIdPrefix(letter: IdLetter, text: string): boolean {
  if (text.length < MIN_PREFIX || text.length > ID_LENGTH + 1 || text[0] !== letter) return false
  for (const character of text.slice(1)) if (!ID_ALPHABET.includes(character)) return false
  return true
}
