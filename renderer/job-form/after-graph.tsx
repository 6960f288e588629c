import { useMemo } from 'react'
import type { Job } from '../../contract/job.ts'
import { GraphSketch } from '../graph/graph-sketch.tsx'
import { toEdges, toNode, type GraphNode } from '../graph/topology.ts'
import type { Draft } from './draft.ts'
import { useStore } from '../state/store.ts'
import { jobFormWords as words } from '../words/job-form.ts'

/** The id of a job that does not exist yet. */
const NEW = ''
/** Jobs upstream that are drawn: the nearest first, enough to see where the new one hangs. */
const MOST = 24

/** The graph the job makes: itself, the jobs it follows, and what these follow. */
export function AfterGraph({ draft, job }: { draft: Draft; job: Job | undefined }) {
  const id = job?.id ?? NEW
  const jobs = useStore((store) => store.world.jobs)
  const title = draft.title.trim() || draft.prompt.trim().split('\n')[0]!.slice(0, 80) || words.thisJob
  const upstream = useMemo(() => findUpstream(jobs, draft.after.map((parent) => parent.job)), [jobs, draft.after])
  const own: GraphNode = { id, title, state: job?.state ?? (draft.hold ? 'held' : 'blocked'), outcome: null, reason: null, profile: draft.profile, repository: draft.repository, any: draft.any }
  const edges = [...upstream.flatMap(toEdges), ...draft.after.map(({ job: parent, when, otherwise }) => ({ parent, child: id, when, otherwise }))]
  return <GraphSketch nodes={[...upstream.map(toNode), own]} edges={edges} own={id} label={words.graph} />
}

function findUpstream(jobs: ReadonlyMap<string, Job>, from: readonly string[]): Job[] {
  const found = new Map<string, Job>()
  let open = [...from]
  while (open.length > 0 && found.size < MOST) {
    const level = open.flatMap((id) => (found.has(id) ? [] : (jobs.get(id) ?? []))).slice(0, MOST - found.size)
    for (const job of level) found.set(job.id, job)
    open = level.flatMap((job) => job.after.map((edge) => edge.job))
  }
  return [...found.values()]
}
