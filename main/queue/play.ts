import type { OutcomeKind } from '../../contract/job.ts'
import { urgency } from '../../contract/priority.ts'
import { decide, fateOf, type Decision } from './decide.ts'
import type { Places, PlannedJob } from './forecast.ts'
import { createHeap, type Heap } from './heap.ts'
import { fitsBeside, type Touches } from './overlap.ts'
import type { EdgeIn } from './status.ts'

/** How jobs would go. `ends`: when each that would run ends; `after`: the parent whose end let a job start; `held`: the first that would be held on the way; `lastAt`: when all have ended, null when some could never start. */
export interface Course { ends: Map<number, number>; after: Map<number, number>; held: number | null; lastAt: number | null }

/** What is played. `places` null: every job has a slot of its own. */
export interface Play { jobs: readonly PlannedJob[]; leftOf: (job: PlannedJob) => number; now: number; places: Places | null }

/** A job on its way: how many of its edges are open by now, and whether one is broken. `since`: from when on it could start. */
interface Player { planned: PlannedJob; open: number; broken: boolean; decided: boolean; since: number }
/** Something that happens at a time: a job ends or becomes due, or a window opens. */
type Moment = { at: number; order: number } & ({ kind: 'end'; player: Player; outcome: OutcomeKind } | { kind: 'due'; player: Player } | { kind: 'open' })
/** Jobs that want the same: a slot of one profile and, when they work in place, a repository where nobody is at what they touch. */
interface Line { profile: string; lock: string | null; touches: Touches; waiting: Heap<Player> }
/** Lines there may be before what jobs in place touch is left out of account, and each is taken to want its repository for itself: all lines are looked at whenever a job ends. */
const MOST_LINES = 32

interface Stage extends Play {
  course: Course
  players: ReadonlyMap<number, Player>
  children: Map<number, { player: Player; edge: EdgeIn }[]>
  outcomes: Map<number, OutcomeKind>
  moments: Heap<Moment>
  order: number
  lines: Map<string, Line>
  taken: { slots: number; profiles: Map<string, number>; locks: Map<string, Touches[]> }
}

/** Plays unfinished jobs to their end: each that runs succeeds after what is left of it, and who starts next is who the queue would start. */
export function play(given: Play): Course {
  const stage = setStage(given)
  for (const player of stage.players.values()) enter(stage, player)
  startReady(stage, stage.now)
  for (let moment = stage.moments.pop(); moment; moment = stage.moments.pop()) {
    happen(stage, moment)
    // Whoever becomes ready in the same moment stands in line with the others before one is chosen.
    if (stage.moments.peek()?.at !== moment.at) startReady(stage, moment.at)
  }
  if ([...stage.lines.values()].some((line) => line.waiting.peek())) stage.course.lastAt = null
  return stage.course
}

function setStage(given: Play): Stage {
  const players = new Map(given.jobs.map((planned): [number, Player] => [planned.job, { planned, open: 0, broken: false, decided: false, since: given.now }]))
  const children: Stage['children'] = new Map()
  for (const player of players.values()) {
    for (const edge of player.planned.edges) {
      if (edge.parentState === 'finished') player.broken ||= isBroken(edge, edge.parentOutcome)
      // Whoever waits for a job that is not played goes on as if that had ended as needed.
      if (edge.parentState === 'finished' || !players.has(edge.parent)) continue
      player.open++
      const known = children.get(edge.parent)
      if (known) known.push({ player, edge })
      else children.set(edge.parent, [{ player, edge }])
    }
  }
  return {
    ...given, players, children, outcomes: new Map(), order: 0, lines: new Map(), taken: { slots: 0, profiles: new Map(), locks: new Map() },
    course: { ends: new Map(), after: new Map(), held: null, lastAt: given.now },
    moments: createHeap((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order)),
  }
}

const isBroken = (edge: EdgeIn, outcome: OutcomeKind | null): boolean => !edge.waived && fateOf(edge.when, 'finished', outcome) === 'broken'

/** What a job does at the beginning: run on, wait for its parents, or stand in line. */
function enter(stage: Stage, player: Player): void {
  const { state, until } = player.planned
  if (state !== 'starting' && state !== 'running' && state !== 'waiting') return settle(stage, player, stage.now)
  player.decided = true
  begin(stage, player, Math.max(stage.now, until ?? stage.now))
}

function happen(stage: Stage, moment: Moment): void {
  if (moment.kind === 'open') return
  if (moment.kind === 'due') return stand(stage, moment.player, moment.at)
  const { player: { planned }, outcome, at } = moment
  stage.outcomes.set(planned.job, outcome)
  if (outcome === 'succeeded') {
    take(stage, planned, -1)
    stage.course.lastAt = at
  }
  for (const { player: child, edge } of stage.children.get(planned.job) ?? []) {
    if (child.decided) continue
    child.open--
    child.broken ||= isBroken(edge, outcome)
    settle(stage, child, at, planned.job)
  }
}

/** What becomes of a job now, if that is decided; `parent` has just ended. */
function settle(stage: Stage, player: Player, at: number, parent?: number): void {
  const kind = whatNow(stage, player)
  if (kind === 'wait') return
  player.decided = true
  if (parent !== undefined) stage.course.after.set(player.planned.job, parent)
  if (kind === 'hold') stage.course.held ??= player.planned.job
  else if (kind === 'cancel') stage.moments.push({ at, order: stage.order++, kind: 'end', player, outcome: 'cancelled' })
  else if (player.planned.notBefore > at) stage.moments.push({ at: player.planned.notBefore, order: stage.order++, kind: 'due', player })
  else stand(stage, player, at)
}

/** What the edges of a job say. The plain case, that all are met or open, is told without asking each of them again. */
function whatNow({ outcomes, players }: Stage, { planned, open, broken }: Player): Decision['kind'] {
  if (!planned.any && !broken) return open === 0 ? 'go' : 'wait'
  return decide({
    any: planned.any,
    edges: planned.edges.map((edge) => {
      const outcome = outcomes.get(edge.parent)
      if (outcome !== undefined) return { ...edge, parentState: 'finished', parentOutcome: outcome }
      return edge.parentState === 'finished' || players.has(edge.parent) ? edge : { ...edge, parentState: 'finished', waived: true }
    }),
  }).kind
}

/** In line for a slot, or off at once where there are enough. */
function stand(stage: Stage, player: Player, at: number): void {
  if (stage.places === null) return begin(stage, player, at)
  player.since = at
  const { profile, lock } = player.planned
  const touches = stage.lines.size < MOST_LINES ? player.planned.touches : null
  const key = lock === null ? profile : `${profile} ${lock} ${JSON.stringify(touches)}`
  let line = stage.lines.get(key)
  if (!line) stage.lines.set(key, line = { profile, lock, touches, waiting: createHeap(isSooner) })
  line.waiting.push(player)
}

const isSooner = (a: Player, b: Player): boolean => {
  const difference = urgency({ since: a.since, priority: a.planned.priority }) - urgency({ since: b.since, priority: b.planned.priority })
  return difference < 0 || (difference === 0 && a.planned.job < b.planned.job)
}

function begin(stage: Stage, player: Player, at: number): void {
  take(stage, player.planned, 1)
  const end = at + stage.leftOf(player.planned)
  stage.course.ends.set(player.planned.job, end)
  stage.moments.push({ at: end, order: stage.order++, kind: 'end', player, outcome: 'succeeded' })
}

/** Takes what a job occupies while it runs, or gives it back. One that waits in the middle of its run has its repository, but no slot. */
function take({ taken }: Stage, { state, profile, lock, touches }: PlannedJob, count: 1 | -1): void {
  if (state !== 'waiting') {
    taken.slots += count
    taken.profiles.set(profile, (taken.profiles.get(profile) ?? 0) + count)
  }
  if (lock === null) return
  const there = taken.locks.get(lock) ?? []
  taken.locks.set(lock, count === 1 ? [...there, touches] : there.toSpliced(there.indexOf(touches), 1))
}

/** Starts the first in line, of all lines that may move, for as long as there are slots; where a window has to open first, that is a moment of its own. */
function startReady(stage: Stage, at: number): void {
  const { places, taken } = stage
  if (places === null) return
  const closed = new Set<Line>()
  while (taken.slots < places.slots) {
    let next: Line | undefined
    for (const line of stage.lines.values()) {
      const first = line.waiting.peek()
      if (!first || closed.has(line) || (line.lock !== null && !fitsBeside(line.touches, taken.locks.get(line.lock) ?? []))) continue
      const place = places.profiles.get(line.profile)
      if ((taken.profiles.get(line.profile) ?? 0) >= (place?.slots ?? 1)) continue
      const opensAt = place?.opensAt === undefined ? at : place.opensAt(at)
      if (opensAt !== at) {
        closed.add(line)
        if (opensAt !== null) stage.moments.push({ at: opensAt, order: stage.order++, kind: 'open' })
      } else if (!next || isSooner(first, next.waiting.peek()!)) next = line
    }
    if (!next) return
    begin(stage, next.waiting.pop()!, at)
  }
}
