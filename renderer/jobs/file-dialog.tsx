import { Download } from 'lucide-react'
import type { HTMLAttributes, ReactNode } from 'react'
import { isDesktop } from '../api/desktop.ts'
import { closeOverlay } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { copy } from '../ui/copy.ts'
import { Dialog } from '../ui/dialog.tsx'
import { download } from '../ui/download.ts'
import { CodeBlock } from '../ui/markdown-view.tsx'
import { planWords } from '../words/plan.ts'

const words = planWords.file
/** Characters that are shown: a plan of 20,000 jobs has millions. */
const SHOWN = 200_000

/** A file to be taken elsewhere; null while it is read. */
export interface TextFile { name: string; type: string; text: string }

interface FileDialogProps { title: string; hint: string; file: TextFile | null; trouble: string | null; /** What the text's place is to the tabs among the children. */ panel?: HTMLAttributes<HTMLDivElement>; children?: ReactNode }

/** Shows a file, with ways to take it along. The desktop window saves no files: there it is copied. */
export function FileDialog({ title, hint, file, trouble, panel, children }: FileDialogProps) {
  return (
    <Dialog
      title={title} onClose={closeOverlay} width="medium:w-200"
      footer={<>
        {!isDesktop() && <Button icon={<Download size={14} aria-hidden="true" />} disabled={!file} onClick={() => download(file!.text, file!.name, file!.type)}>{words.download}</Button>}
        <Button look="primary" disabled={!file} onClick={() => void copy(file!.text, file!.name)}>{words.copy}</Button>
      </>}
    >
      <div className="flex flex-col gap-3 p-4">
        <p className="text-soft">{hint}</p>
        {children}
        <div {...panel} className="flex flex-col gap-3">{trouble !== null ? <p role="alert" className="[overflow-wrap:anywhere]">{trouble}</p> : file === null ? <p role="status" className="text-soft">{words.reading}</p> : (
          <>
            <CodeBlock text={file.text.slice(0, SHOWN)} label={file.name} />
            {file.text.length > SHOWN && <p className="text-soft">{words.cut}</p>}
          </>
        )}</div>
      </div>
    </Dialog>
  )
}
