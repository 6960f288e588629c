import { ChevronRight } from 'lucide-react'
import type { FileDiff } from '../../../ui/diff.ts'
import { Counts, DiffLineView, DiffPairView } from '../../../ui/diff-view.tsx'
import { jobWords } from '../../../words/job.ts'
import type { ChangeRow } from './change-rows.ts'
import { wordOf } from './listed.ts'

const words = jobWords.changes

/** One row of the change. `onToggle` folds or unfolds its file. */
export function ChangeRowView({ row, onToggle }: { row: ChangeRow; onToggle(file: FileDiff): void }) {
  switch (row.kind) {
    case 'file': return <FileRow file={row.file} folded={row.folded} onToggle={onToggle} />
    case 'folded': return <p className="sticky left-0 flex h-full w-fit items-center gap-2 px-4 text-soft">{words.unfold} {words.lines(row.lines)}. <button type="button" className="text-accent hover:underline" onClick={() => onToggle(row.file)}>{words.show}</button></p>
    case 'note': return <p className="sticky left-0 flex h-full w-fit items-center px-4 text-soft">{row.text}</p>
    case 'hunk': return <div className="flex h-full items-center bg-tint-blue font-mono text-[12px] text-soft"><span className="sticky left-0 w-20 shrink-0 text-center">⋯</span><span className="truncate px-5">{row.heading}</span></div>
    case 'line': return <DiffLineView line={row.line} mark={row.mark} />
    case 'pair': return <DiffPairView pair={row.pair} marks={row.marks} />
  }
}

/** The line that names a file; it stays at the top while its lines are read. */
export function FileRow({ file, folded, onToggle }: { file: FileDiff; folded: boolean; onToggle(file: FileDiff): void }) {
  const word = wordOf(file)
  const binary = file.added + file.removed === 0 && file.hunks.length === 0 && file.notes.length > 0
  return (
    <div className="h-full border-y border-line bg-rail">
      <button type="button" aria-expanded={!folded} onClick={() => onToggle(file)} className="sticky left-0 flex h-full max-w-full items-center gap-2 px-3 text-left hover:text-accent">
        <ChevronRight size={14} aria-hidden="true" className={`shrink-0 text-soft ${folded ? '' : 'rotate-90'}`} />
        <code className="truncate font-medium">{file.status === 'renamed' && file.before !== null ? words.renamed(file.before, file.path) : file.path}</code>
        {word !== null && <span className="shrink-0 text-soft">{word}</span>}
        {!binary && <Counts added={file.added} removed={file.removed} />}
      </button>
    </div>
  )
}
