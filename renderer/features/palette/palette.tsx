import { X } from 'lucide-react'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { Command } from '../../commands/command.ts'
import { fits, readContext } from '../../commands/context.ts'
import type { Job } from '../../../contract/job.ts'
import { repositoryName } from '../../jobs/names.ts'
import { JobName } from '../../jobs/job-line.tsx'
import { learn } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay, openJob } from '../../state/view.ts'
import { IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Key } from '../../ui/key.tsx'
import { commandWords as words } from '../../words/commands.ts'
import { find } from './find.ts'
import { inFrontFirst, nameTargets, ownKeys } from './order.ts'
import { useUnread } from './use-unread.ts'

/** Jobs offered beside the commands. */
const JOBS = 8
type Hit = { kind: 'command'; command: Command } | { kind: 'job'; job: Job }

/** Everything that can be done now, and every job, by name. */
export function Palette({ commands }: { commands: readonly Command[] }) {
  // Commands are judged by where the person was when the palette opened: it covers the screen, it does not change the place.
  const [context] = useState(readContext)
  const jobs = useStore((store) => store.world.jobs)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const { jobs: unread, asking } = useUnread(text)
  const blank = text.trim() === ''
  const keys = useMemo(() => ownKeys(commands.filter((command) => fits(command, context))), [commands, context])
  const known = useMemo((): Hit[] => {
    const able = inFrontFirst(commands.filter((command) => !command.keyOnly && !(blank && command.onlyFound) && fits(command, context)), context)
    const found = blank ? [] : find([...jobs.values()], text, (job) => `${job.title} ${job.id} ${repositoryName(job.repository)}`).slice(0, JOBS)
    return [...find(able, text, (command) => `${command.title} ${words.groups[command.group]}`, (command) => command.keywords ?? '').map((command): Hit => ({ kind: 'command', command })), ...found.map((job): Hit => ({ kind: 'job', job }))]
  }, [commands, context, jobs, text, blank])
  const hits = [...known, ...unread.slice(0, JOBS).map((job): Hit => ({ kind: 'job', job }))]
  const named = nameTargets(context)
  const current = Math.min(at, hits.length - 1)
  const run = (hit: Hit | undefined): void => {
    if (!hit) return
    closeOverlay()
    if (hit.kind === 'job') {
      learn([hit.job])
      openJob(hit.job.id)
    }
    // After the palette is gone and focus is back: a command may open a dialog of its own.
    else setTimeout(() => hit.command.run(context))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      const next = (current + step + hits.length) % Math.max(1, hits.length)
      setAt(next)
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(hits[current])
    }
  }
  return (
    <Dialog title={words.palette} hideTitle top onClose={closeOverlay}>
      <div className="flex items-center border-b border-line">
        <input
          data-autofocus="" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={hits.length > 0 ? `palette-${current}` : undefined} aria-label={words.placeholder} aria-describedby={named === null ? undefined : 'palette-about'} placeholder={words.placeholder} autoComplete="off" spellCheck={false}
          className="h-14 w-full bg-transparent px-4 text-head focus:outline-none medium:h-12" value={text} onChange={(event) => { setText(event.target.value); setAt(0) }} onKeyDown={onKeyDown}
        />
        <IconButton label={words.close} className="mr-1 medium:hidden" onClick={closeOverlay}><X size={18} aria-hidden="true" /></IconButton>
      </div>
      {named !== null && <p id="palette-about" dir="auto" className="shrink-0 truncate px-4 pt-2 text-left font-semibold text-soft">{named}</p>}
      {hits.length === 0 && !asking && <p className="p-6 text-center text-soft">{words.none}</p>}
      <div ref={list} id="palette-list" role="listbox" aria-label={words.palette} className="min-h-0 overflow-y-auto p-1.5 medium:max-h-[52vh]">
        {hits.map((hit, index) => (
          <div key={hit.kind === 'job' ? hit.job.id : hit.command.id} id={`palette-${index}`} role="option" aria-selected={index === current} onMouseMove={() => setAt(index)} onClick={() => run(hit)} className={`flex h-11 items-center gap-3 rounded-md px-2.5 medium:h-9 ${index === current ? 'bg-selected' : ''}`}>
            {hit.kind === 'job' ? <><span className="min-w-0 flex-1"><JobName job={hit.job} /></span><span className="text-soft">{repositoryName(hit.job.repository)}</span></>
              : <><span className="flex-1 truncate">{hit.command.title}</span><span className="text-soft">{words.groups[hit.command.group]}</span><span className="min-w-8 text-right">{keys.has(hit.command) && <Key keys={keys.get(hit.command)!} />}</span></>}
          </div>
        ))}
      </div>
      <p role="status" className={asking ? 'shrink-0 px-4 pt-1 pb-3 text-soft' : 'sr-only'}>{asking ? words.asking : ''}</p>
    </Dialog>
  )
}
