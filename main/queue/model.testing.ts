import type { EdgeOtherwise, EdgeWhen, Outcome, Retry } from '../../contract/job.ts'
import { decide } from './decide.ts'
import { findPath } from './graph.ts'
import type { Touches } from './overlap.ts'
import { ready, type Candidate } from './ready.ts'
import { nextRetryAt } from './retry.ts'
import { settle, type Step } from './settle.ts'
import { hold as holdSteps, redecide, releaseBelow, release as releaseSteps, retry as retrySteps, type Waive } from './steer.ts'
import type { EdgeIn, GraphReader, Status } from './status.ts'
import * as moves from './transition.ts'
import { apply, toFirstStatus, type Move } from './transition.ts'

/** The queue in memory, made of the pure functions alone. What SQLite holds after the same commands must look the same. */
export interface Model {
  jobs: Map<number, ModelJob>
  now: number
  graph: GraphReader
  submit(job: NewModelJob): void
  /** Starts what may start; returns the jobs in the order they were claimed. */
  claim(capacity: { slots: number; profiles: Record<string, number> }): number[]
  move(seq: number, move: Move): boolean
  /** Ends a live job's run. `interrupted`: its engine died; `resume` says what its profile wants. */
  /** Ends the run of a job that was being made ready: the work of its parents does not merge. */
  conflict(seq: number): boolean
  close(seq: number, outcome: Outcome, how: { interrupted: boolean; resume: boolean }): boolean
  cancel(seq: number): boolean
  hold(seq: number, withDependents?: boolean): boolean
  release(seq: number, withDependents?: boolean): boolean
  retry(seq: number, withDependents: boolean): boolean
  /** Changes the edges of a job that has not started. */
  edit(seq: number, change: { put: Omit<ModelEdge, 'waived'>[]; drop: number[]; any?: boolean; touches?: Touches }): boolean
}

export interface ModelEdge { parent: number; when: EdgeWhen; otherwise: EdgeOtherwise; waived: boolean }
export interface NewModelJob { edges: Omit<ModelEdge, 'waived'>[]; any: boolean; hold: boolean; retry: Retry; profile: string; priority: number; notBefore: number; inPlace: boolean; touches: Touches }
export interface ModelJob extends Omit<NewModelJob, 'edges' | 'hold'> { seq: number; edges: ModelEdge[]; status: Status; rootCause: number | null; queuedAt: number; run: number; attempts: number; resume: boolean; cancelRequested: boolean; crashes: number }

export const DEPENDENCY_FAILED: Outcome = { kind: 'cancelled', reason: 'dependency-failed', message: '' }
export const BY_PERSON: Outcome = { kind: 'cancelled', reason: 'by-person', message: '' }
const MOST_CRASHES = 5
const LIVE = ['starting', 'running', 'waiting']

export const outcomeOf = (status: Status): Outcome['kind'] | null => (status.state === 'finished' ? status.outcome.kind : null)

export function createModel(): Model {
  const jobs = new Map<number, ModelJob>()
  const toIn = (edge: ModelEdge): EdgeIn => {
    const { status } = jobs.get(edge.parent)!
    return { ...edge, parentState: status.state, parentOutcome: outcomeOf(status) }
  }
  const graph: GraphReader = {
    edgesInto: (child) => ({ any: jobs.get(child)!.any, edges: jobs.get(child)!.edges.map(toIn) }),
    edgesFrom: (parent) => [...jobs.values()].flatMap(({ seq, status, any, edges }) => edges.filter((edge) => edge.parent === parent).map(({ when, otherwise, waived }) => (
      { child: seq, childState: status.state, childHeldParent: status.state === 'held' && status.by.kind === 'parent' ? status.by.job : null, childCause: status.state === 'finished' ? status.cause : null, childAny: any, when, otherwise, waived }))),
  }
  const model: Model = { jobs, now: 0, graph, submit, claim, move, conflict, close, cancel, hold: holdOne, release, retry, edit }

  function move(seq: number, change: Move): boolean {
    const job = jobs.get(seq)!
    const status = apply(job.status.state, change)
    if (!status) return false
    job.status = status
    // The wait for another attempt ends with it; a time it was given before it ran does not.
    if (status.state === 'finished' && job.run > 0) job.notBefore = 0
    if (status.state === 'queued' && change.fact !== 'interrupted') job.queuedAt = model.now
    const cause = status.state === 'finished' ? status.cause : null
    job.rootCause = cause === null ? null : (jobs.get(cause)!.rootCause ?? cause)
    return true
  }

  function run(steps: Iterable<Step | Waive | null>): boolean {
    for (const step of steps) {
      if (step === null) continue
      if ('waive' in step) jobs.get(step.job)!.edges.find((edge) => edge.parent === step.waive)!.waived = step.again !== true
      else if (move(step.job, step.move) && step.move.fact === 'revived' && jobs.get(step.job)!.run > 0) Object.assign(jobs.get(step.job)!, { attempts: 0, resume: false, cancelRequested: false })
    }
    return true
  }
  const outcomeFor = () => DEPENDENCY_FAILED
  const settleAll = (seq: number, kind: Outcome['kind']): boolean => run(settle(graph, seq, kind, outcomeFor))

  function submit({ edges, hold, ...rest }: NewModelJob): void {
    const all = edges.map((edge) => ({ ...edge, waived: false }))
    const status = toFirstStatus(decide({ any: rest.any, edges: all.map(toIn) }), hold, () => DEPENDENCY_FAILED)
    const cause = status.state === 'finished' ? status.cause : null
    const seq = jobs.size + 1
    jobs.set(seq, { ...rest, seq, edges: all, status, rootCause: cause === null ? null : (jobs.get(cause)!.rootCause ?? cause), queuedAt: model.now, run: 0, attempts: 0, resume: false, cancelRequested: false, crashes: 0 })
  }

  function claim(capacity: { slots: number; profiles: Record<string, number> }): number[] {
    const claimed: number[] = []
    for (;;) {
      const live = [...jobs.values()].filter((job) => LIVE.includes(job.status.state))
      const using = live.filter((job) => job.status.state !== 'waiting')
      const candidates = [...jobs.values()].filter((job) => job.status.state === 'queued').map((job): Candidate => ({ job: job.seq, profile: job.profile, priority: job.priority, since: Math.max(job.queuedAt, job.notBefore), notBefore: job.notBefore, conversation: `c${job.seq}`, repositoryLock: job.inPlace ? 'r' : null, touches: job.inPlace ? job.touches : null }))
      const chosen = ready(candidates, {
        paused: false, slots: capacity.slots - using.length, busyConversations: new Set(), busyRepositories: new Map([['r', live.filter((job) => job.inPlace).map((job) => job.touches)]]),
        profiles: new Map(Object.entries(capacity.profiles).map(([name, slots]) => [name, { slots: slots - using.filter((job) => job.profile === name).length, paused: false }])),
      }, model.now)
      if (chosen.length === 0) return claimed
      for (const { job: seq } of chosen) {
        const job = jobs.get(seq)!
        move(seq, moves.claimed())
        job.run++
        // A run that begins anew begins its line of crashes anew.
        if (!job.resume) Object.assign(job, { attempts: job.attempts + 1, crashes: 0 })
        claimed.push(seq)
      }
    }
  }

  function conflict(seq: number): boolean {
    const job = jobs.get(seq)!
    if (job.status.state !== 'starting' || job.cancelRequested) return false
    Object.assign(job, { crashes: 0, resume: false, attempts: job.attempts - 1 })
    return move(seq, moves.conflicted())
  }

  function close(seq: number, given: Outcome, { interrupted, resume }: { interrupted: boolean; resume: boolean }): boolean {
    const job = jobs.get(seq)!
    if (!LIVE.includes(job.status.state)) return false
    job.crashes = interrupted ? job.crashes + 1 : 0
    if (interrupted && resume && !job.cancelRequested && job.crashes <= MOST_CRASHES) {
      job.resume = true
      return move(seq, moves.interrupted())
    }
    const outcome = job.cancelRequested && interrupted ? BY_PERSON : given
    const decision = decide(graph.edgesInto(seq))
    const mayRetry = !job.cancelRequested && decision.kind !== 'hold' && decision.kind !== 'cancel'
    const retryAt = mayRetry ? nextRetryAt(outcome, job.attempts, job.retry, { now: model.now, random: 1 }) : null
    job.resume = false
    if (retryAt !== null) {
      job.notBefore = retryAt
      return move(seq, moves.retrying(decision))
    }
    move(seq, moves.ended(outcome))
    settleAll(seq, outcome.kind)
    return true
  }

  function cancel(seq: number): boolean {
    const job = jobs.get(seq)!
    if (job.status.state === 'finished') return false
    if (move(seq, moves.cancelled(BY_PERSON))) settleAll(seq, 'cancelled')
    else job.cancelRequested = true
    return true
  }

  function conflicts(seq: number): boolean {
    const { status } = jobs.get(seq)!
    return status.state === 'held' && status.by.kind === 'conflict'
  }

  /** A conflict is resolved one by one, never with others. */
  function* leaveConflicts(steps: Iterable<Step | Waive | null>): Generator<Step | Waive | null, void, void> {
    for (const step of steps) yield step !== null && 'move' in step && conflicts(step.job) && step.move.fact !== 'dependency-failed' ? null : step
  }

  function holdOne(seq: number, withDependents = false): boolean {
    const { state } = jobs.get(seq)!.status
    return (state === 'blocked' || state === 'queued') && run(holdSteps(graph, { job: seq, state, heldBy: null }, withDependents))
  }

  function release(seq: number, withDependents = false): boolean {
    if (jobs.get(seq)!.status.state !== 'held') return false
    return run(releaseSteps(graph, seq, outcomeFor)) && (!withDependents || run(leaveConflicts(releaseBelow(graph, seq, outcomeFor))))
  }

  function retry(seq: number, withDependents: boolean): boolean {
    const job = jobs.get(seq)!
    const decision = decide(graph.edgesInto(seq))
    if ((job.status.state !== 'finished' && !conflicts(seq)) || decision.kind === 'cancel' || decision.kind === 'hold') return false
    if (conflicts(seq)) return run(releaseSteps(graph, seq, outcomeFor))
    Object.assign(job, { attempts: 0, resume: false, cancelRequested: false })
    return run(retrySteps(graph, seq, withDependents, outcomeFor))
  }

  function edit(seq: number, { put, drop, any, touches }: Parameters<Model['edit']>[1]): boolean {
    const job = jobs.get(seq)!
    if (!['blocked', 'held', 'queued'].includes(job.status.state) || job.resume) return false
    const kept = job.edges.filter((edge) => !drop.includes(edge.parent))
    const edges = kept.map((edge) => {
      const change = put.find((each) => each.parent === edge.parent)
      return change && (change.when !== edge.when || change.otherwise !== edge.otherwise) ? { ...change, waived: false } : edge
    })
    const added = put.filter((each) => !kept.some((edge) => edge.parent === each.parent)).map((each) => ({ ...each, waived: false }))
    for (const { parent } of added) {
      const search = findPath((node: number) => jobs.get(node)!.edges.map((edge) => edge.parent), seq, parent)
      let step = search.next()
      while (!step.done) step = search.next()
      if (step.value !== null) return false
    }
    job.edges = [...edges, ...added]
    job.any = any ?? job.any
    if (touches !== undefined) job.touches = touches
    const by = job.status.state === 'held' ? job.status.by : null
    return run(redecide(graph, { job: seq, state: job.status.state, heldBy: by }, outcomeFor))
  }

  return model
}
