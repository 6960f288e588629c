import { git, LONG_MS, readGitVersion } from './git.ts'

/** The first git that merges two commits without a working tree. */
const FIRST_GIT = [2, 38] as const
let able: Promise<boolean> | null = null

/** Whether this machine's git can foresee conflicts; asked once. */
export function canForesee(): Promise<boolean> {
  return able ??= readGitVersion().then((found) => {
    const [major = 0, minor = 0] = found.ok ? found.version.split('.').map(Number) : []
    return major > FIRST_GIT[0] || (major === FIRST_GIT[0] && minor >= FIRST_GIT[1])
  })
}

/** The files in which two commits would conflict if they were merged; empty when they would not, or when nobody can tell. Touches no worktree, no index and no ref. */
export async function foreseeConflicts(repository: string, one: string, other: string): Promise<string[]> {
  const merged = await git(repository, ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', one, other], { timeoutMs: LONG_MS })
  if (merged.ok || merged.exitCode !== 1) return []
  // The tree's id first, then the paths.
  return [...new Set(merged.stdout.split('\0').slice(1).filter((path) => path !== ''))]
}
