import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { concludeMerge, goOnMerging } from './fan-in.ts'
import { commonDirOf, findLink } from './link.ts'
import { commitOnBranch, expectReady, makeBench, read, run, write } from './testing.ts'
import { prepareWorktree, type Parent } from './worktree.ts'

const bench = makeBench()

/** A worktree in which a person has resolved the conflict of two parents, and a third one whose work is still to come. */
async function resolved(): Promise<Parameters<typeof goOnMerging>[0]> {
  const repository = bench.repository()
  const work: Record<string, Record<string, string>> = { j1: { 'a.txt': '1\n' }, j2: { 'a.txt': '2\n' }, j3: { 'b.txt': '3\n', 'new.txt': '3\n' } }
  const parents = Object.entries(work).map(([job, files]): Parent => ({
    job, title: job, branch: `dispatch/${job}`, commit: commitOnBranch(repository, `dispatch/${job}`, files),
  }))
  const worktree = bench.worktree()
  const request = { repository, worktree, branch: `dispatch/${basename(worktree)}`, parents, keepConflict: true }
  expect(await prepareWorktree(request)).toMatchObject({ ok: false, code: 'merge-conflict', parent: 'j2' })
  write(worktree, { 'a.txt': '1 and 2\n' })
  expect(await concludeMerge({ ...request, parent: parents[1]!, files: ['a.txt'] })).toMatchObject({ ok: true, gone: false })
  return request
}

test.each<[string, (worktree: string, repository: string) => void]>([
  ['was not begun', () => {}],
  ['was ended before its commit', (worktree) => { run(worktree, 'merge', '--quiet', '--no-ff', '--no-commit', 'dispatch/j3') }],
  ['was ended while it wrote files', (worktree, repository) => {
    write(worktree, { 'b.txt': '3\n', 'new.txt': 'hal' })
    writeFileSync(`${findLink(commonDirOf(repository)!, worktree)!.admin}/index.lock`, '')
  }],
])('goes on merging after a resolved conflict where the next merge %s', async (_, arrange) => {
  const request = await resolved()
  arrange(request.worktree, request.repository)
  const done = await goOnMerging(request)
  if (!done.ok) throw new Error(done.message)
  expectReady(request.worktree, request.branch, done.baseCommit)
  expect(['a.txt', 'b.txt', 'new.txt'].map((name) => read(request.worktree, name))).toEqual(['1 and 2\n', '3\n', '3\n'])
})
