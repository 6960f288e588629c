import '@xyflow/react/dist/base.css'
import './graph.css'
import { ReactFlow, ReactFlowProvider, useReactFlow, type NodeTypes } from '@xyflow/react'
import { Maximize, Minus, Plus } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo, useRef, type KeyboardEvent, type MouseEvent } from 'react'
import { toHash } from '../state/route.ts'
import { useStore } from '../state/store.ts'
import { useView } from '../state/view.ts'
import { IconButton } from '../ui/button.tsx'
import { graphWords } from '../words/graph.ts'
import { BoxLayer, useShapes } from './box-layer.tsx'
import { EdgeLayer } from './edge-layer.tsx'
import { JobBox, type BoxNode } from './job-box.tsx'
import { boxAt, lineAt, startLink } from './link.ts'
import { LinkLayer } from './link-layer.tsx'
import { MiniMap } from './mini-map.tsx'
import { closeRefused, offerEdge } from './offer-edge.ts'
import { relativesOf } from './topology.ts'
import { BOX, type Drawing } from './use-layout.ts'
import { closePreview } from './cancel-preview.ts'
import { readControl, setControl, setGraphView, toDetail, useGraphView, ZOOM_STEP } from './view.ts'
import { findLiveliest, toFirst, toFit, type Viewport } from './viewport.ts'
import { stepFrom, toDirection } from './walk.ts'

const NODE_TYPES: NodeTypes = { job: JobBox }
const NO_EDGES: never[] = []
const [MIN_ZOOM, MAX_ZOOM] = [0.04, 1.6]
const PADDING = 32
/** How far beyond its edge the drawing can be moved: nobody gets lost. */
const BEYOND = 3000
/** A minimap of what can be seen at once says nothing. */
const MAP_FROM = 12
/** How near a click must be to a line, in px of the screen. */
const NEAR_PX = 8
/** After its time, a move needs a few frames to come to rest. */
const SETTLE_MS = 60
const moveMs = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150)

interface CanvasProps { drawing: Drawing; own: string | null; tab: readonly string[]; label: string }

/** The drawing: drag or scroll to move, pinch or ⌘-scroll to zoom, arrow keys along the lines. */
export function GraphCanvas(props: CanvasProps) {
  return <ReactFlowProvider><Canvas {...props} /></ReactFlowProvider>
}

/** Where the person was in a drawing, while it is the same one. */
const lastViews = new WeakMap<object, Viewport>()

function Canvas({ drawing, own, tab, label }: CanvasProps) {
  const wrapper = useRef<HTMLDivElement>(null)
  const touched = useRef(lastViews.has(drawing))
  const flow = useReactFlow<BoxNode>()
  const boxes = useNodes(drawing, own, tab)
  const nodes = useMounted(drawing, boxes, own)
  const asShapes = useShapes(drawing)
  const screen = () => ({ width: wrapper.current!.clientWidth, height: wrapper.current!.clientHeight })
  const start = (): Viewport => lastViews.get(drawing) ?? toFirst(drawing, { own, liveliest: findLiveliest(drawing.topology, (id) => useStore.getState().world.jobs.get(id)?.state ?? drawing.topology.nodes.get(id)?.state) }, screen(), BOX)
  const { moveItself, follow } = useDetail(() => flow.getZoom())
  const show = (viewport: Viewport, wanted = 0): void => { moveItself((duration) => flow.setViewport(viewport, { duration }), wanted); showDetail(viewport.zoom) }
  const showAgain = useEffectEvent(() => { if (!touched.current || !lastViews.has(drawing)) show(touched.current ? flow.getViewport() : start()) })
  useEffect(() => showAgain(), [drawing])
  useLighting(drawing)
  useEffect(() => {
    setControl({
      fit: () => { touched.current = false; show(toFit(drawing, screen()), moveMs()) }, zoomBy: (factor) => { touched.current = true; moveItself((duration) => flow.zoomTo(flow.getZoom() * factor, { duration }), moveMs()) },
      startLink: (from, event) => startLink(drawing, from, event, (at) => flow.screenToFlowPosition(at)),
    })
    return () => setControl(null)
  })
  const point = (id: string): void => {
    setGraphView({ pointed: id, byKeyboard: true, hovered: null })
    useView.setState({ cursor: id })
    const { x, y, zoom } = flow.getViewport()
    const place = drawing.places.get(id)!
    const [left, top] = [place.x * zoom + x, place.y * zoom + y]
    if (left < PADDING || top < PADDING || left + BOX.width * zoom > wrapper.current!.clientWidth - PADDING || top + BOX.height * zoom > wrapper.current!.clientHeight - PADDING) void flow.setCenter(place.x + BOX.width / 2, place.y + BOX.height / 2, { zoom, duration: moveMs() })
  }
  const onKeyDown = (event: KeyboardEvent): void => { if (pressKey(event, { drawing, own, point, leave: () => wrapper.current!.focus() })) event.preventDefault() }
  const toPlace = (event: MouseEvent) => flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
  const onClick = (event: MouseEvent): void => {
    const at = toPlace(event)
    const box = asShapes ? boxAt(drawing, at) : null
    const line = box === null ? lineAt(drawing, at, NEAR_PX / flow.getZoom()) : null
    setGraphView({ edge: null })
    if (box !== null) location.hash = toHash('job', [box, ...tab])
    else if (line) offerEdge(drawing.topology, line.edge, { x: event.clientX, y: event.clientY })
  }
  return (
    <div ref={wrapper} tabIndex={0} role="group" aria-roledescription={graphWords.title} aria-label={`${label}. ${graphWords.hint}`} data-layout-ms={Math.round(drawing.tookMs)} data-jobs={drawing.places.size} onKeyDown={onKeyDown} className="graph-canvas relative min-h-0 flex-1 bg-sunken -outline-offset-2!">
      <ReactFlow
        nodes={nodes} edges={NO_EDGES} nodeTypes={NODE_TYPES} onlyRenderVisibleElements translateExtent={[[-BEYOND, -BEYOND], [drawing.width + BEYOND, drawing.height + BEYOND]]} minZoom={MIN_ZOOM} maxZoom={MAX_ZOOM} onInit={() => show(start())}
        onMoveStart={(event) => { if (event) touched.current = true; wrapper.current?.setAttribute('data-moving', '') }} onMove={(event, { zoom }) => { if (event) follow(zoom) }} onMoveEnd={(_, viewport) => { wrapper.current?.removeAttribute('data-moving'); lastViews.set(drawing, viewport); follow(viewport.zoom) }}
        onPaneClick={onClick} {...(asShapes ? { onPaneMouseMove: (event: MouseEvent) => hover(boxAt(drawing, toPlace(event))) } : {})}
        onNodeMouseEnter={(_, node) => hover(node.id)} onNodeMouseLeave={() => hover(null)}
        panOnScroll zoomOnDoubleClick={false} nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false} disableKeyboardA11y
        selectionKeyCode={null} deleteKeyCode={null} multiSelectionKeyCode={null} panActivationKeyCode={null} proOptions={{ hideAttribution: true }}
      >
        <EdgeLayer drawing={drawing} />
        {asShapes && <BoxLayer drawing={drawing} />}
        <LinkLayer drawing={drawing} />
      </ReactFlow>
      {drawing.places.size >= MAP_FROM && <MiniMap drawing={drawing} />}
      <ZoomControls />
    </div>
  )
}

interface KeyPlace { drawing: Drawing; own: string | null; point(id: string): void; leave(): void }

/** What a key does in the drawing; false if nothing. */
function pressKey(event: KeyboardEvent, { drawing, own, point, leave }: KeyPlace): boolean {
  const { pointed, preview, refused } = useGraphView.getState()
  const direction = toDirection(event.key)
  if (direction && !event.metaKey && !event.ctrlKey && !event.altKey) {
    const next = pointed !== null && drawing.places.has(pointed) ? stepFrom(drawing.topology, drawing.places, pointed, direction) : (own ?? [...drawing.places.keys()][0] ?? null)
    if (next !== null) point(next)
  } else if (event.key === '+') readControl()?.zoomBy(ZOOM_STEP)
  else if (event.key === 'Escape' && refused) closeRefused()
  else if (event.key === 'Escape' && preview) closePreview()
  else if (event.key === 'Escape' && pointed !== null) { setGraphView({ pointed: null, byKeyboard: false }); leave() } else return false
  return true
}

/** How much of the boxes is drawn follows the zoom; while the drawing moves by itself it is drawn as it will be seen in the end, also when somebody pans meanwhile. */
function useDetail(readZoom: () => number): { moveItself(move: (duration: number) => Promise<boolean>, duration: number): void; follow(zoom: number): void } {
  const selfMoving = useRef(0)
  return {
    moveItself: (move, duration) => {
      void move(duration)
      if (duration === 0) return
      selfMoving.current++
      // Timed, because a move that somebody breaks off never says that it has ended.
      setTimeout(() => { if (--selfMoving.current === 0) showDetail(readZoom()) }, duration + SETTLE_MS)
    },
    follow: (zoom) => { if (selfMoving.current === 0) showDetail(zoom) },
  }
}

function ZoomControls() {
  return (
    <div role="group" aria-label={graphWords.zoom} className="absolute bottom-3 left-3 z-10 flex gap-px rounded-md border border-line bg-raised">
      <IconButton label={graphWords.zoomOut} aria-keyshortcuts="-" onClick={() => readControl()?.zoomBy(1 / ZOOM_STEP)}><Minus size={15} aria-hidden="true" /></IconButton>
      <IconButton label={graphWords.zoomIn} aria-keyshortcuts="+" onClick={() => readControl()?.zoomBy(ZOOM_STEP)}><Plus size={15} aria-hidden="true" /></IconButton>
      <IconButton label={graphWords.fitAll} aria-keyshortcuts="0" onClick={() => readControl()?.fit()}><Maximize size={15} aria-hidden="true" /></IconButton>
    </div>
  )
}

/** Boxes in the form the canvas takes, with their size known beforehand: nothing has to be measured. */
function useNodes(drawing: Drawing, own: string | null, tab: readonly string[]): BoxNode[] {
  const suffix = tab.join('/')
  return useMemo(() => {
    const { nodes, parents, children } = drawing.topology
    return [...drawing.places].map(([id, position]): BoxNode => {
      const node = nodes.get(id)!
      const after = (parents.get(id) ?? []).map((edge) => nodes.get(edge.parent)!.title)
      const count = children.get(id)?.length ?? 0
      const any = node.any && after.length > 1 ? after.length : 0
      const hint = [...(after.length > 0 ? [any > 0 ? graphWords.afterAny(after) : graphWords.after(after)] : []), ...(count > 0 ? [graphWords.before(count)] : [])].join(', ')
      // Without handles of its own a box would be drawn once to look for them, in sight or not.
      return { id, type: 'job', position, ...BOX, measured: BOX, handles: [], data: { any, node, own: id === own, href: toHash('job', [id, ...(suffix === '' ? [] : [suffix])]), hint } }
    })
  }, [drawing, own, suffix])
}

function showDetail(zoom: number): void {
  const detail = toDetail(zoom)
  if (detail !== useGraphView.getState().detail) setGraphView({ detail })
}

const NONE: BoxNode[] = []
/** The boxes that are elements of the page: all that are in sight, or, where boxes are drawn as shapes, only what is pointed at. */
function useMounted(drawing: Drawing, boxes: BoxNode[], own: string | null): BoxNode[] {
  const asShapes = useShapes(drawing)
  const pointed = useGraphView((view) => (asShapes ? view.pointed : null))
  const hovered = useGraphView((view) => (asShapes ? view.hovered : null))
  return useMemo(() => {
    if (!asShapes) return boxes
    const meant = new Set([own, pointed, hovered])
    const found = boxes.filter((box) => meant.has(box.id))
    return found.length === 0 ? NONE : found
  }, [asShapes, boxes, own, pointed, hovered])
}

let hovering: ReturnType<typeof setTimeout> | undefined
/** What the mouse rests on, not what it passes: the drawing would flicker. */
function hover(id: string | null): void {
  clearTimeout(hovering)
  hovering = setTimeout(() => setGraphView(id === null ? { hovered: null } : { hovered: id, byKeyboard: false }), RESTS_MS)
}
const RESTS_MS = 60

/** What is hovered or pointed at stands out with everything up- and downstream. */
function useLighting(drawing: Drawing): void {
  const target = useGraphView((view) => (view.preview !== null || view.linking !== null ? null : (view.hovered ?? (view.byKeyboard ? view.pointed : null))))
  useEffect(() => setGraphView({ lit: target !== null && drawing.topology.nodes.has(target) ? relativesOf(drawing.topology, target) : null }), [drawing, target])
}
