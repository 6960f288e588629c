import type { JobState, Outcome } from '../../contract/job.ts'
import type { Step } from '../queue/settle.ts'
import type { EdgeIn, EdgeOut, GraphReader, Status } from '../queue/status.ts'
import type { Waive } from '../queue/steer.ts'
import { askAtOnce, type ReadDb } from '../store/handles.ts'

/** A long preview is made in slices of so long, so that others get their answers meanwhile. */
const SLICE_MS = 12

interface Standing { state: JobState; end: Outcome | null; heldParent: number | null; cause: number | null }
/** The graph as it would be. */
export interface Picture { graph: GraphReader; /** False: the job has moved on in it, and such a move changes nothing any more. */ take(step: Step | Waive): boolean; /** How a job ended in it, if it moved. */ endOf(job: number): Outcome | null }

/** The graph with moves laid over it that nobody made: what would be. */
export function pictureOf(stored: GraphReader): Picture {
  const moved = new Map<number, Standing>()
  const waived = new Map<number, Map<number, boolean>>()
  const inAsMoved = (child: number) => (edge: EdgeIn): EdgeIn => {
    const now = moved.get(edge.parent)
    const forgiven = waived.get(child)?.get(edge.parent)
    return now || forgiven !== undefined ? { ...edge, ...(now ? { parentState: now.state, parentOutcome: now.end?.kind ?? null } : {}), waived: forgiven ?? edge.waived } : edge
  }
  function* outAsMoved(parent: number, unfinished: boolean): Generator<EdgeOut> {
    // All of what is stored: one that has ended there may go on in the picture.
    for (const edge of stored.edgesFrom(parent)) {
      const now = moved.get(edge.child)
      if (unfinished && (now?.state ?? edge.childState) === 'finished') continue
      const forgiven = waived.get(edge.child)?.get(parent)
      yield now || forgiven !== undefined ? { ...edge, ...(now ? { childState: now.state, childHeldParent: now.heldParent, childCause: now.cause } : {}), waived: forgiven ?? edge.waived } : edge
    }
  }
  return {
    graph: {
      edgesInto: (child) => {
        const into = stored.edgesInto(child)
        return { any: into.any, edges: into.edges.map(inAsMoved(child)) }
      },
      edgesFrom: (parent, of = 'all') => outAsMoved(parent, of === 'unfinished'),
    },
    endOf: (job) => moved.get(job)?.end ?? null,
    take: (step) => {
      if ('waive' in step) (waived.get(step.job) ?? waived.set(step.job, new Map()).get(step.job)!).set(step.waive, step.again !== true)
      else {
        const now = moved.get(step.job)
        if (now && !step.move.from.includes(now.state)) return false
        moved.set(step.job, toStanding(step.move.to))
      }
      return true
    },
  }
}

const toStanding = (to: Status): Standing => ({ state: to.state, end: to.state === 'finished' ? to.outcome : null, heldParent: to.state === 'held' && to.by.kind === 'parent' ? to.by.job : null, cause: to.state === 'finished' ? to.cause : null })

/** The steps that would be taken, without touching anything. */
export async function preview(db: ReadDb, stored: GraphReader, steps: (picture: Picture) => Iterable<Step | Waive | null>): Promise<Step[]> {
  const picture = pictureOf(stored)
  const taken: Step[] = []
  const walk = steps(picture)[Symbol.iterator]()
  const goOn = (until: number): boolean => {
    for (let next = walk.next(); !next.done; next = walk.next()) {
      const step = next.value
      if (step !== null && picture.take(step) && !('waive' in step)) taken.push(step)
      if (performance.now() >= until) return true
    }
    return false
  }
  while (askAtOnce(db, () => goOn(performance.now() + SLICE_MS))) await new Promise(setImmediate)
  return taken
}
