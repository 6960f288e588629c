/** Longest timer Node can hold, 24.8 days: a longer one ends after 1 ms. Limits reach 30 days. */
const LONGEST_MS = 2 ** 31 - 1

/** Does something after a time of any length. Returns what takes it back. */
export function after(ms: number, act: () => void): () => void {
  let timer: NodeJS.Timeout
  const wait = (left: number): void => {
    timer = setTimeout(() => { if (left > LONGEST_MS) wait(left - LONGEST_MS); else act() }, Math.min(Math.max(1, Math.ceil(left)), LONGEST_MS))
  }
  wait(ms)
  return () => clearTimeout(timer)
}
