import { setTimeout as delay } from 'node:timers/promises'
import { findMarked, isSame, listProcesses } from './process-table.ts'
import type { ProcessInfo } from './process-table.ts'
import type { EndOptions, ProcessIdentity } from './runner.ts'

const DEFAULT_GRACE_MS = 2000
const POLL_MS = 50
// A killed process is gone at once unless the kernel holds it in a device or network wait; nobody waits longer than this for that.
const KILL_WAIT_MS = 2000
// A process may start another between the look and the signal; each further round finds what the last one missed.
const MAX_ROUNDS = 5

/** Children, their children and so on; the process itself is not among them. */
export function descendants(list: readonly ProcessInfo[], pid: number): ProcessInfo[] {
  const children = Map.groupBy(list, (info) => info.ppid)
  const found: ProcessInfo[] = []
  const seen = new Set([pid])
  const open = [pid]
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const child of children.get(parent) ?? []) {
      if (seen.has(child.pid)) continue
      seen.add(child.pid)
      found.push(child)
      open.push(child.pid)
    }
  }
  return found
}

/** Remembers a process and all of its descendants over several looks, so that those whose parent has died meanwhile stay known. */
export interface TrackedTree {
  /** Looks once more and resolves with all known processes that live now. */
  look(): Promise<ProcessIdentity[]>
}

export function trackTree(root: ProcessIdentity): TrackedTree {
  const known = new Map<number, string>([[root.pid, root.startTime]])
  async function look(): Promise<ProcessIdentity[]> {
    const list = await listProcesses()
    const rootPidReused = list.some((info) => info.pid === root.pid && info.startTime !== root.startTime)
    const inSession = (info: ProcessInfo) => info.session === root.pid && !rootPidReused
    for (const seed of list.filter((info) => known.get(info.pid) === info.startTime || inSession(info))) {
      known.set(seed.pid, seed.startTime)
      for (const child of descendants(list, seed.pid)) known.set(child.pid, child.startTime)
    }
    return list.filter((info) => known.get(info.pid) === info.startTime).map(({ pid, startTime }) => ({ pid, startTime }))
  }
  return { look }
}

/**
 * SIGTERM, up to `graceMs` of patience, SIGKILL for those left; resolves with how many of them ended.
 * Never signals pid 0 or 1, this process, its ancestors, or a pid that now belongs to another process.
 */
export async function endProcesses(identities: readonly ProcessIdentity[], options: EndOptions = {}): Promise<number> {
  const spared = await listSpared()
  const targets = await filterAlive(identities.filter(({ pid }) => pid > 1 && !spared.has(pid)))
  await signalAll(targets, 'SIGTERM')
  const stubborn = await waitForEnd(targets, options.graceMs ?? DEFAULT_GRACE_MS)
  await signalAll(stubborn, 'SIGKILL')
  const left = await waitForEnd(stubborn, KILL_WAIT_MS)
  return targets.length - left.length
}

/** Ends a process, if it still is the same one, and its descendants. */
export async function endTree(root: ProcessIdentity, options?: EndOptions): Promise<number> {
  if (!(await isSame(root))) return 0
  return endKnown(trackTree(root), options)
}

/** Ends all that a tracked tree still holds, and what those start while they end. */
export async function endKnown(tree: TrackedTree, options?: EndOptions): Promise<number> {
  return endAllOf(() => tree.look(), options)
}

/** Ends every process whose environment has NAME=value. */
export async function endMarked(name: string, value: string, options?: EndOptions): Promise<number> {
  return endAllOf(() => findMarked(name, value), options)
}

/** Sends one signal if the process is still the same one; false when it is not, or may not be signalled. */
export async function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals, toGroup = false): Promise<boolean> {
  if (identity.pid <= 1 || identity.pid === process.pid || !(await isSame(identity))) return false
  try {
    process.kill(toGroup ? -identity.pid : identity.pid, signal)
    return true
  } catch {
    return false
  }
}

async function endAllOf(find: () => Promise<ProcessIdentity[]>, options?: EndOptions): Promise<number> {
  let ended = 0
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = await find()
    if (found.length === 0) break
    const now = await endProcesses(found, options)
    if (now === 0) break
    ended += now
  }
  return ended
}

async function listSpared(): Promise<Set<number>> {
  const parents = new Map((await listProcesses()).map((info) => [info.pid, info.ppid]))
  const spared = new Set<number>()
  for (let pid: number | undefined = process.pid; pid !== undefined && !spared.has(pid); pid = parents.get(pid)) spared.add(pid)
  return spared
}

async function filterAlive(identities: readonly ProcessIdentity[]): Promise<ProcessIdentity[]> {
  const alive = await Promise.all(identities.map(isSame))
  return identities.filter((_, index) => alive[index])
}

async function signalAll(identities: readonly ProcessIdentity[], signal: NodeJS.Signals): Promise<void> {
  for (const identity of identities) await signalProcess(identity, signal)
}

async function waitForEnd(identities: readonly ProcessIdentity[], limitMs: number): Promise<ProcessIdentity[]> {
  const until = performance.now() + limitMs
  let pauseMs = 5
  let left = await filterAlive(identities)
  while (left.length > 0 && performance.now() < until) {
    await delay(pauseMs)
    pauseMs = Math.min(pauseMs * 2, POLL_MS)
    left = await filterAlive(left)
  }
  return left
}
