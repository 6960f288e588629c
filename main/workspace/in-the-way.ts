import { dirname, join } from 'node:path'
import { lstatOf } from './disk.ts'
import { git, LONG_MS, type GitFailure } from './git.ts'

/** Paths that are looked at: whoever has more in the way is told of these first. */
const MOST_LOOKED_AT = 400

/** Files of a clean checkout that git does not know, or ignores, where moving it from one commit to another would put its own. They are what a fast-forward refuses for. */
export async function findInTheWay(checkout: string, before: string, after: string): Promise<{ ok: true; files: string[] } | GitFailure> {
  const added = await git(checkout, ['diff', '--name-only', '-z', '--no-ext-diff', '--no-renames', '--no-relative', '--diff-filter=A', '--end-of-options', before, after, '--'], { timeoutMs: LONG_MS })
  if (!added.ok) return added
  const there = new Set(added.stdout.split('\0').flatMap((path) => (path === '' ? [] : whatLiesAt(checkout, path) ?? [])))
  if (there.size === 0) return { ok: true, files: [] }
  // Ignored ones too: each may be the only copy.
  const strangers = await git(checkout, ['ls-files', '--others', '-z', '--full-name', '--', ...[...there].slice(0, MOST_LOOKED_AT).map((path) => `:(top,literal)${path}`)], { timeoutMs: LONG_MS })
  // A repository of its own is named with a slash: of that the move itself decides.
  return strangers.ok ? { ok: true, files: strangers.stdout.split('\0').filter((path) => path !== '' && !path.endsWith('/')) } : strangers
}

/** What lies at a path, or as a file where it would have a folder; null when nothing does. */
function whatLiesAt(checkout: string, path: string): string | null {
  if (lstatOf(join(checkout, path)) !== null) return path
  for (let at = dirname(path); at !== '.'; at = dirname(at)) {
    const stat = lstatOf(join(checkout, at))
    if (stat !== null) return stat.isDirectory() ? null : at
  }
  return null
}
