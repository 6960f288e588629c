import { useMemo, type PointerEvent } from 'react'
import { create } from 'zustand'
import type { EdgeOtherwise, EdgeWhen } from '../../contract/job.ts'

/** How much of a box is drawn: everything, mark and title, the mark, or only the colour. */
export type Detail = 'full' | 'brief' | 'mark' | 'dot'
/** What would happen to jobs if one were cancelled. */
export interface Preview { id: string; title: string; effects: ReadonlyMap<string, string> }

/** A line that is drawn from a job after the pointer: where it is, over which job, and whether it may not lead there. */
export interface Linking { from: string; x: number; y: number; over: string | null; bad: boolean }
/** An edge that cannot be: why, the jobs of the circle it would close, and the edges of that. */
export interface Refused { message: string; parent: string; child: string; jobs: ReadonlySet<string>; trail: ReadonlySet<string> }
/** An edge that is asked about at a place of the screen; `known`: it is there already. */
export interface AskedEdge { parent: string; child: string; when: EdgeWhen; otherwise: EdgeOtherwise; known: boolean; at: { x: number; y: number } }

/** What the person points at in the graph. One graph is on the screen at a time. */
interface GraphView {
  /** The job arrow keys start from. */
  pointed: string | null
  /** Whether the keyboard is what points: then the box takes the focus. */
  byKeyboard: boolean
  hovered: string | null
  /** Relatives of the job pointed at; null when nothing stands out. */
  lit: ReadonlySet<string> | null
  held: ReadonlySet<string>
  /** Jobs one after the other that are marked as the critical path. */
  path: ReadonlySet<string>
  preview: Preview | null
  linking: Linking | null
  refused: Refused | null
  edge: AskedEdge | null
  detail: Detail
  asList: boolean
}

const nobody: ReadonlySet<string> = new Set()
const NOTHING_ASKED = { linking: null, refused: null, edge: null } as const
export const useGraphView = create<GraphView>(() => ({ pointed: null, byKeyboard: false, hovered: null, lit: null, held: nobody, path: nobody, preview: null, ...NOTHING_ASKED, detail: 'full', asList: typeof matchMedia !== 'undefined' && matchMedia('(max-width: 719px)').matches }))
export const setGraphView = useGraphView.setState

/** Forgets what was pointed at: another graph comes. */
export const resetGraphView = (): void => setGraphView({ pointed: null, byKeyboard: false, hovered: null, lit: null, held: nobody, path: nobody, preview: null, ...NOTHING_ASKED })

/** The jobs that stand out, if any do: those of a refused circle, of a preview, or the relatives of what is pointed at. */
export function useStanding(): ReadonlySet<string> | null {
  const lit = useGraphView((view) => view.lit)
  const preview = useGraphView((view) => view.preview)
  const refused = useGraphView((view) => view.refused)
  return useMemo(() => refused?.jobs ?? (preview === null ? lit : new Set([preview.id, ...preview.effects.keys()])), [lit, preview, refused])
}

/** Below these zooms the second line, then the title, then the mark cannot be made out any more. */
export const toDetail = (zoom: number): Detail => (zoom >= 0.7 ? 'full' : zoom >= 0.32 ? 'brief' : zoom >= 0.15 ? 'mark' : 'dot')

/** What the keys of the graph do while a drawing is on the screen. */
export interface GraphControl { fit(): void; zoomBy(factor: number): void; startLink(from: string, event: PointerEvent): void }
let control: GraphControl | null = null
export const setControl = (next: GraphControl | null): void => { control = next }
export const readControl = (): GraphControl | null => control
/** One press of a zoom key or button. */
export const ZOOM_STEP = 1.35
