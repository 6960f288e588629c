import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import picomatch from 'picomatch'
import { lstatOf } from './disk.ts'
import { explain, git, LONG_MS } from './git.ts'
import { commonDirOf, findLink, linkEnv, realPath } from './link.ts'

/** `copied` are files, relative to the repository; `exposed` those among them that git does not ignore in the worktree, so that an `add --all` would commit them. */
export interface Included { copied: string[]; exposed: string[]; notes: string[] }

export interface IncludeRequest { repository: string; worktree: string; /** The profile's `copy`. */ copy: string[] }

const MAX_NOTES = 20

/**
 * Brings files git does not carry into the worktree: what the repository's `.worktreeinclude` names and git ignores, and the profile's `copy`
 * entries (paths or globs, files or folders). Never reads or writes outside of the two folders, never overwrites what git tracks.
 */
export async function copyIncluded(request: IncludeRequest): Promise<Included> {
  const place = toPlace(request)
  const { notes } = place
  const paths = await listWanted(place, request.copy)
  if (paths.length === 0) return { copied: [], exposed: [], notes }
  // Asked again where they go: a .gitignore the person has not committed yet does not protect a secret there.
  const ignored = await filterIgnored(place, place.to, paths)
  const included: Included = { copied: [], exposed: [], notes }
  const queue = [...paths]
  const said = notes.length
  // 16 copies at a time: a disk gains nothing from more, and descriptors are shared with the runs.
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (!await copyOne(place, path, ignored.has(path))) continue
      included.copied.push(path)
      if (!ignored.has(path)) included.exposed.push(path)
    }
  }))
  // Sixteen hands finish in any order; what is said of it has one. One reason may hold for a whole node_modules.
  for (const note of notes.splice(said).sort()) notes.push(note)
  if (notes.length > MAX_NOTES) notes.splice(MAX_NOTES, notes.length, `and ${notes.length - MAX_NOTES} more were not copied`)
  included.copied.sort()
  included.exposed.sort()
  if (included.exposed.length > 0) notes.push(`copied, but not ignored by git: ${included.exposed.slice(0, 5).join(', ')}${included.exposed.length > 5 ? ' …' : ''}. Add it to .gitignore, so that nobody commits it`)
  return included
}

/**
 * What an earlier run brought into a worktree that is opened again, and git neither tracks nor ignores there. `copyIncluded` overwrites none of it,
 * and an `add --all` would commit it.
 */
export async function listExposed(request: IncludeRequest): Promise<string[]> {
  const place = toPlace(request)
  const paths = await listWanted(place, request.copy)
  if (paths.length === 0) return []
  const list = await git(place.to, ['ls-files', '--others', '--exclude-standard', '-z'], { timeoutMs: LONG_MS, ...envOf(place, place.to) })
  // Rather too little in a commit than a secret.
  if (!list.ok) return paths
  const untracked = new Set(list.stdout.split('\0'))
  return paths.filter((path) => untracked.has(path))
}

/** Of the copied files git does not ignore, those that are in the worktree as they are in the repository: nothing is lost with them. */
export async function listUntouched(request: IncludeRequest): Promise<string[]> {
  const untouched: string[] = []
  for (const path of await listExposed(request)) if (await isSame(join(request.repository, path), join(request.worktree, path))) untouched.push(path)
  return untouched
}

async function isSame(one: string, other: string): Promise<boolean> {
  try {
    const [a, b] = await Promise.all([lstat(one), lstat(other)])
    if (a.isSymbolicLink() && b.isSymbolicLink()) return await readlink(one) === await readlink(other)
    if (!a.isFile() || !b.isFile() || a.size !== b.size) return false
    const [left, right] = await Promise.all([readFile(one), readFile(other)])
    return left.equals(right)
  } catch {
    return false
  }
}

const toPlace = ({ repository, worktree }: IncludeRequest): Place => ({ from: realPath(repository), to: realPath(worktree), notes: [], safeParents: new Map() })

/** What belongs in the worktree, in order. */
async function listWanted(place: Place, copy: string[]): Promise<string[]> {
  const named = await listNamed(place)
  const wanted = new Set([...named, ...await listEntries(place, copy)])
  const ignoredHere = named.size === 0 ? named : await filterIgnored(place, place.from, [...named])
  return [...wanted].filter((path) => (!named.has(path) || ignoredHere.has(path)) && isReachable(place, path)).sort()
}

interface Place { from: string; to: string; notes: string[]; /** Folders of the worktree: whether they are really inside of it. */ safeParents: Map<string, boolean> }

/** Untracked files that match `.worktreeinclude`; git does the matching. */
async function listNamed(place: Place): Promise<Set<string>> {
  const file = join(place.from, '.worktreeinclude')
  const stat = lstatOf(file)
  if (!stat) return new Set()
  if (!stat.isFile()) {
    place.notes.push('.worktreeinclude is not a plain file: ignored')
    return new Set()
  }
  const list = await git(place.from, ['ls-files', '--others', '--ignored', '-z', `--exclude-from=${file}`], { timeoutMs: LONG_MS })
  if (!list.ok) place.notes.push(`.worktreeinclude could not be used: ${explain(list, place.from)}`)
  const files = new Set<string>()
  for (const path of list.stdout.split('\0')) {
    if (path.endsWith('/')) for (const inner of await listFiles(place, path.slice(0, -1))) files.add(inner)
    else if (path !== '') files.add(path)
  }
  return files
}

/** The files behind the profile's entries. */
async function listEntries(place: Place, entries: string[]): Promise<string[]> {
  const files: string[] = []
  const globs: string[] = []
  for (const entry of entries) {
    const path = relative(place.from, resolve(place.from, entry))
    if (path === '' || path === '..' || path.startsWith(`..${sep}`) || resolve(path) === path || entry.includes('\0')) {
      place.notes.push(`${entry}: not a path inside the repository, not copied`)
    } else if (path.split(sep)[0]?.toLowerCase() === '.git') place.notes.push(`${entry}: git's own folder, not copied`)
    // What exists under that very name is meant, even if it looks like a glob: [id].ts
    else if (lstatOf(join(place.from, path))) {
      if (realPath(dirname(join(place.from, path))) === dirname(join(place.from, path))) for (const file of await listFiles(place, path)) files.push(file)
      else place.notes.push(`${entry}: behind a symlink, not copied`)
    } else if (picomatch.scan(entry).isGlob) globs.push(entry.replace(/\/+$/, ''))
    else place.notes.push(`${entry}: not found in ${place.from}, not copied`)
  }
  // Not all at once as arguments: a folder may hold more files than a call can take.
  for (const glob of globs) for (const file of await listGlob(place, glob)) files.push(file)
  return files
}

async function listGlob(place: Place, glob: string): Promise<string[]> {
  const { base } = picomatch.scan(glob)
  const list = await git(place.from, ['ls-files', '--others', '-z', ...(base === '' ? [] : ['--', `:(top,literal)${base}`])], { timeoutMs: LONG_MS })
  const matches = picomatch([glob, `${glob}/**`], { dot: true })
  const found = list.stdout.split('\0').filter((path) => path !== '' && !path.endsWith('/') && matches(path))
  if (found.length === 0) place.notes.push(`${glob}: matches no untracked file, nothing copied`)
  return found
}

/** A file as itself, a folder as all files and links in it. Symlinks are not followed; the worktree itself is passed over. */
async function listFiles(place: Place, path: string): Promise<string[]> {
  const full = join(place.from, path)
  const stat = lstatOf(full)
  if (!stat?.isDirectory()) return [path]
  const files: string[] = []
  const waiting = [path]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (join(place.from, folder) === place.to) continue
    for (const entry of await readdir(join(place.from, folder), { withFileTypes: true }).catch(() => [])) {
      const inner = join(folder, entry.name)
      if (entry.isDirectory()) waiting.push(inner)
      else files.push(inner)
    }
  }
  return files
}

/** In the worktree git is told its directories. */
function envOf(place: Place, folder: string): { env?: Record<string, string> } {
  const common = folder === place.to ? commonDirOf(place.from) : null
  const link = common === null ? null : findLink(common, folder)
  return link ? { env: linkEnv(link) } : {}
}

/** Which of them git ignores in a folder. Tracked files never are. */
async function filterIgnored(place: Place, folder: string, paths: string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set()
  const result = await git(folder, ['check-ignore', '-z', '--stdin'], { input: paths.join('\0'), timeoutMs: LONG_MS, ...envOf(place, folder) })
  // 1: none of them.
  if (!result.ok && result.exitCode !== 1) place.notes.push(`git could not say what it ignores: ${explain(result, folder)}`)
  return new Set(result.stdout.split('\0').filter((path) => path !== ''))
}

/** Copies one file or link; true when it is there afterwards. */
async function copyOne(place: Place, path: string, ignored: boolean): Promise<boolean> {
  const [source, target] = [join(place.from, path), join(place.to, path)]
  const skip = (why: string): false => {
    place.notes.push(`${path}: ${why}, not copied`)
    return false
  }
  try {
    const stat = await lstat(source)
    const there = await lstat(target).catch(() => null)
    if (there && !ignored) return skip('exists in the worktree')
    if (there?.isDirectory()) return skip('a folder in the worktree')
    if (!stat.isFile() && !stat.isSymbolicLink()) return skip('neither a file nor a link')
    const link = stat.isSymbolicLink() ? toInnerLink(place, source, await readlink(source)) : null
    if (stat.isSymbolicLink() && link === null) return skip('a link that leads out of the repository')
    await mkdir(dirname(target), { recursive: true })
    // First away: copying onto a link would write through it.
    if (there) await rm(target, { force: true })
    if (link !== null) await symlink(link, target)
    else await copyFile(source, target, constants.COPYFILE_FICLONE)
    return true
  } catch (error) {
    return skip((error as NodeJS.ErrnoException).code ?? (error as Error).message)
  }
}

/** The relative form of a link that stays inside; null when it leads out, by its text or by what lies on the way. */
function toInnerLink(place: Place, source: string, text: string): string | null {
  const inside = (path: string): boolean => path.startsWith(place.from + sep)
  const target = resolve(dirname(source), text)
  if (!inside(target) || !inside(realPath(target))) return null
  return relative(dirname(source), target)
}

/** Whether a path of the worktree is really inside of it: a link on the way would take the copy elsewhere. */
function isReachable(place: Place, path: string): boolean {
  const folder = dirname(join(place.to, path))
  let safe = place.safeParents.get(folder)
  if (safe === undefined) {
    safe = realPath(folder) === folder
    place.safeParents.set(folder, safe)
  }
  if (!safe) place.notes.push(`${path}: a link in the worktree leads its folder elsewhere, not copied`)
  return safe
}
