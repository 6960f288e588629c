import picomatch from 'picomatch'
import type { FilesCheck } from '../../contract/check.ts'
import { formatCount } from '../../contract/formats.ts'
import { listChanges } from '../workspace/changes.ts'
import type { RunContext } from './run.ts'

/** Names said in one message. */
const MOST_NAMED = 10

/** Looks at what the work changed since the commit it began from. In place the folder itself counts, whoever changed it. */
export async function seeChanges(run: RunContext): Promise<void> {
  const { row, folder } = run
  if (folder === null || row.base_commit === null || (row.isolation === 'worktree' && row.head_commit === null)) return
  if (row.isolation === 'worktree' && row.head_commit === row.base_commit) { run.changes = { count: 0, paths: [] }; return }
  const [from, head] = row.isolation === 'none' ? [folder, null] : [row.repository, row.head_commit]
  const found = await listChanges({ folder: from, base: row.base_commit, head })
  if (found.ok) run.changes = { count: found.count, paths: found.paths }
  else run.live.log.entry({ kind: 'git', text: `What changed could not be read: ${found.message}` })
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

/** A plain path is a file, or a folder and all below it. */
function toTest(glob: string): (path: string) => boolean {
  if (picomatch.scan(glob).isGlob) return picomatch(glob.replace(/^\.?\//, ''), { dot: true, nonegate: true })
  const plain = glob.replace(/^\.?\//, '').replace(/\/+$/, '')
  return (path) => path === plain || path.startsWith(`${plain}/`)
}

const named = (paths: readonly string[]): string => `${paths.slice(0, MOST_NAMED).join(', ')}${paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : ''}`
