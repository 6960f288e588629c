import type { Diff } from '../../contract/api.ts'
import type { Context } from './context.ts'
import { plainLine, plainText } from './plain.ts'
import { padText, textWidth } from './width.ts'

/** The patch with colours, safe for a terminal. */
export function toColouredPatch(patch: string, paint: Context['paint']): string {
  let inHunk = false
  return plainText(patch).split('\n').map((line) => {
    if (line.startsWith('diff ')) inHunk = false
    else if (line.startsWith('@@')) inHunk = true
    if (line.startsWith('@@')) return paint('violet', line)
    if (!inHunk) return line === '' ? line : paint('bold', line)
    if (line.startsWith('+')) return paint('green', line)
    return line.startsWith('-') ? paint('red', line) : line
  }).join('\n')
}

/** `src/a.ts | +12 −3` for each file, and the sum. */
export function toStat(diff: Diff, paint: Context['paint']): string[] {
  const paths = diff.files.map((file) => plainLine(file.path))
  const width = Math.max(0, ...paths.map(textWidth))
  const sum = (pick: (file: Diff['files'][number]) => number | null) => diff.files.reduce((total, file) => total + (pick(file) ?? 0), 0)
  const counts = (added: number | null, removed: number | null) => (added === null || removed === null ? 'binary' : `${paint('green', `+${added}`)} ${paint('red', `−${removed}`)}`)
  return [
    ...diff.files.map((file, index) => ` ${padText(paths[index]!, width)} | ${counts(file.added, file.removed)}`),
    ` ${diff.files.length} file${diff.files.length === 1 ? '' : 's'} changed, ${counts(sum((file) => file.added), sum((file) => file.removed))}`,
  ]
}
