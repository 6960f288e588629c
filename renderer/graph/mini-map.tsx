import { useReactFlow, useStore as useFlow } from '@xyflow/react'
import { useDeferredValue, useEffect, useMemo, useRef, type PointerEvent } from 'react'
import { stateMark } from '../../contract/words.ts'
import { useStore } from '../state/store.ts'
import { useTheme } from '../ui/theme.ts'
import { BOX, type Drawing } from './use-layout.ts'
import { useGraphView } from './view.ts'

const [WIDTH, HEIGHT] = [176, 112]
const MARGIN = 8
const HELD = { tone: 'amber' } as const

/** The whole drawing, small: where one is, and a way to get elsewhere. Drawn on a canvas: thousands of boxes cost one picture. */
export function MiniMap({ drawing }: { drawing: Drawing }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const jobs = useDeferredValue(useStore((store) => store.world.jobs))
  const held = useGraphView((view) => view.held)
  const theme = useTheme()
  const { setCenter, getZoom } = useReactFlow()
  const { scale, offset } = useMemo(() => toScale(drawing), [drawing])
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !canvas.current) return
    const style = getComputedStyle(canvas.current)
    const ratio = devicePixelRatio
    canvas.current.width = WIDTH * ratio
    canvas.current.height = HEIGHT * ratio
    context.scale(ratio, ratio)
    for (const [id, place] of drawing.places) {
      const job = jobs.get(id)
      const node = drawing.topology.nodes.get(id)!
      const { tone } = held.has(id) ? HELD : stateMark(job ?? { state: node.state, outcome: node.outcome === null ? null : { kind: node.outcome as 'failed' } })
      context.fillStyle = style.getPropertyValue(`--${tone}`)
      context.fillRect(offset.x + place.x * scale, offset.y + place.y * scale, Math.max(2, BOX.width * scale), Math.max(1.5, BOX.height * scale))
    }
  }, [drawing, jobs, held, theme, scale, offset])
  const go = (event: PointerEvent): void => {
    if (event.type !== 'pointerdown' && event.buttons !== 1) return
    const box = canvas.current!.getBoundingClientRect()
    event.currentTarget.setPointerCapture(event.pointerId)
    void setCenter((event.clientX - box.left - offset.x) / scale, (event.clientY - box.top - offset.y) / scale, { zoom: getZoom() })
  }
  return (
    <div aria-hidden="true" onPointerDown={go} onPointerMove={go} className="nopan nowheel absolute right-3 bottom-3 z-10 hidden overflow-hidden rounded-md border border-line bg-bg/90 medium:block" style={{ width: WIDTH, height: HEIGHT }}>
      <canvas ref={canvas} className="size-full" />
      <Window scale={scale} offset={offset} />
    </div>
  )
}

function toScale({ width, height }: Pick<Drawing, 'width' | 'height'>): { scale: number; offset: { x: number; y: number } } {
  const scale = Math.min((WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height)
  return { scale, offset: { x: (WIDTH - width * scale) / 2, y: (HEIGHT - height * scale) / 2 } }
}

/** What of the drawing is in sight. */
function Window({ scale, offset }: { scale: number; offset: { x: number; y: number } }) {
  const [x, y, zoom] = useFlow((flow) => flow.transform)
  const width = useFlow((flow) => flow.width)
  const height = useFlow((flow) => flow.height)
  return <div className="absolute top-0 left-0 rounded-xs border-2 border-accent" style={{ transform: `translate(${offset.x - (x / zoom) * scale}px, ${offset.y - (y / zoom) * scale}px)`, width: Math.max(4, (width / zoom) * scale), height: Math.max(4, (height / zoom) * scale) }} />
}
