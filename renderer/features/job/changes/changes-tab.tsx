import { useVirtualizer } from '@tanstack/react-virtual'
import { FileDiff as FileIcon } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { CallResult } from '../../../../contract/api.ts'
import type { Result } from '../../../../contract/errors.ts'
import type { Job } from '../../../../contract/job.ts'
import type { JobTabProps } from '../../../jobs/job-tab.ts'
import { call } from '../../../state/sync.ts'
import { useStore } from '../../../state/store.ts'
import { parseDiff, type FileDiff } from '../../../ui/diff.ts'
import { Empty, Loading } from '../../../ui/empty.tsx'
import { useWidth } from '../../../ui/use-width.ts'
import { jobWords } from '../../../words/job.ts'
import { ChangeRowView, FileRow } from './change-row.tsx'
import { fileAt, stepFile, toChangeRows, widest, type ChangeRow } from './change-rows.ts'
import { ChangesBar } from './changes-bar.tsx'
import { useDiffLook } from './diff-look.ts'
import { toListed } from './listed.ts'

const words = jobWords.changes
type Diff = CallResult<'jobs.diff'>
const HEIGHT: Record<ChangeRow['kind'], number> = { file: 36, folded: 36, note: 24, hunk: 24, line: 20, pair: 20 }
/** Width of a character of JetBrains Mono at 12 px, and of the numbers and the sign before it. */
const CHARACTER_PX = 7.2
const GUTTER_PX = 116
/** Number and sign of one half, side by side, and a little air. */
const SIDE_GUTTER_PX = 76

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
  return <Changes key={answer.value.head} job={job} diff={answer.value} files={files} />
}

function Changes({ job, diff, files }: { job: Job; diff: Diff; files: readonly FileDiff[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const room = useWidth(scroller)
  const { look, canSplit, choose } = useDiffLook(room)
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(() => toChangeRows(files, flipped, look), [files, flipped, look])
  const listed = useMemo(() => toListed(diff.files, files), [diff, files])
  const width = useMemo(() => widest(rows) * CHARACTER_PX, [rows])
  const virtual = useVirtualizer({ count: rows.length, overscan: 20, getScrollElement: () => scroller.current, estimateSize: (at) => HEIGHT[rows[at]!.kind] })
  useEffect(() => { virtual.measure() }, [rows, virtual])
  // Opened by a key, the diff has the keys; opened by a click, the tab keeps them.
  useEffect(() => { if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true }) }, [])
  const toggle = (file: FileDiff): void => setFlipped((before) => { const next = new Set(before); if (!next.delete(file.path)) next.add(file.path); return next })
  const top = virtual.getVirtualItems().find((item) => item.end > (virtual.scrollOffset ?? 0))?.index ?? 0
  const at = fileAt(rows, top)
  const current = rows[at]?.kind === 'file' ? rows[at] : null
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'n' ? 1 : event.key === 'p' ? -1 : 0
    if (step === 0 || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    virtual.scrollToIndex(stepFile(rows, step === 1 ? top : Math.max(at, 0), step), { align: 'start' })
  }
  // Side by side both halves are as wide as the room and move together under the scrollbar; in one column the lines are as wide as they are.
  const overhang = look === 'split' ? Math.max(0, width + SIDE_GUTTER_PX - room / 2) : 0
  return (
    <>
      <ChangesBar job={job} files={listed} cut={diff.cut} folder={diff.folder} current={current?.file.path ?? null} look={look} canSplit={canSplit} onLook={choose} onShow={(path) => virtual.scrollToIndex(rows.findIndex((row) => row.kind === 'file' && row.file.path === path), { align: 'start' })} />
      <div ref={scroller} role="region" aria-label={jobWords.tabs.changes} aria-keyshortcuts="n p" tabIndex={0} onKeyDown={onKeyDown} onScroll={(event) => event.currentTarget.style.setProperty('--shift', String(event.currentTarget.scrollLeft))} className="min-h-0 flex-1 overflow-auto focus-visible:outline-none">
        {current && <div className="sticky top-0 left-0 z-10 -mb-9 h-9" style={{ width: room }}><FileRow file={current.file} folded={current.folded} onToggle={toggle} /></div>}
        <div className="relative min-w-full" style={{ height: virtual.getTotalSize(), width: look === 'split' ? room + overhang : width + GUTTER_PX }}>
          {virtual.getVirtualItems().map((item) => (
            <div key={item.key} className="absolute inset-x-0 top-0" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
              {look === 'split' ? <div className="sticky left-0 h-full" style={{ width: room }}><ChangeRowView row={rows[item.index]!} onToggle={toggle} /></div> : <ChangeRowView row={rows[item.index]!} onToggle={toggle} />}
            </div>
          ))}
        </div>
      </div>
    </>
  )
}
