import { useCallback, useEffect, useState } from 'react'
import type { Schedule } from '../../../contract/schedule.ts'
import { useStore } from '../../state/store.ts'
import { call } from '../../state/sync.ts'

/** All schedules, read again when the engine says that one changed. Null until the first answer. */
export function useSchedules(): { schedules: readonly Schedule[] | null; trouble: string | null; read: () => Promise<void> } {
  const changed = useStore((store) => store.world.changed.engine)
  const live = useStore((store) => store.connection === 'live')
  const [answer, setAnswer] = useState<{ schedules: readonly Schedule[] | null; trouble: string | null }>({ schedules: null, trouble: null })
  const read = useCallback(async () => {
    const found = await call('schedules.list', {})
    setAnswer((before) => (found.ok ? { schedules: found.value.schedules, trouble: null } : { ...before, trouble: found.message }))
  }, [])
  useEffect(() => { if (live) void read() }, [read, changed, live])
  return { ...answer, read }
}
