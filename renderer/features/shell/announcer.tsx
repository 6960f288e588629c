import { useEffect, useState } from 'react'
import type { Job } from '../../../contract/job.ts'
import { stateMark } from '../../../contract/words.ts'
import { useStore } from '../../state/store.ts'
import { shellWords } from '../../words/shell.ts'

/** What is said stands for a moment, so that a burst becomes one sentence. */
const GATHER_MS = 800
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
    const stop = useStore.subscribe((now, before) => {
      if (!before.loaded) return
      for (const job of toNews(before.world.jobs, now.world.jobs)) news.set(job.id, job)
      if (news.size === 0 || timer) return
      timer = setTimeout(() => { setText(toSentence([...news.values()])); news.clear(); timer = undefined }, GATHER_MS)
    })
    return () => { stop(); clearTimeout(timer) }
  }, [])
  return <div role="status" aria-live="polite" className="sr-only">{text}</div>
}
