import { useEffect, useRef, useState } from 'react'
import { call } from '../../../state/sync.ts'
import { useStore } from '../../../state/store.ts'
import { createLogReader, NO_PART, type LogPart, type LogReader } from './reader.ts'
import type { Focus } from './window.ts'

/** Reads a job's log around what is looked at, from entry `seq` or its end on, and goes on whenever an event says that there is more. One component, one job: give it a key. */
export function useLog(job: string, seq: number | null): { part: LogPart; look(focus: Focus): void; again(): void } {
  const [part, setPart] = useState(NO_PART)
  const reader = useRef<LogReader>(null)
  const [first] = useState(seq)
  const [look] = useState(() => (focus: Focus): void => reader.current?.look(focus))
  useEffect(() => {
    const own = reader.current = createLogReader({ read: (page) => call('jobs.log', { id: job, ...page }), seq: first, onChange: setPart })
    const stop = useStore.subscribe((now, before) => {
      if (now.world.logEnds !== before.world.logEnds) own.heard(now.world.logEnds.get(job) ?? 0)
      if (now.connection === 'live' && before.connection !== 'live') own.check()
    })
    return () => { own.stop(); stop() }
  }, [job, first])
  return { part, look, again: () => reader.current?.check() }
}
