import { useEffect, useState } from 'react'
import { call } from '../state/sync.ts'
import type { Draft } from './draft.ts'
import { fieldOf, withoutField } from './judge.ts'
import type { Faults } from './read.ts'

/** When a pattern comes, as the engine reckons it; or why it does not. `zone`: the one that counts when none was typed. */
export interface Times { zone: string | null; upcoming: readonly number[]; faults: Faults }
const NONE: Times = { zone: null, upcoming: [], faults: {} }
/** Typing rests this long before the engine is asked. */
const ASK_AFTER_MS = 300

/** The next times of the pattern in a draft, asked as it is typed; null while it is asked. */
export function useTimes({ every, zone }: Pick<Draft, 'every' | 'zone'>): Times | null {
  const [answer, setAnswer] = useState<{ key: string; times: Times } | null>(null)
  const asked = { every: every.trim(), ...(zone.trim() === '' ? {} : { zone: zone.trim() }) }
  const key = JSON.stringify(asked)
  useEffect(() => {
    const question = JSON.parse(key) as typeof asked
    if (question.every === '') return
    let wanted = true
    const timer = setTimeout(() => void call('schedules.preview', question).then((found) => {
      if (!wanted) return
      const field = found.ok ? null : fieldOf(found)
      const times = found.ok ? { zone: found.value.zone, upcoming: found.value.upcoming, faults: {} } : { ...NONE, faults: field ? { [field]: withoutField(found.message) } : {} }
      setAnswer({ key, times })
    }), ASK_AFTER_MS)
    return () => { wanted = false; clearTimeout(timer) }
  }, [key])
  if (asked.every === '') return NONE
  return answer?.key === key ? answer.times : null
}
