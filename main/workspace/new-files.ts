import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { git, LONG_MS, type GitFailure } from './git.ts'

/** Files of a folder that git neither knows nor ignores, by their paths from its root. */
export async function listNewFiles(folder: string): Promise<{ ok: true; paths: string[] } | GitFailure> {
  const found = await git(folder, ['ls-files', '--others', '--exclude-standard', '-z', '--full-name', '--', ':/'], { timeoutMs: LONG_MS })
  return found.ok ? { ok: true, paths: found.stdout.split('\0').filter((path) => path !== '') } : found
}

/** Gives `work` the environment of an index in which new files are announced, so that git compares them as any other. It is a copy: the folder's own stays as it is. */
export async function announced<Value>(folder: string, paths: readonly string[], work: (env: Record<string, string>) => Promise<Value>): Promise<Value | GitFailure> {
  // A repository within the repository is named with a slash: it is no file.
  const files = paths.filter((path) => !path.endsWith('/'))
  if (files.length === 0) return work({})
  const place = await mkdtemp(join(tmpdir(), 'dispatch-index-'))
  try {
    const env = { GIT_INDEX_FILE: join(place, 'index') }
    const [own, empty] = await Promise.all([git(folder, ['rev-parse', '--path-format=absolute', '--git-path', 'index']), git(folder, ['hash-object', '--stdin'], { input: '' })])
    if (!own.ok) return own
    if (!empty.ok) return empty
    await copyFile(own.stdout.replace(/\n$/, ''), env.GIT_INDEX_FILE)
    const added = await git(folder, ['update-index', '--add', '--replace', '-z', '--index-info'], { env, timeoutMs: LONG_MS, input: files.map((path) => `100644 ${empty.stdout.trim()}\t${path}\0`).join('') })
    return added.ok ? await work(env) : added
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}
