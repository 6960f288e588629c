import type { Job } from '../../../contract/job.ts'
import type { Turn } from './turns.ts'
import type { Part } from './use-conversation.ts'

/** A line of the transcript: where a job begins, what the person asked, what Claude said and did, and that it is at work or how it ended. */
export type Item = { key: string; job: Job } & ({ kind: 'job' } | { kind: 'person'; text: string } | { kind: 'turn'; turn: Turn } | { kind: 'working' } | { kind: 'end' })

/** The transcript from the first job to the last. The store's job is newer, the one that was read has its whole prompt. */
export function toItems(parts: readonly Part[], known: ReadonlyMap<string, Job>): Item[] {
  return parts.flatMap((part): Item[] => {
    const job = known.get(part.id) ?? part.job
    if (!job) return []
    const prompt = part.job?.prompt ?? job.prompt
    return [
      { key: `${part.id} job`, job, kind: 'job' }, { key: `${part.id} person`, job, kind: 'person', text: prompt },
      ...part.turns.map((turn): Item => ({ key: `${part.id} ${turn.seq} ${turn.kind}`, job, kind: 'turn', turn })),
      ...(job.state === 'finished' ? [{ key: `${part.id} end`, job, kind: 'end' } as const] : []),
      ...(job.state === 'running' || job.state === 'starting' ? [{ key: `${part.id} working`, job, kind: 'working' } as const] : []),
    ]
  })
}
