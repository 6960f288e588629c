import { create } from 'zustand'

/** How much of a box is drawn: everything, mark and title, the mark, or only the colour. */
export type Detail = 'full' | 'brief' | 'mark' | 'dot'
/** What would happen to jobs if one were cancelled. */
export interface Preview { id: string; title: string; effects: ReadonlyMap<string, string> }

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
  preview: Preview | null
  detail: Detail
  asList: boolean
}

const nobody: ReadonlySet<string> = new Set()
export const useGraphView = create<GraphView>(() => ({ pointed: null, byKeyboard: false, hovered: null, lit: null, held: nobody, preview: null, detail: 'full', asList: typeof matchMedia !== 'undefined' && matchMedia('(max-width: 719px)').matches }))
export const setGraphView = useGraphView.setState

/** Forgets what was pointed at: another graph comes. */
export const resetGraphView = (): void => setGraphView({ pointed: null, byKeyboard: false, hovered: null, lit: null, held: nobody, preview: null })

/** Below these zooms the second line, then the title, then the mark cannot be made out any more. */
export const toDetail = (zoom: number): Detail => (zoom >= 0.7 ? 'full' : zoom >= 0.32 ? 'brief' : zoom >= 0.15 ? 'mark' : 'dot')

/** What the keys of the graph do while a drawing is on the screen. */
export interface GraphControl { fit(): void; zoomBy(factor: number): void }
let control: GraphControl | null = null
export const setControl = (next: GraphControl | null): void => { control = next }
export const readControl = (): GraphControl | null => control
/** One press of a zoom key or button. */
export const ZOOM_STEP = 1.35
