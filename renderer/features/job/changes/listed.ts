import type { CallResult } from '../../../../contract/api.ts'
import type { FileDiff } from '../../../ui/diff.ts'
import { jobWords } from '../../../words/job.ts'

/** A changed file as the list has it. `word` says what the counts do not; `shown`: whether the diff reaches it. */
export interface ListedFile { path: string; name: string; added: number | null; removed: number | null; word: string | null; shown: boolean }

const words = jobWords.changes

/** Every changed file, those the cut diff does not reach included. */
export function toListed(files: CallResult<'jobs.diff'>['files'], diffs: readonly FileDiff[]): ListedFile[] {
  const byPath = new Map(diffs.map((diff) => [diff.path, diff]))
  return files.map(({ path, added, removed }) => {
    const diff = byPath.get(path)
    return { path, name: diff?.status === 'renamed' && diff.before !== null ? words.renamed(diff.before, path) : path, added, removed, word: diff ? wordOf(diff) : words.notReached, shown: diff !== undefined }
  })
}

/** What became of a file, in a word; null where its counts say it. */
export function wordOf(file: FileDiff): string | null {
  if (file.status === 'renamed') return file.added + file.removed === 0 && file.notes.length === 0 ? words.onlyRenamed : words.status.renamed
  return file.status === 'changed' ? null : words.status[file.status]
}
