import { ViewportPortal } from '@xyflow/react'
import { BOX, type Drawing } from './use-layout.ts'
import { useGraphView } from './view.ts'

/** The line that is being drawn from a job, and the one that was refused. */
export function LinkLayer({ drawing }: { drawing: Drawing }) {
  const linking = useGraphView((view) => view.linking)
  const refused = useGraphView((view) => view.refused)
  const from = drawing.places.get(linking?.from ?? refused?.parent ?? '')
  const end = linking ?? (refused ? drawing.places.get(refused.child) : undefined)
  if (!from || !end) return null
  const to = linking ? { x: linking.x, y: linking.y } : { x: end.x, y: end.y + BOX.height / 2 }
  const start = { x: from.x + BOX.width, y: from.y + BOX.height / 2 }
  const reach = Math.max(40, Math.abs(to.x - start.x) / 2)
  const bad = linking === null || linking.bad
  return (
    <ViewportPortal>
      <svg aria-hidden="true" width="1" height="1" className={`pointer-events-none absolute z-30 overflow-visible fill-none ${bad ? 'stroke-red' : 'stroke-accent'}`}>
        <path d={`M${start.x},${start.y}C${start.x + reach},${start.y} ${to.x - reach},${to.y} ${to.x},${to.y}`} strokeWidth="2.5" strokeDasharray={bad ? '7 5' : undefined} />
        <circle cx={to.x} cy={to.y} r="4.5" className={bad ? 'fill-red' : 'fill-accent'} />
      </svg>
    </ViewportPortal>
  )
}
