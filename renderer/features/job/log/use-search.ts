import { useEffect, useState } from 'react'
import { call } from '../../../state/sync.ts'
import { createLogFinder, NOTHING_FOUND, type Found, type LogFinder } from './finder.ts'

/** Beyond this nobody counts. */
export const MOST_HITS = 100_000
const TROUBLE_EVERY_MS = 1000
const HITS_EVERY_MS = 250

/** The words looked for, the entries that hold them, and the one shown. */
export interface Search { words: string; hits: readonly number[]; done: boolean; at: number; current: number | null; setWords(words: string): void; step(by: number): void }

/** Looks through the whole log, loaded or not, and shows the first hit. */
export function useSearch(job: string, last: number, show: (seq: number) => void): Search {
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const text = words.trim()
  const { hits, done } = useFound(job, last, text === '' ? null : { text, most: MOST_HITS, everyMs: HITS_EVERY_MS })
  const first = hits[0]
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- once for each words: hits that come later must not pull the log back
  useEffect(() => { if (first !== undefined) show(first) }, [text, first])
  const step = (by: number): void => {
    if (hits.length === 0) return
    const next = (at + by + hits.length) % hits.length
    setAt(next)
    show(hits[next]!)
  }
  return { words, hits, done, at, current: hits[at] ?? null, setWords: (next) => { setWords(next); setAt(0) }, step }
}

/** Number of the first entry that tells of trouble, or null. */
export function useFirstError(job: string, last: number): number | null {
  return useFound(job, last, FIRST_TROUBLE).hits[0] ?? null
}
const FIRST_TROUBLE = { most: 1, everyMs: TROUBLE_EVERY_MS }

interface Aim { text?: string; most: number; everyMs: number }

function useFound(job: string, last: number, aim: Aim | null): Found {
  const [found, setFound] = useState<{ key: string; value: Found } | null>(null)
  const [finder, setFinder] = useState<LogFinder | null>(null)
  const { text, most, everyMs } = aim ?? { text: undefined, most: 0, everyMs: 0 }
  const key = `${most} ${text ?? ''}`
  useEffect(() => {
    if (most === 0) return
    const own = createLogFinder({ find: (after) => call('jobs.findInLog', { id: job, after, ...(text === undefined ? { trouble: true } : { text }), limit: Math.min(most, 20_000) }), most, everyMs, onChange: (value) => setFound({ key, value }) })
    setFinder(own)
    return () => own.stop()
  }, [job, key, text, most, everyMs])
  useEffect(() => finder?.heard(), [finder, last])
  return found?.key === key ? found.value : aim === null ? NOTHING_FOUND : LOOKING
}
const LOOKING: Found = { hits: [], done: false }
