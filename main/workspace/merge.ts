import { git, explain, lastWords, LONG_MS } from './git.ts'
import { identityEnv } from './identity.ts'
import { linkEnv } from './link.ts'
import type { Link } from './link.ts'
import type { MergeConflict, Parent, StartFailed } from './worktree.ts'

/** What is merged, and what becomes of a conflict: it is undone, so that the worktree holds the merges before it, or kept with its markers for a person. */
export interface MergeRequest { link: Link; repository: string; parents: Parent[]; keepConflict: boolean }

/** Merges parents into the worktree one after the other, up to the first conflict. */
export async function mergeParents({ link, repository, parents, keepConflict }: MergeRequest): Promise<{ ok: true; commit: string; merged: { job: string; commit: string }[] } | MergeConflict | StartFailed> {
  const options = { env: { ...linkEnv(link), ...await identityEnv(repository) }, timeoutMs: LONG_MS }
  const merged: { job: string; commit: string }[] = []
  for (const parent of parents) {
    const done = await git(link.worktree, ['merge', '--quiet', '--no-ff', '--no-edit', '--no-verify-signatures', '--no-stat', '-m', mergeTitle(parent), parent.commit], options)
    if (!done.ok) {
      const files = await listUnmerged(link)
      if (files.length === 0) return { ok: false, code: 'start-failed', message: `the work of parent "${parent.title}" (${parent.job}) could not be merged: ${explain(done, repository)}` }
      if (!keepConflict) {
        const undone = await git(link.worktree, ['merge', '--abort'], options)
        if (!undone.ok) await git(link.worktree, ['reset', '--quiet', '--hard'], options)
      }
      const shown = files.length > 5 ? `${files.slice(0, 5).join(', ')} and ${files.length - 5} more` : files.join(', ')
      return { ok: false, code: 'merge-conflict', message: `the work of parent "${parent.title}" (${parent.job}, ${parent.branch}) conflicts with the parents before it in ${shown}. Merge ${parent.branch} by hand, or let one parent follow the other`, files, parent: parent.job }
    }
    merged.push({ job: parent.job, commit: parent.commit })
  }
  const head = await git(link.worktree, ['rev-parse', 'HEAD'], options)
  if (!head.ok) return { ok: false, code: 'start-failed', message: `the merged work has no readable head: ${lastWords(head.stderr)}` }
  return { ok: true, commit: head.stdout.trim(), merged }
}

/** The message of the commit that merges a parent. */
export const mergeTitle = (parent: Pick<Parent, 'branch' | 'title'>): string => `Merge ${parent.branch}: ${parent.title}`.split('\n')[0] ?? ''

/** Files a merge left in conflict. */
export async function listUnmerged(link: Link): Promise<string[]> {
  const list = await git(link.worktree, ['ls-files', '--unmerged', '-z'], { env: linkEnv(link) })
  return [...new Set(list.stdout.split('\0').filter((entry) => entry !== '').map((entry) => entry.slice(entry.indexOf('\t') + 1)))]
}
