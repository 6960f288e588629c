import type { ReactNode } from 'react'
import { stateMark, type StateMark as Mark } from '../../contract/words.ts'
import { TONE_TEXT } from './tone.ts'

/** The marks of contract/words.ts as drawings on a 16-px grid: fonts draw ◌ ◐ ⊘ in sizes of their own. */
const SHAPES: Record<string, ReactNode> = {
  '○': <circle cx="8" cy="8" r="5.25" />,
  '◌': <circle cx="8" cy="8" r="5.25" strokeDasharray="2.4 1.72" />,
  '‖': <path d="M5.75 3.5v9M10.25 3.5v9" strokeWidth="2" />,
  '●': <circle cx="8" cy="8" r="5" fill="currentColor" />,
  '◐': <><circle cx="8" cy="8" r="5.25" /><path d="M8 2.75a5.25 5.25 0 0 0 0 10.5z" fill="currentColor" /></>,
  '✓': <path d="m3.5 8.5 3 3 6-7" strokeWidth="2" />,
  '✕': <path d="m4 4 8 8m0-8-8 8" strokeWidth="2" />,
  '⊘': <><circle cx="8" cy="8" r="5.25" /><path d="m4.4 11.6 7.2-7.2" /></>,
  '?': <path d="M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.6 8 9 8 9.9M8 12.6v.2" strokeWidth="1.9" />,
}

/** Shape and colour of where a job stands. The word is said beside it, or (with `named`) by its name. */
export function StateMark({ job, named = false, size = 16 }: { job: Parameters<typeof stateMark>[0]; named?: boolean; size?: number }) {
  return <MarkShape mark={stateMark(job)} named={named} size={size} alive={job.state === 'running'} />
}

export function MarkShape({ mark, named = false, size = 16, alive = false }: { mark: Mark; named?: boolean; size?: number; alive?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" className={`shrink-0 ${TONE_TEXT[mark.tone]} ${alive ? 'animate-pulse-slow' : ''}`} role={named ? 'img' : undefined} aria-label={named ? mark.word : undefined} aria-hidden={named ? undefined : true}>
      {SHAPES[mark.mark]}
    </svg>
  )
}
