/** Steps (insert, drop, replace, swap neighbours) from one word to another. */
export function distance(from: string, to: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let best = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + (same ? 0 : 1))
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) best = Math.min(best, beforePrevious[column - 2]! + 1)
      current.push(best)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[to.length]!
}

/** The known word most likely meant, or undefined: a third of its letters may differ, or it may be the beginning of one. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known.map((each) => ({ each, steps: distance(word, each) })).sort((a, b) => a.steps - b.steps)
  const best = ranked[0]
  if (best && best.steps <= Math.max(1, Math.floor(Math.max(word.length, best.each.length) / 3))) return best.each
  return word.length >= 2 ? known.find((each) => each.startsWith(word)) : undefined
}
