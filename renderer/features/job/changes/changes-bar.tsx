import { Columns2, FolderOpen, GitBranch, Rows2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Job } from '../../../../contract/job.ts'
import { describeFolderDiff } from '../../../../contract/words.ts'
import { isDesktop } from '../../../api/desktop.ts'
import { Button } from '../../../ui/button.tsx'
import { copy } from '../../../ui/copy.ts'
import { Counts } from '../../../ui/diff-view.tsx'
import { Key } from '../../../ui/key.tsx'
import { useLayout } from '../../../ui/use-media.ts'
import { jobWords } from '../../../words/job.ts'
import { openWorktree } from '../worktree.ts'
import type { DiffLook } from './change-rows.ts'
import type { ListedFile } from './listed.ts'

const words = jobWords.changes

interface ChangesBarProps { job: Job; files: readonly ListedFile[]; cut: boolean; folder: string | undefined; current: string | null; look: DiffLook; canSplit: boolean; onLook(look: DiffLook): void; onShow(path: string): void }

/** Above the diff: how much changed, how to see it, where the work is, and the files to go to. */
export function ChangesBar({ job, files, cut, folder, current, look, canSplit, onLook, onShow }: ChangesBarProps) {
  const narrow = useLayout() === 'narrow'
  const total = files.reduce((sum, file) => ({ added: sum.added + (file.added ?? 0), removed: sum.removed + (file.removed ?? 0) }), { added: 0, removed: 0 })
  return (
    <div className="flex shrink-0 flex-col px-4 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="font-medium whitespace-nowrap">{words.files(files.length)}</span><Counts {...total} />
        {files.length > 1 && <span className="hidden items-center gap-1 text-soft wide:inline-flex"><Key keys="n" /><Key keys="p" /> {words.nextFile}</span>}
        <span className="flex-1" />
        {canSplit && (
          <div role="group" aria-label={words.look} className="flex rounded-md border border-line">
            <LookButton label={words.unified} pressed={look === 'unified'} onClick={() => onLook('unified')}><Rows2 size={14} /></LookButton>
            <LookButton label={words.split} pressed={look === 'split'} onClick={() => onLook('split')}><Columns2 size={14} /></LookButton>
          </div>
        )}
        {job.branch !== null && <Button icon={<GitBranch size={14} aria-hidden="true" />} title={job.branch} onClick={() => void copy(job.branch!, job.branch!)}>{words.copyBranch}</Button>}
        {job.worktree !== null && !narrow && <Button icon={<FolderOpen size={14} aria-hidden="true" />} title={job.worktree} onClick={() => void openWorktree(job)}>{isDesktop() ? jobWords.openWorktree : words.copyWorktree}</Button>}
      </div>
      {files.length > 1 && (
        <ul aria-label={words.fileList} className="mt-2 -mb-1 flex max-h-40 flex-col overflow-y-auto">
          {files.map((file) => (
            <li key={file.path}>
              <button type="button" disabled={!file.shown} aria-current={file.path === current || undefined} onClick={() => onShow(file.path)} className={`flex min-h-11 w-full items-center gap-3 rounded px-2 text-left enabled:hover:bg-hover medium:min-h-6 ${file.path === current ? 'bg-hover' : ''}`}>
                <code className="min-w-0 flex-1 truncate" title={file.name}>{file.name}</code>
                {file.word !== null && <span className="shrink-0 text-soft">{file.word}</span>}
                <Counts added={file.added} removed={file.removed} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {folder !== undefined && <p className="mt-2 text-soft">{describeFolderDiff(folder)}</p>}
      {cut && <p className="mt-2 text-amber">{words.cut}</p>}
    </div>
  )
}

function LookButton({ label, pressed, onClick, children }: { label: string; pressed: boolean; onClick(): void; children: ReactNode }) {
  return <button type="button" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick} className={`inline-flex h-11 w-11 items-center justify-center rounded-md medium:h-6.5 medium:w-8 ${pressed ? 'bg-selected text-accent' : 'text-soft hover:bg-hover hover:text-ink'}`}>{children}</button>
}
