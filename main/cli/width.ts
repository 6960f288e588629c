const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const ASCII = /^[\x20-\x7e]*$/
const ZERO = /^[\p{M}\p{Cf}\p{Cc}]+$/u
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u
// East Asian Wide and Fullwidth blocks.
const WIDE = /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u

function clusterWidth(cluster: string): number {
  if (ZERO.test(cluster)) return 0
  return EMOJI.test(cluster) || WIDE.test(cluster) ? 2 : 1
}

/** Columns a text takes in a terminal. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += clusterWidth(segment)
  return width
}

/** The text, cut with … so that it takes at most `width` columns. Never splits a character. */
export function fitText(text: string, width: number): string {
  if (width <= 0) return ''
  if (textWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    const next = clusterWidth(segment)
    if (used + next > width - 1) break
    kept += segment
    used += next
  }
  return `${kept.trimEnd()}…`
}

/** The text with blanks after it up to `width` columns. */
export function padText(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}
