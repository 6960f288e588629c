import { orDiskFault } from './disk.ts'
import { explain, git, LONG_MS, type GitResult } from './git.ts'
import { announced, listNewFiles } from './new-files.ts'

/** One changed file; `added` and `removed` are lines, null for a binary file. A renamed file goes by its new path. */
export interface ChangedFile { path: string; added: number | null; removed: number | null }
export interface WorkDiff { ok: true; files: ChangedFile[]; patch: string; cut: boolean }
interface NoDiff { ok: false; code: 'not-found'; message: string }

interface DiffRequest { repository: string; base: string; head: string | null; limitBytes?: number; own?: ((path: string) => boolean) | null }
/** Files that are named to git in one command line. */
const MOST_NAMED = 400
/** New files that are compared; git reads each of them whole. */
const MOST_NEW = 5000

/** Whatever the person configured, the same patch: no drivers, no colours, plain prefixes, renames found. */
const PLAIN = ['--no-ext-diff', '--no-textconv', '--no-color', '--find-renames', '--src-prefix=a/', '--dst-prefix=b/', '--submodule=short', '--unified=3', '--inter-hunk-context=0', '--no-relative', '-O/dev/null']

/** The change between two commits, or (`head` null) between a commit and the folder as it is, with new files git does not ignore. The patch is cut at `limitBytes`, after a whole line; the list of files is complete all the same, but for new files past the first 5,000. `own`: only of the files it says yes to. */
export async function diffWork(request: DiffRequest): Promise<WorkDiff | NoDiff> {
  const { repository, base, head, own = null } = request
  const fault = (message: string): NoDiff => ({ ok: false, code: 'not-found', message: `the change from ${base} to ${head ?? 'what is in the folder'} could not be read in ${repository}: ${message}` })
  if (head !== null) return compare(request, { env: {}, fault })
  const fresh = await listNewFiles(repository)
  if (!fresh.ok) return fault(explain(fresh, repository))
  const paths = own === null ? fresh.paths : fresh.paths.filter(own)
  const found = await orDiskFault(() => announced(repository, paths.slice(0, MOST_NEW), (env) => compare(request, { env, fault })), fault)
  if (!found.ok) return 'code' in found ? found : fault(explain(found, repository))
  return paths.length > MOST_NEW ? { ...found, cut: true } : found
}

async function compare({ repository, base, head, limitBytes = 2_000_000, own = null }: DiffRequest, { env, fault }: { env: Record<string, string>; fault: (message: string) => NoDiff }): Promise<WorkDiff | NoDiff> {
  const commits = ['--end-of-options', base, ...(head === null ? [] : [head]), '--']
  const readFiles = (): Promise<GitResult> => git(repository, ['diff', '--numstat', '-z', ...PLAIN, ...commits], { env, timeoutMs: LONG_MS })
  const readPatch = (paths: readonly string[]): Promise<GitResult> => git(repository, ['diff', '--patch', ...PLAIN, ...commits, ...paths.map((path) => `:(top,literal)${path}`)], { env, timeoutMs: LONG_MS, cutBytes: limitBytes })
  const [numbers, whole] = await Promise.all([readFiles(), own === null ? readPatch([]) : null])
  const files = own === null ? readNumbers(numbers.stdout) : readNumbers(numbers.stdout).filter(({ path }) => own(path))
  const patch = whole ?? (files.length === 0 ? { ...numbers, stdout: '' } : await readPatch(files.slice(0, MOST_NAMED).map(({ path }) => path)))
  for (const result of [numbers, patch]) if (!result.ok) return fault(explain(result, repository))
  const isLong = patch.ok && patch.cut
  return { ok: true, files, patch: isLong ? cutLines(patch.stdout, limitBytes) : patch.stdout, cut: isLong || (own !== null && files.length > MOST_NAMED) }
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
