/** How well words fit a text: 0 not at all; higher is better. Every word must be in it; a word's beginning counts more than its middle. */
function score(text: string, words: string): number {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (wanted.length === 0) return 1
  const lower = text.toLowerCase()
  let total = 0
  for (const word of wanted) {
    const at = lower.indexOf(word)
    if (at < 0) return 0
    total += at === 0 ? 4 : /\W/.test(lower[at - 1]!) ? 3 : 1
  }
  return total / wanted.length
}

/** Those that fit, best first; equals stay in their order. */
export function find<Item>(items: readonly Item[], words: string, toText: (item: Item) => string): Item[] {
  return items.map((item) => ({ item, fit: score(toText(item), words) })).filter(({ fit }) => fit > 0).sort((a, b) => b.fit - a.fit).map(({ item }) => item)
}
