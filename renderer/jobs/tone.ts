import type { Tone } from '../../contract/words.ts'

/** Text colour of a tone. Written out, because the style sheet is made from names that stand in the source. */
export const TONE_TEXT: Record<Tone, string> = { slate: 'text-slate', amber: 'text-amber', blue: 'text-blue', violet: 'text-violet', green: 'text-green', red: 'text-red', grey: 'text-grey', orange: 'text-orange' }
/** Pale ground of a block with a tone. */
export const TONE_TINT: Record<Tone, string> = { slate: 'bg-tint-slate', amber: 'bg-tint-amber', blue: 'bg-tint-blue', violet: 'bg-tint-violet', green: 'bg-tint-green', red: 'bg-tint-red', grey: 'bg-tint-slate', orange: 'bg-tint-amber' }
