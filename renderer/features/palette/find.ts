/** How well words fit a text: 0 not at all; higher is better. Every word must be in it or in what it is also known by; a word's beginning counts more than its middle, a whole word it is known by most. */
function score(text: string, also: string, words: string): number {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (wanted.length === 0) return 1
  const [lower, known] = [text.toLowerCase(), also.toLowerCase()]
  let total = 0
  for (const word of wanted) {
    const fit = Math.max(fitOf(lower, word), known.split(' ').includes(word) ? 3.5 : fitOf(known, word) * 0.7)
    if (fit === 0) return 0
    total += fit
  }
  return total / wanted.length
}

function fitOf(text: string, word: string): number {
  if (text.startsWith(word)) return 4
  const at = text.indexOf(word)
  if (at < 0) return 0
  return /[^\p{L}\p{N}]/u.test(text[at - 1]!) ? 3 : 1
}

/** Those that fit, best first; equals stay in their order. */
export function find<Item>(items: readonly Item[], words: string, toText: (item: Item) => string, toAlso: (item: Item) => string = () => ''): Item[] {
  return items.map((item) => ({ item, fit: score(toText(item), toAlso(item), words) })).filter(({ fit }) => fit > 0).sort((a, b) => b.fit - a.fit).map(({ item }) => item)
}
