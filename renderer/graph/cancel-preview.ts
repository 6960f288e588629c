import type { Moved } from '../../contract/api.ts'
import { call } from '../state/sync.ts'
import { notify } from '../ui/notices.tsx'
import { setGraphView, useGraphView, type Preview } from './view.ts'

/** What the engine says would happen, by job. */
export function toPreview(id: string, moved: Moved): Preview {
  return { id, title: moved.changed.find((job) => job.id === id)?.title ?? id, effects: new Map(moved.also.filter((other) => other.id !== id).map((other) => [other.id, toState(other.to)])) }
}

/** `cancelled (dependency-failed)` is the engine's whole word; the drawing says the first. */
const toState = (status: string): string => status.split(' ', 1)[0]!

/** How many jobs would end up where. */
export function countEffects({ effects }: Preview): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const to of effects.values()) counts[to] = (counts[to] ?? 0) + 1
  return counts
}

/** Marks in the graph what would go if a job were cancelled; nothing happens yet. */
export async function previewCancel(id: string): Promise<void> {
  const answer = await call('jobs.cancel', { id, dryRun: true })
  if (!answer.ok) return notify(answer.message, 'error')
  const preview = toPreview(id, answer.value)
  setGraphView({ preview, lit: null, hovered: null })
}

export const closePreview = (): void => { if (useGraphView.getState().preview) setGraphView({ preview: null }) }
