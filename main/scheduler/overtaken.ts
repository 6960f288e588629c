import { isDeepStrictEqual } from 'node:util'
import { Refusal } from '../../contract/errors.ts'

type Values = Readonly<Record<string, unknown>>

/** As it goes over the wire; nothing, null and an empty list are one. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return null
  return JSON.parse(JSON.stringify(value))
}

/** Of two who edit one thing at once the second must not undo what the first has saved: refuses where a value is no longer the one the edit was begun from. */
export function refuseOvertaken(id: string, now: Values, expected: Values | undefined): void {
  const changed = Object.keys(expected ?? {}).filter((key) => !isDeepStrictEqual(plain(now[key]), plain(expected![key])))
  if (changed.length > 0) throw new Refusal('conflict', `${id} was changed meanwhile: expected ${changed.join(', ')} as the edit began with, found ${changed.length === 1 ? 'another value' : 'other values'}. Look at it again and repeat the edit.`, { changed })
}
