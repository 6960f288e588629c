const QUOTE = '"'.charCodeAt(0)
const BACKSLASH = '\\'.charCodeAt(0)
const COLON = ':'.charCodeAt(0)

/** What a JSON text says, or null when it is none, or when a key in it stands twice: what it means then is for somebody else to say. */
export function readJson(text: string): { value: unknown } | null {
  if (!/^\s*\{/.test(text)) return null
  try {
    const value: unknown = JSON.parse(text)
    // Of keys with one name the last one stays, without a word.
    return countKeys(value) === countWritten(text) ? { value } : null
  } catch {
    return null
  }
}

/** Keys as they are written in a valid JSON text: each has the one colon that stands outside of quotes. */
function countWritten(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (letter === COLON) count++
    else if (letter === QUOTE) for (at++; text.charCodeAt(at) !== QUOTE; at++) if (text.charCodeAt(at) === BACKSLASH) at++
  }
  return count
}

function countKeys(value: unknown): number {
  const open = [value]
  let count = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue
    const inside: unknown[] = Object.values(next)
    if (!Array.isArray(next)) count += inside.length
    for (const each of inside) if (typeof each === 'object') open.push(each)
  }
  return count
}
