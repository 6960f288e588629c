import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TRAY_STATES, type TrayState } from '../main/shell/tray-view.ts'
import { toIcns, toIco, toPng, toSvg, type Picture, type Shape } from './picture.ts'

/** Draws resources/: the app's icon and the tray's, as SVG and PNG. Run after changing a shape; needs nothing but Node. */
const folder = resolve(import.meta.dirname, '..', 'resources')
mkdirSync(join(folder, 'tray'), { recursive: true })
const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content)

const WHITE = '#ffffff'
const white = (points: [number, number][]): Shape => ({ kind: 'line', points, stroke: 2.6, fill: WHITE })
/** A queue, and what leaves it. */
const mark = [white([[9, 10], [18, 10], [24, 16], [18, 22], [9, 22]]), white([[9, 16], [16, 16]])]
const icon: Picture = { grid: 32, shapes: [{ kind: 'box', x: 0, y: 0, width: 32, height: 32, radius: 7, fill: '#3451c7' }, ...mark] }
/** macOS icons stand in a field of air: 824 of 1024. */
const airy: Picture = { grid: 40, shapes: icon.shapes.map((shape) => shift(shape, 4)) }

function shift(shape: Shape, by: number): Shape {
  return shape.kind === 'line' ? { ...shape, points: shape.points.map(([x, y]) => [x + by, y + by] as const) } : { ...shape, x: shape.x + by, y: shape.y + by }
}

write('icon.svg', toSvg(icon))
write('icon.png', toPng(icon, 512))
write('icon.ico', toIco(icon, [16, 24, 32, 48, 64, 256]))
write('icon.icns', toIcns(airy))

/** The sign of each state, on 16 units, as in the window: ring, filled, exclamation, cross, bars, slash. Told apart by shape; colour only helps. */
const SIGNS: Record<TrayState, (fill: string) => Shape[]> = {
  idle: (fill) => [{ kind: 'ring', x: 8, y: 8, radius: 5.75, stroke: 1.5, fill }],
  running: (fill) => [{ kind: 'ring', x: 8, y: 8, radius: 5.75, stroke: 1.5, fill }, { kind: 'disc', x: 8, y: 8, radius: 3, fill }],
  'needs-you': (fill) => [{ kind: 'ring', x: 8, y: 8, radius: 5.75, stroke: 1.5, fill }, { kind: 'line', points: [[8, 5], [8, 8.5]], stroke: 1.75, fill }, { kind: 'disc', x: 8, y: 11, radius: 1, fill }],
  failed: (fill) => [{ kind: 'ring', x: 8, y: 8, radius: 5.75, stroke: 1.5, fill }, { kind: 'line', points: [[6, 6], [10, 10]], stroke: 1.75, fill }, { kind: 'line', points: [[10, 6], [6, 10]], stroke: 1.75, fill }],
  paused: (fill) => [{ kind: 'ring', x: 8, y: 8, radius: 5.75, stroke: 1.5, fill }, { kind: 'line', points: [[6.5, 6], [6.5, 10]], stroke: 1.5, fill }, { kind: 'line', points: [[9.5, 6], [9.5, 10]], stroke: 1.5, fill }],
  offline: (fill) => [{ kind: 'ring', x: 8, y: 8, radius: 5.75, stroke: 1.5, fill }, { kind: 'line', points: [[4, 12], [12, 4]], stroke: 1.5, fill }],
}
/** Middle tones: read on light and on dark bars. */
const COLOURS: Record<TrayState, string> = { idle: '#7c8696', running: '#3b82f6', 'needs-you': '#9b6cf2', failed: '#e5484d', paused: '#7c8696', offline: '#b08330' }

for (const state of TRAY_STATES) {
  const coloured: Picture = { grid: 16, shapes: SIGNS[state](COLOURS[state]) }
  write(`tray/${state}.svg`, toSvg(coloured))
  write(`tray/${state}.png`, toPng(coloured, 16))
  write(`tray/${state}@2x.png`, toPng(coloured, 32))
  // Black with alpha and a name that ends in Template: macOS gives it the bar's own colour.
  const template: Picture = { grid: 16, shapes: SIGNS[state]('#000000') }
  write(`tray/${state}Template.png`, toPng(template, 16))
  write(`tray/${state}Template@2x.png`, toPng(template, 32))
}
process.stdout.write(`drew resources/: the icon and ${TRAY_STATES.length} tray states\n`)
