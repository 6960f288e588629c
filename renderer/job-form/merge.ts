import { EMPTY_DRAFT, type Draft, type DraftField } from './draft.ts'

/** What was begun from, what was typed, and what has been saved by somebody else since. */
export interface Versions { base: Draft; mine: Draft; theirs: Draft }
/** Both laid over one another, and the fields both have changed, each its own way: there mine stands. */
export interface Merged { draft: Draft; clashes: DraftField[] }

const FIELDS = Object.keys(EMPTY_DRAFT) as DraftField[]
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What was typed, on top of what stands there now. */
export function mergeDrafts({ base, mine, theirs }: Versions): Merged {
  const typed = FIELDS.filter((field) => !same(mine[field], base[field]))
  const clashes = typed.filter((field) => !same(theirs[field], base[field]) && !same(theirs[field], mine[field]))
  return { draft: { ...theirs, ...pick(mine, typed) }, clashes }
}

/** A draft with some fields as another one has them. */
export const takeFields = (draft: Draft, from: Draft, fields: readonly DraftField[]): Draft => ({ ...draft, ...pick(from, fields) })

const pick = (draft: Draft, fields: readonly DraftField[]): Partial<Draft> => Object.fromEntries(fields.map((field) => [field, draft[field]]))

/** Members of the thing that an edit of it replaces, as the edit was begun from them: the engine refuses where they are others now. */
export function expectedOf(edit: object, base: object): Record<string, unknown> {
  const members = new Set(Object.keys(edit).map((key) => (key === 'noAfter' ? 'after' : key)))
  return Object.fromEntries([...members].map((key) => [key, (base as Record<string, unknown>)[key] ?? null]))
}
