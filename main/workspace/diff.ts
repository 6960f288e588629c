import { explain, git, LONG_MS } from './git.ts'

/** One changed file; `added` and `removed` are lines, null for a binary file. A renamed file goes by its new path. */
export interface ChangedFile { path: string; added: number | null; removed: number | null }
export interface WorkDiff { ok: true; files: ChangedFile[]; patch: string; cut: boolean }

/** Whatever the person configured, the same patch: no drivers, no colours, plain prefixes, renames found. */
const PLAIN = ['--no-ext-diff', '--no-textconv', '--no-color', '--find-renames', '--src-prefix=a/', '--dst-prefix=b/', '--submodule=short', '--unified=3', '--inter-hunk-context=0', '--no-relative', '-O/dev/null']

/** The change between two commits, or (`head` null) between a commit and the working tree, new files left out. The patch is cut at `limitBytes`, after a whole line; the list of files is complete all the same. */
export async function diffWork({ repository, base, head, limitBytes = 2_000_000 }: { repository: string; base: string; head: string | null; limitBytes?: number }): Promise<WorkDiff | { ok: false; code: 'not-found'; message: string }> {
  const commits = ['--end-of-options', base, ...(head === null ? [] : [head]), '--']
  const [numbers, patch] = await Promise.all([
    git(repository, ['diff', '--numstat', '-z', ...PLAIN, ...commits], { timeoutMs: LONG_MS }),
    git(repository, ['diff', '--patch', ...PLAIN, ...commits], { timeoutMs: LONG_MS, cutBytes: limitBytes }),
  ])
  for (const result of [numbers, patch]) {
    if (!result.ok) return { ok: false, code: 'not-found', message: `the change from ${base} to ${head ?? 'what is in the folder'} could not be read in ${repository}: ${explain(result, repository)}` }
  }
  const cut = patch.ok && patch.cut
  return { ok: true, files: readNumbers(numbers.stdout), patch: cut ? cutLines(patch.stdout, limitBytes) : patch.stdout, cut }
}

/** `added TAB removed TAB path NUL`, and for a rename `added TAB removed TAB NUL old NUL new NUL`. */
function readNumbers(text: string): ChangedFile[] {
  const files: ChangedFile[] = []
  const records = text.split('\0')
  for (let i = 0; i < records.length - 1; i++) {
    const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(records[i] ?? '') ?? []
    if (added === undefined || removed === undefined || path === undefined) continue
    const name = path === '' ? records[i + 2] ?? '' : path
    if (path === '') i += 2
    files.push({ path: name, added: added === '-' ? null : Number(added), removed: removed === '-' ? null : Number(removed) })
  }
  return files
}

function cutLines(text: string, limitBytes: number): string {
  const bytes = Buffer.from(text, 'utf8').subarray(0, limitBytes)
  return bytes.subarray(0, bytes.lastIndexOf(10) + 1).toString('utf8')
}
