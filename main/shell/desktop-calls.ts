import { dialog, shell, type BrowserWindow, type WebContents } from 'electron'
import { lstatSync } from 'node:fs'
import type { DesktopCallName, DesktopCalls, DesktopChange, DesktopSettings } from '../../contract/desktop.ts'
import { failure, type Result } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import type { Line } from '../api/ipc.ts'
import type { Front } from './front.ts'
import { parseChange } from './settings.ts'

export interface DesktopCallParts { line: Line; front: Front; settings(): DesktopSettings; change(change: DesktopChange): Result<DesktopSettings> }

type Answers = { [Name in DesktopCallName]: (args: unknown, sender: WebContents) => Result<DesktopCalls[Name]['result']> | Promise<Result<DesktopCalls[Name]['result']>> }

const done = <Value>(value: Value): Result<Value> => ({ ok: true, value })

/** The calls a page can make of the desktop itself; a page in a browser has none of them. */
export function createDesktopCalls(parts: DesktopCallParts): (name: string, args: unknown, sender: WebContents) => Promise<Result<unknown>> | null {
  const calls: Answers = {
    'desktop.ready': (_args, sender) => done({ commands: parts.front.ready(sender) }),
    'desktop.settings': () => done(parts.settings()),
    'desktop.set': (args) => {
      const change = parseChange((args as { change?: unknown } | null)?.change)
      return change.ok ? parts.change(change.value) : change
    },
    'desktop.pickFolder': () => pickFolder(parts.front.window()),
    'desktop.openWorktree': (args) => openWorktree(parts.line, (args as { job?: unknown } | null)?.job),
  }
  return (name, args, sender) => (Object.hasOwn(calls, name) ? Promise.resolve(calls[name as DesktopCallName](args, sender)) : null)
}

async function pickFolder(window: BrowserWindow | null): Promise<Result<{ path: string | null }>> {
  const options = { title: 'Repository', properties: ['openDirectory' as const] }
  const picked = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return done({ path: picked.canceled ? null : picked.filePaths[0] ?? null })
}

/** Opens a job's worktree in the file manager. The page names the job, never a path: the path is the engine's, and only a folder is opened. */
async function openWorktree(line: Line, id: unknown): Promise<Result<null>> {
  const answer = await line.call('jobs.get', { id })
  if (!answer.ok) return answer
  const { id: job, worktree } = answer.value as Job
  if (worktree === null || !lstatSync(worktree, { throwIfNoEntry: false })?.isDirectory()) return failure('wrong-state', `Expected a job with a worktree, but ${job} has none (any more). Its work is on its branch.`)
  const trouble = await shell.openPath(worktree)
  return trouble === '' ? done(null) : failure('wrong-state', `The file manager did not open ${worktree}: ${trouble}. Open the folder by hand.`)
}
