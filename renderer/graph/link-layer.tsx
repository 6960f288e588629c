import { ViewportPortal } from '@xyflow/react'
import { BOX, type Drawing } from './use-layout.ts'
import { useGraphView } from './view.ts'
import type { Place } from './walk.ts'

interface Way { path: string; to: Place }

/** From a handle after the pointer; backwards it turns close by. */
function toReach(start: Place, to: Place): Way {
  const reach = to.x > start.x ? Math.max(30, (to.x - start.x) / 2) : 60
  return { to, path: `M${start.x},${start.y}C${start.x + reach},${start.y} ${to.x - reach},${to.y} ${to.x},${to.y}` }
}

/** Back to an earlier job, beneath all boxes of the same row. */
function toLoop(from: Place, end: Place): Way {
  const [start, to] = [{ x: from.x + BOX.width / 2, y: from.y + BOX.height }, { x: end.x + BOX.width / 2, y: end.y + BOX.height }]
  const low = Math.max(start.y, to.y) + 60 + Math.min(120, Math.abs(start.x - to.x) / 8)
  return { to, path: `M${start.x},${start.y}C${start.x},${low} ${to.x},${low} ${to.x},${to.y}` }
}

/** The line that is being drawn from a job, and the one that was refused. */
export function LinkLayer({ drawing }: { drawing: Drawing }) {
  const linking = useGraphView((view) => view.linking)
  const refused = useGraphView((view) => view.refused)
  const from = drawing.places.get(linking?.from ?? refused?.parent ?? '')
  const end = refused ? drawing.places.get(refused.child) : undefined
  if (!from || (!linking && !end)) return null
  const bad = linking === null || linking.bad
  const { path, to } = linking ? toReach({ x: from.x + BOX.width, y: from.y + BOX.height / 2 }, linking) : toLoop(from, end!)
  return (
    <ViewportPortal>
      <svg aria-hidden="true" width="1" height="1" className={`pointer-events-none absolute z-30 overflow-visible fill-none ${bad ? 'stroke-red' : 'stroke-accent'}`}>
        <path d={path} strokeWidth="2.5" strokeDasharray={bad ? '7 5' : undefined} />
        <circle cx={to.x} cy={to.y} r="4.5" className={bad ? 'fill-red' : 'fill-accent'} />
      </svg>
    </ViewportPortal>
  )
}
