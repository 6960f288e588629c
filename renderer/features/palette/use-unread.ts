import { useEffect, useState } from 'react'
import type { Job } from '../../../contract/job.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'

/** Typing goes on for a moment before the engine is asked. */
const ASK_AFTER_MS = 250
/** Asked for with one call: those that are loaded already are left out of them. */
const PAGE = 50
const NONE: readonly Job[] = []

/** Jobs a text is found in that are not loaded, as the engine finds them; `asking` until it has answered. */
export function useUnread(text: string): { jobs: readonly Job[]; asking: boolean } {
  const some = useStore((store) => store.connection === 'live' && (store.next !== null || store.reading !== null))
  const known = useStore((store) => store.world.jobs)
  const words = some ? text.trim().slice(0, 500) : ''
  const [answer, setAnswer] = useState<{ words: string; jobs: readonly Job[] }>({ words: '', jobs: NONE })
  useEffect(() => {
    if (words === '') return
    let wanted = true
    const ask = async (): Promise<void> => {
      const page = await call('jobs.list', { search: words, limit: PAGE })
      if (wanted) setAnswer({ words, jobs: page.ok ? page.value.jobs : NONE })
    }
    const timer = setTimeout(() => void ask(), ASK_AFTER_MS)
    return () => { wanted = false; clearTimeout(timer) }
  }, [words])
  return answer.words === words ? { jobs: answer.jobs.filter((job) => !known.has(job.id)), asking: false } : { jobs: NONE, asking: words !== '' }
}
