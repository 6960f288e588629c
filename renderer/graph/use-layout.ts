import { useEffect, useState } from 'react'
import type { BoxSize, IndexEdge } from './layers.ts'
import type { LayoutRequest, LayoutResult } from './layout.ts'
import { toLine, type Line } from './lines.ts'
import type { Topology } from './topology.ts'
import type { Place } from './walk.ts'
import { graphWords } from '../words/graph.ts'

/** The box of a job: two lines of text and room around them. */
export const BOX = { width: 264, height: 52 } as const
/** Between rows. */
const ROW_GAP = 14
/** How large each box is drawn. */
export type Box = Readonly<{ width: number; height: number }>
/** Between columns: wide enough for the words on a line, where there are any. */
const toSize = (topology: Topology, box: Box, rowGap: number): BoxSize => ({ ...box, rowGap, columnGap: topology.edges.some((edge) => graphWords.edge(edge) !== '') ? 108 : 64 })

/** A topology with a place for each job and a way for each edge. */
export interface Drawing { topology: Topology; places: ReadonlyMap<string, Place>; lines: readonly Line[]; width: number; height: number; tookMs: number }

let worker: Worker | null = null
let last = 0
/** Drawings by what they show: going back to a graph shows it at once. */
const drawn = new WeakMap<Topology, Drawing>()
const waiting = new Map<number, (result: LayoutResult) => void>()

function ask(count: number, edges: readonly IndexEdge[], size: BoxSize): Promise<LayoutResult> {
  if (!worker) {
    worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', (event: MessageEvent<LayoutResult>) => { waiting.get(event.data.id)?.(event.data); waiting.delete(event.data.id) })
  }
  const request: LayoutRequest = { id: ++last, count, edges, size }
  return new Promise((resolve) => { waiting.set(request.id, resolve); worker!.postMessage(request) })
}

/** The drawing of a topology, laid out in a worker; the last one stays until the next is there. A topology is drawn with one size of box. */
export function useLayout(topology: Topology, box: Box = BOX, rowGap = ROW_GAP): Drawing | null {
  const [drawing, setDrawing] = useState<Drawing | null>(() => drawn.get(topology) ?? null)
  useEffect(() => {
    const known = drawn.get(topology)
    if (known) return setDrawing(known)
    let wanted = true
    const ids = [...topology.nodes.keys()]
    const at = new Map(ids.map((id, index) => [id, index]))
    void ask(ids.length, topology.edges.map((edge) => [at.get(edge.parent)!, at.get(edge.child)!] as const), toSize(topology, box, rowGap)).then((result) => {
      const next = toDrawing(topology, ids, result, box)
      drawn.set(topology, next)
      if (wanted) setDrawing(next)
    })
    return () => { wanted = false }
  }, [topology, box, rowGap])
  return drawing
}

/** An answer of the worker, by job again. */
function toDrawing(topology: Topology, ids: readonly string[], result: LayoutResult, box: Box = BOX): Drawing {
  const places = new Map(ids.map((id, at): [string, Place] => [id, { x: result.x[at]!, y: result.y[at]! }]))
  const lines = topology.edges.map((edge, at) => toLine({ edge, from: places.get(edge.parent)!, to: places.get(edge.child)!, bends: result.bends[at]!, box }))
  return { topology, places, lines, width: result.width, height: result.height, tookMs: result.tookMs }
}
