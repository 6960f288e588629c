import { meetings } from './overlap.ts'

/** A job of a plan as it is looked at: where it works, if in a worktree, and what it touches. `parents` by name. */
export interface TouchingJob { name: string; parents: readonly string[]; repository: string | null; touches: readonly string[] }

/** Two of them that may be at the same files at once. */
export interface PlanOverlap { jobs: [string, string]; globs: [string, string] }

/** Jobs looked at: half a million pairs. */
const MOST_LOOKED_AT = 1000
/** Pairs that are told; the rest is counted. */
const MOST_TOLD = 20

/**
 * Jobs of a plan in worktrees of one repository whose globs meet and of which none waits for the other, however many are between them: nothing keeps them from changing the same lines.
 * The jobs come with their parents before them. Yields in between, so that a caller may pause.
 */
export function* findOverlaps(jobs: readonly TouchingJob[]): Generator<void, { pairs: PlanOverlap[]; more: number }> {
  const looked = jobs.filter((job) => job.repository !== null && job.touches.length > 0).slice(0, MOST_LOOKED_AT)
  const above = yield* ancestorsOf(jobs, looked)
  const pairs: PlanOverlap[] = []
  let more = 0
  for (const [index, one] of looked.entries()) {
    for (const other of looked.slice(index + 1)) {
      if (one.repository !== other.repository || has(above.get(other.name)!, index)) continue
      yield
      const met = meetings(one.touches, other.touches).next()
      if (met.done) continue
      if (pairs.length < MOST_TOLD) pairs.push({ jobs: [one.name, other.name], globs: met.value })
      else more++
    }
  }
  return { pairs, more }
}

/** For every job a bit for each of those looked at: whether that one ends before it starts. */
function* ancestorsOf(jobs: readonly TouchingJob[], looked: readonly TouchingJob[]): Generator<void, Map<string, Uint32Array>> {
  const bits = new Map(looked.map((job, index) => [job.name, index]))
  const above = new Map<string, Uint32Array>()
  for (const { name, parents } of looked.length === 0 ? [] : jobs) {
    const own = new Uint32Array(Math.ceil(looked.length / 32))
    for (const parent of parents) {
      const bit = bits.get(parent)
      if (bit !== undefined) own[bit >> 5]! |= 1 << (bit & 31)
      for (const [at, word] of above.get(parent)?.entries() ?? []) own[at]! |= word
    }
    above.set(name, own)
    yield
  }
  return above
}

const has = (words: Uint32Array, bit: number): boolean => (words[bit >> 5]! & (1 << (bit & 31))) !== 0
