import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { chmod, lstat, readdir, rm, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { lstatOf } from './disk.ts'
import { commonDirOf, findLink, realPath, unregister } from './link.ts'

/**
 * Deletes a job's worktree and the repository's note of it; the branch and its commits stay. Works when either of the two is gone already.
 * Refuses a folder that is no linked worktree, and one that holds the repository. Its place is free at once: a large folder is set aside before it is deleted.
 */
export async function removeWorktree({ repository, worktree }: { repository: string; worktree: string }): Promise<{ ok: true } | { ok: false; code: 'not-removed'; message: string }> {
  const refuse = (why: string): { ok: false; code: 'not-removed'; message: string } => ({ ok: false, code: 'not-removed', message: `expected a worktree of Dispatch at ${worktree}, ${why}. Nothing was deleted` })
  const common = commonDirOf(repository)
  const real = realPath(resolve(worktree))
  const inside = (path: string): boolean => path === real || path.startsWith(real + sep)
  if (inside(realPath(resolve(repository))) || (common !== null && inside(common))) return refuse('found the repository itself')
  const stat = lstatOf(worktree)
  if (stat?.isDirectory()) {
    const dot = lstatOf(join(worktree, '.git'))
    const registered = common !== null && findLink(common, worktree) !== null
    if (!registered && dot?.isDirectory()) return refuse('found a repository of its own')
    if (!registered && !dot && readdirSync(worktree).length > 0 && !isMovedAside(worktree)) return refuse('found a folder without git')
  }
  const aside = stat?.isDirectory() ? setAside(worktree) : worktree
  if (aside !== worktree && common !== null) unregister(common, worktree)
  try {
    if (stat) await removeFolder(aside)
  } catch (error) {
    return { ok: false, code: 'not-removed', message: `${aside} could not be deleted: ${(error as Error).message}` }
  }
  if (aside === worktree && common !== null) unregister(common, worktree)
  return { ok: true }
}

const SET_ASIDE = /\.removed-\d+$/

/** Where it is deleted: beside its place, or in it where it cannot be renamed. */
function setAside(worktree: string): string {
  const aside = `${worktree}.removed-${Date.now()}`
  try {
    renameSync(worktree, aside)
    return aside
  } catch {
    return worktree
  }
}

/** Deletes what was set aside to be deleted when its engine ended. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of listFolders(folder)) if (SET_ASIDE.test(name)) await removeFolder(join(folder, name))
}

/** A new place below a folder where this process puts work together to be landed; its name says whose it is. */
export const toLandingPlace = (folder: string, job: string): string => join(folder, `${job}.${process.pid}.${randomBytes(4).toString('hex')}`)

/** Deletes what processes that are no more had begun to put together. Called before this one lands anything: a number like its own was another's. */
export async function removeLandings(folder: string): Promise<void> {
  for (const name of listFolders(folder)) {
    const pid = Number(name.split('.')[1])
    if (pid !== process.pid && isRunning(pid)) continue
    const place = join(folder, name)
    const common = commonDirOf(place)
    await removeFolder(place)
    if (common !== null) unregister(common, place)
  }
}

/** Whether a process of this number is there. */
export function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function listFolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  } catch {
    return []
  }
}

/** `prepareWorktree` moves what is in its way to `<job>.stale-<time>`. */
function isMovedAside(folder: string): boolean {
  return /\.stale-\d+$/.test(basename(folder))
}

/** Deletes a folder with all that is in it, read-only folders too (Go's module cache is made of them). A symlink is only unlinked. */
export async function removeFolder(folder: string): Promise<void> {
  if (lstatOf(folder)?.isSymbolicLink()) return unlink(folder)
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    await openFolders(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await openFolders(join(folder, entry.name))
}

/** A folder below the worktrees' folder. `repository` is null when it is gone or the folder is no worktree; `branch` null when HEAD is detached. */
export interface DispatchWorktree { job: string; path: string; repository: string | null; branch: string | null }

/** What lies in the folder that holds all worktrees, one sub-folder per job. Starts no git. */
export function listDispatchWorktrees(folder: string): DispatchWorktree[] {
  return listFolders(folder).filter((name) => !SET_ASIDE.test(name)).sort().map((name) => {
    const path = join(folder, name)
    const common = commonDirOf(path)
    const link = common === null ? null : findLink(common, path)
    const job = name.replace(/\.(stale-\d+|link)$/, '')
    if (!link) return { job, path, repository: null, branch: null }
    // A submodule's or a bare repository's common folder has no checkout around it.
    const repository = basename(link.common) === '.git' ? dirname(link.common) : link.common
    return { job, path, repository, branch: readBranch(link.admin) }
  })
}

function readBranch(admin: string): string | null {
  try {
    return /^ref: refs\/heads\/(.+?)\s*$/.exec(readFileSync(join(admin, 'HEAD'), 'utf8'))?.[1] ?? null
  } catch {
    return null
  }
}

/** Bytes a folder takes on disk; hard links count once, symlinks are not followed, what vanishes meanwhile counts nothing. */
export async function folderSize(folder: string): Promise<number> {
  const seen = new Set<string>()
  let bytes = 0
  const waiting = [folder]
  while (waiting.length > 0) {
    const path = waiting.pop() as string
    const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
    // By hundreds: enough to keep the disk busy, few enough to keep the event loop free.
    for (let i = 0; i < entries.length; i += 100) {
      const stats = await Promise.all(entries.slice(i, i + 100).map((entry) => lstat(join(path, entry.name)).catch(() => null)))
      for (const stat of stats) {
        if (!stat) continue
        const key = `${stat.dev}:${stat.ino}`
        if (stat.nlink > 1 && !stat.isDirectory() && seen.has(key)) continue
        seen.add(key)
        bytes += stat.blocks === undefined ? stat.size : stat.blocks * 512
      }
    }
    for (const entry of entries) if (entry.isDirectory()) waiting.push(join(path, entry.name))
  }
  return bytes
}
