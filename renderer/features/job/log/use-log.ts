import { useEffect, useState } from 'react'
import { call } from '../../../state/sync.ts'
import { useStore } from '../../../state/store.ts'
import { createLogRows, type LogRow } from './log-rows.ts'

/** The first page is small so that something is there at once; the following ones carry the rest. */
const FIRST_PAGE = 300
const NEXT_PAGE = 2000

/** A job's log as far as it is read. */
export interface Log { rows: readonly LogRow[]; done: boolean; trouble: string | null }
const NONE: Log = { rows: [], done: false, trouble: null }

/** Reads the log from its beginning, and goes on whenever an event says that there is more. One component, one job: give it a key. */
export function useLog(job: string): Log {
  const [log, setLog] = useState<Log>(NONE)
  useEffect(() => {
    const book = createLogRows()
    let [stopped, reading, again] = [false, false, false]

    async function read(): Promise<void> {
      if (reading) { again = true; return }
      reading = true
      for (let more = true; more && !stopped;) {
        again = false
        const page = await call('jobs.log', { id: job, after: book.last(), limit: book.last() === 0 ? FIRST_PAGE : NEXT_PAGE })
        if (stopped) return
        if (!page.ok) {
          setLog((before) => ({ ...before, trouble: page.message }))
          break
        }
        const rows = book.push(page.value.entries)
        more = page.value.next !== null || again
        setLog((before) => (page.value.entries.length === 0 && before.done === !more && before.trouble === null ? before : { rows, done: !more, trouble: null }))
      }
      reading = false
    }
    void read()
    const stop = useStore.subscribe((now, before) => {
      const grew = (now.world.logEnds.get(job) ?? 0) > book.last() && now.world.logEnds !== before.world.logEnds
      const back = now.connection === 'live' && before.connection !== 'live'
      if (grew || back) void read()
    })
    return () => { stopped = true; stop() }
  }, [job])
  return log
}
