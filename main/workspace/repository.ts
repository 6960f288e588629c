import { isAbsolute, resolve } from 'node:path'
import { statOf } from './disk.ts'
import { explain, git } from './git.ts'
import { realPath } from './link.ts'

/** A checkout jobs can start from. `root` is where it really is, however it was named: two names of one folder are one repository. `branch` is null when HEAD is detached. */
export interface Repository { ok: true; root: string; head: string | null; branch: string | null; dirty: boolean }
export interface NotARepository { ok: false; code: 'not-a-repository'; message: string }

/**
 * Looks at the folder a job names: its top level, HEAD and whether anything is uncommitted. Writes nothing, not even the index's stat cache.
 * `{dirty: false}` leaves that last question out (it walks the working tree) and answers false.
 */
export async function inspectRepository(path: string, options: { dirty?: boolean } = {}): Promise<Repository | NotARepository> {
  const refuse = (found: string): NotARepository => ({ ok: false, code: 'not-a-repository', message: `expected a git repository at ${path}, ${found}` })
  if (path.includes('\0')) return refuse('found a NUL character in the path')
  if (!isAbsolute(path)) return refuse('found a relative path. Give the absolute one')
  const given = resolve(path)
  const stat = statOf(given)
  if (!stat) return refuse('found nothing there. Check the path')
  if (!stat.isDirectory()) return refuse('found a file. Give the folder of the checkout')
  const [facts, dirty] = await Promise.all([
    git(given, ['rev-parse', '--is-bare-repository', '--is-inside-git-dir', '--show-toplevel', 'HEAD', '--symbolic-full-name', 'HEAD']),
    options.dirty === false ? false : isDirty(given),
  ])
  const lines = facts.stdout.split('\n')
  if (!facts.ok) {
    if (/dubious ownership|unsafe repository/.test(facts.stderr)) return { ok: false, code: 'not-a-repository', message: explain(facts, given) }
    if (lines[0] === 'true' || /cannot use bare repository/.test(facts.stderr)) return refuse('found a bare repository, which has no files to work on. Give a checkout of it (git clone or git worktree add)')
    if (lines[1] === 'true') return refuse('found the inside of a .git folder. Give the folder of the checkout')
    if (lines[0] === 'false' && lines.length > 3) return refuse('found one without a commit yet. Make a first commit: git commit --allow-empty -m "Start"')
    if (/not a git repository/.test(facts.stderr)) return refuse('found a folder that is not inside one. Run git init and commit there, or give another folder')
    return refuse(`found a fault: ${explain(facts, given)}`)
  }
  // From the end: a path may hold newlines.
  const [head, name] = [lines.at(-3) ?? '', lines.at(-2) ?? '']
  const root = realPath(resolve(lines.slice(2, -3).join('\n')))
  return { ok: true, root, head, branch: name.startsWith('refs/heads/') ? name.slice(11) : null, dirty }
}

/** Whether anything is staged, changed or untracked; stops at the first such thing. */
async function isDirty(folder: string): Promise<boolean> {
  const status = await git(folder, ['status', '--porcelain', '-z', '--untracked-files=normal'], { cutBytes: 0 })
  return status.ok && status.stdout !== ''
}

/** The commit a ref names: branch, tag, HEAD~2, id. */
export async function resolveRef(root: string, ref: string): Promise<{ ok: true; commit: string } | { ok: false; code: 'not-found'; message: string }> {
  const missing = (found: string): { ok: false; code: 'not-found'; message: string } => ({ ok: false, code: 'not-found', message: `expected the git ref "${ref}" in ${root}, ${found}` })
  // A leading dash would be read as an option.
  if (ref === '' || ref.startsWith('-') || [...ref].some((character) => character < ' ' || character === '\x7f')) return missing('which is not a name git allows. Give a branch, a tag or a commit')
  const found = await git(root, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])
  if (found.ok) return { ok: true, commit: found.stdout.trim() }
  if (found.exitCode === null || /dubious ownership|unsafe repository|not a git repository/.test(found.stderr)) return missing(`but ${explain(found, root)}`)
  return missing('found no commit of that name. Check its spelling, or run git fetch')
}

/** HEAD and whether anything is uncommitted, in one call: for a before and after of jobs that work in the checkout itself. */
export async function snapshotHead(root: string): Promise<{ ok: true; head: string | null; branch: string | null; dirty: boolean } | { ok: false; code: 'not-a-repository'; message: string }> {
  const status = await git(root, ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=normal'])
  if (!status.ok) return { ok: false, code: 'not-a-repository', message: explain(status, root) }
  const { head, branch, entries } = readStatus(status.stdout)
  return { ok: true, head, branch, dirty: entries.length > 0 }
}

/** What `git status --porcelain=v2 --branch -z` says. An entry keeps its leading kind: 1 changed, 2 renamed, u unmerged, ? untracked. */
export function readStatus(text: string): { head: string | null; branch: string | null; entries: { kind: string; path: string }[] } {
  let head: string | null = null
  let branch: string | null = null
  const entries: { kind: string; path: string }[] = []
  const records = text.split('\0')
  for (let i = 0; i < records.length; i++) {
    const record = records[i] ?? ''
    if (record.startsWith('# branch.oid ')) head = record.slice(13) === '(initial)' ? null : record.slice(13)
    else if (record.startsWith('# branch.head ')) branch = record.slice(14) === '(detached)' ? null : record.slice(14)
    else if (record !== '' && !record.startsWith('#')) {
      const kind = record[0] ?? ''
      const fields = { '1': 8, '2': 9, u: 10 }[kind] ?? 1
      entries.push({ kind, path: record.split(' ').slice(fields).join(' ') })
      // The old name of a rename is a record of its own.
      if (kind === '2') i++
    }
  }
  return { head, branch, entries }
}
