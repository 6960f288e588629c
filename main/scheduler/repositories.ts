import { homedir } from 'node:os'
import { join } from 'node:path'
import { failure, type Result } from '../../contract/errors.ts'
import { statOf } from '../workspace/disk.ts'
import { inspectRepository } from '../workspace/repository.ts'

/** How long a repository that was found good is believed: a burst of submits asks git once. Its job looks again before it starts. */
const BELIEVED_MS = 10_000
const known = new Map<string, { root: string; until: number; mtimeMs: number }>()

/** The top folder of the checkout a path is in, or why no job can run there. */
export async function inspectCached(given: string): Promise<Result<string>> {
  const path = given.startsWith('~/') ? join(homedir(), given.slice(2)) : given
  // At once: through the thread pool this one look takes longer than the rest of a submit.
  const mtimeMs = statOf(path)?.mtimeMs ?? -1
  const entry = known.get(path)
  if (entry && entry.until > Date.now() && entry.mtimeMs === mtimeMs) return { ok: true, value: entry.root }
  const found = await inspectRepository(path, { dirty: false })
  if (!found.ok) return failure('not-a-repository', `repository: ${found.message}`, { field: 'repository', path })
  if (known.size > 1000) known.clear()
  known.set(path, { root: found.root, until: Date.now() + BELIEVED_MS, mtimeMs })
  return { ok: true, value: found.root }
}
