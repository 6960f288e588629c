import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronRight, FileDiff as FileIcon } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { CallResult } from '../../../../contract/api.ts'
import type { Result } from '../../../../contract/errors.ts'
import type { JobTabProps } from '../../../jobs/job-tab.ts'
import { call } from '../../../state/sync.ts'
import { useStore } from '../../../state/store.ts'
import { parseDiff, type FileDiff } from '../../../ui/diff.ts'
import { Counts, DiffLineView } from '../../../ui/diff-view.tsx'
import { Empty, Loading } from '../../../ui/empty.tsx'
import { jobWords } from '../../../words/job.ts'
import { toChangeRows, widest, type ChangeRow } from './change-rows.ts'

const words = jobWords.changes
type Diff = CallResult<'jobs.diff'>
const HEIGHT: Record<ChangeRow['kind'], number> = { file: 36, folded: 36, note: 24, hunk: 24, line: 20 }
/** Width of a character of JetBrains Mono at 12 px, and of the numbers and the sign before it. */
const CHARACTER_PX = 7.2
const GUTTER_PX = 116

/** What the job changed: files, then the diff. */
export function ChangesTab({ job }: JobTabProps) {
  const [answer, setAnswer] = useState<Result<Diff> | null>(null)
  const live = useStore((store) => store.connection === 'live')
  useEffect(() => {
    let stopped = false
    void call('jobs.diff', { id: job.id }).then((next) => { if (!stopped) setAnswer(next) })
    return () => { stopped = true }
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- read again when there are other commits, or the engine is back
  }, [job.id, job.headCommit, job.baseCommit, live])
  const files = useMemo(() => (answer?.ok ? parseDiff(answer.value.patch) : []), [answer])
  if (!answer) return <Loading what={words.loading} />
  const icon = <FileIcon size={28} />
  if (!answer.ok) return answer.code === 'wrong-state' ? <Empty icon={icon} title={words.notYet}>{words.notYetHint}</Empty> : <Empty icon={icon} title={words.failed}>{answer.message}</Empty>
  if (answer.value.files.length === 0) return job.headCommit === null ? <Empty icon={icon} title={words.notYet}>{words.notYetHint}</Empty> : <Empty icon={icon} title={words.none}>{words.noneHint}</Empty>
  return <Changes key={answer.value.head} diff={answer.value} files={files} />
}

function Changes({ diff, files }: { diff: Diff; files: readonly FileDiff[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(() => toChangeRows(files, flipped), [files, flipped])
  const width = useMemo(() => widest(rows) * CHARACTER_PX + GUTTER_PX, [rows])
  const virtual = useVirtualizer({ count: rows.length, overscan: 20, getScrollElement: () => scroller.current, estimateSize: (at) => HEIGHT[rows[at]!.kind] })
  useEffect(() => { virtual.measure() }, [rows, virtual])
  const toggle = (file: FileDiff): void => setFlipped((before) => { const next = new Set(before); if (!next.delete(file.path)) next.add(file.path); return next })
  const show = (path: string): void => virtual.scrollToIndex(rows.findIndex((row) => row.kind === 'file' && row.file.path === path), { align: 'start' })
  const total = diff.files.reduce((sum, file) => ({ added: sum.added + (file.added ?? 0), removed: sum.removed + (file.removed ?? 0) }), { added: 0, removed: 0 })
  return (
    <>
      <div className="flex shrink-0 flex-col border-b border-line px-4 py-2">
        <div className="flex items-center gap-3"><span className="font-medium">{words.files(diff.files.length)}</span><Counts {...total} /></div>
        {diff.files.length > 1 && (
          <ul aria-label={words.fileList} className="mt-1 flex max-h-40 flex-col overflow-y-auto">
            {diff.files.map((file) => (
              <li key={file.path}><button type="button" onClick={() => show(file.path)} className="flex min-h-11 w-full items-center gap-3 rounded text-left hover:bg-hover medium:min-h-6"><code className="min-w-0 flex-1 truncate">{file.path}</code><Counts added={file.added} removed={file.removed} /></button></li>
            ))}
          </ul>
        )}
        {diff.cut && <p className="mt-1 text-amber">{words.cut}</p>}
      </div>
      <div ref={scroller} role="region" aria-label={jobWords.tabs.changes} tabIndex={0} className="min-h-0 flex-1 overflow-auto focus-visible:outline-none">
        <div className="relative min-w-full" style={{ height: virtual.getTotalSize(), width }}>
          {virtual.getVirtualItems().map((item) => (
            <div key={item.key} className="absolute inset-x-0 top-0" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
              <Row row={rows[item.index]!} onToggle={toggle} />
            </div>
          ))}
        </div>
      </div>
    </>
  )
}

function Row({ row, onToggle }: { row: ChangeRow; onToggle(file: FileDiff): void }) {
  switch (row.kind) {
    case 'file': return (
      <div className="h-full border-y border-line bg-rail">
        <button type="button" aria-expanded={!row.folded} onClick={() => onToggle(row.file)} className="sticky left-0 flex h-full max-w-full items-center gap-2 px-3 text-left hover:text-accent">
          <ChevronRight size={14} aria-hidden="true" className={`shrink-0 text-soft ${row.folded ? '' : 'rotate-90'}`} />
          <code className="truncate font-medium">{row.file.path}</code>
          {row.file.status !== 'changed' && <span className="text-soft">{row.file.status}</span>}
          <Counts added={row.file.added} removed={row.file.removed} />
        </button>
      </div>
    )
    case 'folded': return <p className="sticky left-0 flex h-full w-fit items-center gap-2 px-4 text-soft">{words.unfold} {words.lines(row.lines)}. <button type="button" className="text-accent hover:underline" onClick={() => onToggle(row.file)}>{words.show}</button></p>
    case 'note': return <p className="sticky left-0 w-fit px-4 text-soft">{row.text}</p>
    case 'hunk': return <div className="flex h-full items-center bg-tint-blue font-mono text-[12px] text-soft"><span className="sticky left-0 w-20 shrink-0 text-center">⋯</span><span className="truncate px-5">{row.heading}</span></div>
    case 'line': return <DiffLineView line={row.line} />
  }
}
