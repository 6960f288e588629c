import { useEffect, useState } from 'react'
import type { Job } from '../../../contract/job.ts'
import { stateMark } from '../../../contract/words.ts'
import { useStore } from '../../state/store.ts'
import { shellWords } from '../../words/shell.ts'

/** A burst becomes one sentence: it is said once nothing more has come for a moment, and not later than this after it began. */
const GATHER_MS = 800
const LATEST_MS = 5000
/** More than this at once are only counted. */
const MOST = 3

/** Changes worth saying: a job began to wait, or ended. Pure. */
export function toNews(before: ReadonlyMap<string, Job>, now: ReadonlyMap<string, Job>): Job[] {
  if (before === now) return []
  return [...now.values()].filter((job) => {
    const old = before.get(job.id)
    return old !== undefined && old !== job && old.state !== job.state && (job.state === 'finished' || job.state === 'waiting' || job.state === 'running')
  })
}

export const toSentence = (jobs: readonly Job[]): string => (jobs.length > MOST ? shellWords.changedMany(jobs.length) : jobs.map((job) => shellWords.changed(job.title, stateMark(job).word)).join(' '))

/** Says changes of jobs to those who do not see the list. */
export function Announcer() {
  const [text, setText] = useState('')
  useEffect(() => {
    const news = new Map<string, Job>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let since: number | null = null
    const say = (): void => { setText(toSentence([...news.values()])); news.clear(); since = null }
    const stop = useStore.subscribe((now, before) => {
      if (!before.loaded) return
      const more = toNews(before.world.jobs, now.world.jobs)
      if (more.length === 0) return
      for (const job of more) news.set(job.id, job)
      since ??= Date.now()
      clearTimeout(timer)
      timer = setTimeout(say, Math.max(0, Math.min(GATHER_MS, since + LATEST_MS - Date.now())))
    })
    return () => { stop(); clearTimeout(timer) }
  }, [])
  return <div role="status" aria-live="polite" className="sr-only">{text}</div>
}
