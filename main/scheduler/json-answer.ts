/** Longer answers are not read: no verdict and no result of a chain needs more. */
const MOST_CHARACTERS = 200_000

/** The JSON of an answer: its last fenced json block, or all of it. */
export function findJson(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  if (text.length > MOST_CHARACTERS) return { ok: false, message: `an answer of ${text.length} characters, which is more than ${MOST_CHARACTERS}` }
  const block = [...text.matchAll(/^[ \t]*```json[ \t]*\r?\n([\s\S]*?)^[ \t]*```[ \t]*$/gm)].at(-1)?.[1]
  const json = (block ?? text).trim()
  if (json === '') return { ok: false, message: 'an empty answer' }
  try {
    return { ok: true, value: JSON.parse(json) as unknown }
  } catch (error) {
    return { ok: false, message: block === undefined ? `no JSON in it: ${quote(text)}` : `a json block that is no JSON (${error instanceof Error ? error.message : String(error)})` }
  }
}

const quote = (text: string): string => JSON.stringify(text.trim().length > 200 ? `${text.trim().slice(0, 200)}…` : text.trim())
