import { ViewportPortal } from '@xyflow/react'
import { memo, useDeferredValue, useMemo } from 'react'
import { stateMark, type Tone } from '../../contract/words.ts'
import { useStore } from '../state/store.ts'
import { BOX, type Drawing } from './use-layout.ts'
import { useGraphView, useStanding } from './view.ts'
import type { Place } from './walk.ts'

/** Drawings of more jobs than this are drawn as shapes when nothing of them can be read; fewer boxes cost nothing. */
const FROM = 150
/** Boxes of one look within such a field are one path, in px of the drawing. */
const FIELD = { width: 2400, height: 1400 }
const ROUND = 8
const MARK_PX = 40
const FILLS: Record<Tone, string> = { slate: 'fill-slate/50', amber: 'fill-amber', blue: 'fill-blue', violet: 'fill-violet', green: 'fill-green', red: 'fill-red', grey: 'fill-grey', orange: 'fill-orange' }
const TINTS: Record<Tone, string> = { slate: 'fill-tint-slate', amber: 'fill-tint-amber', blue: 'fill-tint-blue', violet: 'fill-tint-violet', green: 'fill-tint-green', red: 'fill-tint-red', grey: 'fill-tint-slate', orange: 'fill-tint-amber' }
const MARKS: Record<Tone, string> = { slate: 'fill-slate', amber: 'fill-amber', blue: 'fill-blue', violet: 'fill-violet', green: 'fill-green', red: 'fill-red', grey: 'fill-grey', orange: 'fill-orange' }

/** Whether boxes are drawn as shapes instead of as elements of the page. */
export const useShapes = (drawing: Drawing): boolean => useGraphView((view) => drawing.places.size >= FROM && (view.detail === 'mark' || view.detail === 'dot'))

interface Look { tone: Tone; mark: string; held: boolean }
interface Group extends Look { key: string; path: string; xs: number[]; ys: number[] }

/** All boxes from far away: of each look one path in each field, and the marks of it as one text. Thousands of jobs are a few dozen elements. */
export const BoxLayer = memo(function BoxLayer({ drawing }: { drawing: Drawing }) {
  const jobs = useDeferredValue(useStore((store) => store.world.jobs))
  const asDots = useGraphView((view) => view.detail === 'dot')
  const held = useGraphView((view) => view.held)
  const standing = useStanding()
  const [all, bright] = useMemo(() => {
    const look = (id: string): Look => {
      const node = drawing.topology.nodes.get(id)!
      return { ...stateMark(jobs.get(id) ?? { state: node.state, outcome: node.outcome === null ? null : { kind: node.outcome as 'failed' } }), held: held.has(id) }
    }
    return [toGroups(drawing.places, look), standing && toGroups([...drawing.places].filter(([id]) => standing.has(id)), look)]
  }, [drawing, jobs, held, standing])
  return (
    <ViewportPortal>
      <Shapes groups={all} asDots={asDots} />
      {bright && <Shapes groups={bright} asDots={asDots} above />}
    </ViewportPortal>
  )
})

/** What stands out lies above the veil. */
function Shapes({ groups, asDots, above = false }: { groups: readonly Group[]; asDots: boolean; above?: boolean }) {
  return (
    <svg aria-hidden="true" width="1" height="1" className={`pointer-events-none absolute overflow-visible ${above ? 'z-10' : ''}`}>
      {groups.map(({ key, tone, mark, held, path, xs, ys }) => (
        <g key={key}>
          <path d={path} className={asDots ? FILLS[held ? 'amber' : tone] : `${held ? 'fill-tint-amber stroke-amber' : `${TINTS[tone]} stroke-edge`}`} strokeWidth={asDots ? 0 : 4} />
          {!asDots && <text x={xs.join(' ')} y={ys.join(' ')} fontSize={MARK_PX} textAnchor="middle" dominantBaseline="central" className={MARKS[tone]}>{mark.repeat(xs.length)}</text>}
        </g>
      ))}
    </svg>
  )
}

function toGroups(places: Iterable<readonly [string, Place]>, lookOf: (id: string) => Look): Group[] {
  const groups = new Map<string, Group>()
  const [inner, tall] = [BOX.width - 2 * ROUND, BOX.height - 2 * ROUND]
  for (const [id, { x, y }] of places) {
    const { mark, tone, held } = lookOf(id)
    const key = `${mark}${held ? 'held' : ''}${Math.floor(x / FIELD.width)} ${Math.floor(y / FIELD.height)}`
    let group = groups.get(key)
    if (!group) groups.set(key, group = { key, tone, mark, held, path: '', xs: [], ys: [] })
    group.path += `M${x + ROUND},${y}h${inner}q${ROUND},0 ${ROUND},${ROUND}v${tall}q0,${ROUND} -${ROUND},${ROUND}h-${inner}q-${ROUND},0 -${ROUND},-${ROUND}v-${tall}q0,-${ROUND} ${ROUND},-${ROUND}z`
    group.xs.push(x + BOX.width / 2)
    group.ys.push(y + BOX.height / 2)
  }
  return [...groups.values()]
}
