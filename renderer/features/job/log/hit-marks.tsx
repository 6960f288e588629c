import { useMemo } from 'react'

/** Places beside the scrollbar that can be told apart. */
const PLACES = 400

/** Where in the log the hits are, beside the scrollbar. */
export function HitMarks({ hits, last }: { hits: readonly number[]; last: number }) {
  const places = useMemo(() => [...new Set(hits.map((seq) => Math.floor(((seq - 1) / Math.max(1, last)) * PLACES)))], [hits, last])
  if (places.length === 0) return null
  return <div aria-hidden="true" className="pointer-events-none absolute inset-y-0 right-0 w-1.5">{places.map((place) => <span key={place} className="absolute right-0 h-0.5 w-1.5 bg-hit-now" style={{ top: `${(place / PLACES) * 100}%` }} />)}</div>
}
