import { EMPTY_DRAFT, toParent, type Draft } from '../../job-form/draft.ts'
import { toSafeDraft } from '../../job-form/stored-draft.ts'

const KEY = 'dispatch.draft'

/** Where drafts are kept: that of this window, and that of the browser for whoever opens the next one. */
export interface DraftPlaces { own: Pick<Storage, 'getItem' | 'setItem'>; shared: Pick<Storage, 'getItem' | 'setItem'> }

/** The draft of this window, else the one kept in the browser; whatever of it cannot be read is left out. */
export function readDraft({ own, shared }: DraftPlaces): Draft {
  try {
    return toSafeDraft(JSON.parse(own.getItem(KEY) ?? shared.getItem(KEY) ?? '{}'))
  } catch {
    return EMPTY_DRAFT
  }
}

export function writeDraft({ own, shared }: DraftPlaces, draft: Draft): void {
  const text = JSON.stringify(draft)
  for (const place of [own, shared]) keep(place, text)
}

/** A browser keeps some 5 million characters: what is larger lives as long as its page. An older one must not take its place. */
function keep(place: DraftPlaces['own'], text: string): void {
  try {
    place.setItem(KEY, text)
  } catch {
    place.setItem(KEY, '{}')
  }
}

/** After a submission. What another window has typed meanwhile stays in the browser. */
export function closeDraft({ own, shared }: DraftPlaces, draft: Draft): void {
  const next = JSON.stringify(afterSubmit(draft))
  if (shared.getItem(KEY) === own.getItem(KEY)) shared.setItem(KEY, next)
  own.setItem(KEY, next)
}

/** What stays after a submission: where and as whom one works rarely changes. */
export const afterSubmit = (draft: Draft): Draft => ({ ...EMPTY_DRAFT, repository: draft.repository, profile: draft.profile, check: draft.check })

/** Jobs it follows: those asked for, as they stand in the draft if they do. */
export const follow = (draft: Draft, after: readonly string[]): Draft => ({ ...draft, after: after.map((job) => draft.after.find((parent) => parent.job === job) ?? toParent(job)) })
