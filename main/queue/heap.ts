/** A heap: what comes before all others is taken out first. */
export interface Heap<Item> { push(item: Item): void; pop(): Item | undefined; peek(): Item | undefined }

/** An empty one. `before` must be a strict order, so that the same items always come out in the same order. */
export function createHeap<Item>(before: (a: Item, b: Item) => boolean): Heap<Item> {
  const items: Item[] = []
  return {
    peek: () => items[0],
    push(item) {
      let at = items.push(item) - 1
      for (let up = (at - 1) >> 1; at > 0 && before(item, items[up]!); up = (at - 1) >> 1) {
        items[at] = items[up]!
        at = up
      }
      items[at] = item
    },
    pop() {
      const first = items[0]
      const last = items.pop()
      if (items.length > 0) sink(items, last!, before)
      return first
    },
  }
}

/** Puts an item in at the top and lets it down to where it belongs. */
function sink<Item>(items: Item[], item: Item, before: (a: Item, b: Item) => boolean): void {
  let at = 0
  for (let child = 1; child < items.length; child = 2 * at + 1) {
    if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++
    if (!before(items[child]!, item)) break
    items[at] = items[child]!
    at = child
  }
  items[at] = item
}
