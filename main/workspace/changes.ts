import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { explain, git, LONG_MS } from './git.ts'
import { listNewFiles } from './new-files.ts'

/** The files a piece of work changed, each by its names: a renamed one has its old and its new one. */
export interface Changes { files: string[][] }

/** What changed between two commits, or (`head` null) between a commit and the folder as it is, with new files git does not ignore. */
export async function listChanges({ folder, base, head }: { folder: string; base: string; head: string | null }): Promise<({ ok: true } & Changes) | { ok: false; message: string }> {
  const [changed, fresh] = await Promise.all([
    git(folder, ['diff', '--name-status', '-z', '--no-ext-diff', '--find-renames', '--no-relative', '--end-of-options', base, ...(head === null ? [] : [head]), '--'], { timeoutMs: LONG_MS }),
    head === null ? listNewFiles(folder) : null,
  ])
  if (!changed.ok) return { ok: false, message: explain(changed, folder) }
  if (fresh !== null && !fresh.ok) return { ok: false, message: explain(fresh, folder) }
  const records = changed.stdout.split('\0')
  const files = fresh === null ? [] : fresh.paths.map((path) => [path])
  // `M NUL path NUL`, and for a rename or copy `R100 NUL old NUL new NUL`.
  for (let i = 0; i + 1 < records.length; i += 2) {
    const [status, path] = [records[i]!, records[i + 1]!]
    if (!/^[RC]/.test(status)) { files.push([path]); continue }
    const now = records[i + 2] ?? path
    i++
    files.push(status.startsWith('R') ? [path, now] : [now])
  }
  return { ok: true, files }
}

/** A text that differs once anything of a checkout was changed: its commit, its branch, every file git sees as changed, new or ignored; or only of the files `own` says yes to. Null when git cannot say. */
export async function fingerprint(folder: string, own: ((path: string) => boolean) | null = null): Promise<string | null> {
  const status = await git(folder, ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all', '--ignored=matching'], { timeoutMs: LONG_MS })
  if (!status.ok) return null
  const changed = status.stdout.split('\0').filter((record) => /^[12u?!] /.test(record)).map((record) => ({ record, path: record.split(' ').slice({ '1': 8, '2': 9, u: 10 }[record[0]!] ?? 1).join(' ') }))
  const seen = own === null ? changed : changed.filter(({ path }) => own(path))
  return `${own === null ? status.stdout : seen.map(({ record }) => record).join('\0')}\0${seen.map(({ path }) => stampOf(join(folder, path))).join('\n')}`
}

/** Size and times to the nanosecond; the time of the last change to a file's facts cannot be set back. */
function stampOf(path: string): string {
  try {
    const { size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true })
    return `${size} ${mtimeNs} ${ctimeNs}`
  } catch {
    return 'none'
  }
}
