import type { FilesCheck } from '../../contract/check.ts'
import { formatCount } from '../../contract/formats.ts'
import { toTest } from '../queue/glob.ts'
import { listChanges } from '../workspace/changes.ts'
import type { RunContext } from './run.ts'
import { ownTest, touchTest } from './touches.ts'

/** Names said in one message. */
const MOST_NAMED = 10

/** Looks at what the work changed since the commit it began from, and tells what of it the job did not say it touches. In place the folder itself counts, whoever changed it; only the number is that of its own files. */
export async function seeChanges(run: RunContext): Promise<void> {
  const { row, folder } = run
  if (folder === null || row.base_commit === null || (row.isolation === 'worktree' && row.head_commit === null)) return
  if (row.isolation === 'worktree' && row.head_commit === row.base_commit) { run.changes = { count: 0, paths: [] }; return }
  const [from, head] = row.isolation === 'none' ? [folder, null] : [row.repository, row.head_commit]
  const found = await listChanges({ folder: from, base: row.base_commit, head })
  if (!found.ok) {
    run.live.log.entry({ kind: 'git', text: `What changed could not be read: ${found.message}` })
    return
  }
  const [isTouched, isOwn] = [touchTest(row), ownTest(row)]
  const paths = found.files.flat()
  run.changes = { count: isOwn === null ? found.files.length : found.files.filter((names) => names.some(isOwn)).length, paths }
  const outside = isTouched === null ? [] : paths.filter((path) => !isTouched(path))
  if (outside.length === 0) return
  const whose = row.isolation === 'none' ? ' (in place that may be the work of others, or have been there before)' : ''
  run.live.log.entry({ kind: 'note', text: `${formatCount(outside.length, 'file')} changed that it does not say it touches: ${named(outside)}${whose}`, data: { outside: outside.slice(0, MOST_NAMED) } })
}

/** Whether the files that had to change did, and no others that must not. Says what is wrong, or null. */
export function faultInFiles({ changed = [], unchanged = [] }: FilesCheck, paths: readonly string[]): string | null {
  const missed = changed.filter((glob) => !paths.some(toTest(glob)))
  if (missed.length > 0) {
    const found = paths.length === 0 ? 'nothing changed' : `${formatCount(paths.length, 'file')} changed: ${named(paths)}`
    return `expected a change in ${missed.join(', ')}, found none (${found})`
  }
  const touched = unchanged.flatMap((glob) => { const hit = paths.filter(toTest(glob)); return hit.length === 0 ? [] : [{ glob, hit }] })
  if (touched.length === 0) return null
  return touched.map(({ glob, hit }) => `expected no change in ${glob}, found ${named(hit)}`).join('; ')
}

const named = (paths: readonly string[]): string => `${paths.slice(0, MOST_NAMED).join(', ')}${paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : ''}`
