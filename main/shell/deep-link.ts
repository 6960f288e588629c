import { isIdPrefix, MIN_PREFIX } from '../../contract/id.ts'
import type { Action } from './action.ts'

/** The scheme other programs may open Dispatch with. */
export const LINK_SCHEME = 'dispatch'

/** What a link asks for: `dispatch://job/<id>` shows a job. Anything else is null: a web page can make a person's system open any link, so a link never changes anything. */
export function parseLink(text: string): Action | null {
  if (text.length > 200 || !URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== `${LINK_SCHEME}:` || url.hostname !== 'job' || url.username !== '' || url.port !== '') return null
  const id = url.pathname.replace(/^\/|\/$/g, '')
  return id.length >= MIN_PREFIX && isIdPrefix('j', id) ? { kind: 'open', job: id } : null
}

/** The first link among the arguments a program was started with. Chromium adds and reorders arguments, so all of them are looked at. */
export function linkIn(argv: readonly string[]): Action | null {
  for (const word of argv) {
    const action = word.startsWith(`${LINK_SCHEME}:`) ? parseLink(word) : null
    if (action) return action
  }
  return null
}
