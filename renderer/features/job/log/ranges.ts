/** Ranges of words within an element's text, for the browser's own highlighting. At most `most`: beyond that nobody tells them apart. */
export function findRanges(element: Element, words: string, most = 500): Range[] {
  const wanted = words.trim().toLowerCase()
  const ranges: Range[] = []
  if (wanted === '') return ranges
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node && ranges.length < most; node = walker.nextNode()) {
    const text = node.nodeValue!.toLowerCase()
    for (let at = text.indexOf(wanted); at >= 0 && ranges.length < most; at = text.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, Math.min(at + wanted.length, node.nodeValue!.length))
      ranges.push(range)
    }
  }
  return ranges
}
