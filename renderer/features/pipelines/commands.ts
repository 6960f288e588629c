import type { Command, CommandContext } from '../../commands/command.ts'
import { go, openOverlay } from '../../state/view.ts'
import { pipelineWords } from '../../words/pipelines.ts'
import { concerns, type PipelineMove } from './moves.ts'

const idOf = ({ view: { route } }: CommandContext): string | undefined => (route.name === 'pipeline' ? route.path[0] : undefined)
const fits = (move: PipelineMove) => (context: CommandContext): boolean => {
  const id = idOf(context)
  return id !== undefined && concerns(move, [...context.store.world.jobs.values()].filter((job) => job.pipeline === id))
}
const ask = (move: PipelineMove) => (context: CommandContext): void => openOverlay('pipeline-move', { move, id: idOf(context) })

/** What can be done with pipelines. */
export const pipelineCommands: readonly Command[] = [
  { id: 'go.pipelines', title: pipelineWords.goPipelines, group: 'go', run: () => go('pipelines') },
  { id: 'pipeline.back', title: pipelineWords.back, group: 'go', keys: ['escape'], keyOnly: true, when: ({ view }) => view.route.name === 'pipeline', run: () => go('pipelines') },
  { id: 'pipeline.cancel', title: `${pipelineWords.cancelAll}…`, group: 'job', keys: ['shift+c'], changes: true, when: fits('cancel'), run: ask('cancel') },
  { id: 'pipeline.retry', title: `${pipelineWords.retryAll}…`, group: 'job', keys: ['shift+r'], changes: true, when: fits('retry'), run: ask('retry') },
  { id: 'pipeline.hold', title: `${pipelineWords.holdAll}…`, group: 'job', keys: ['shift+h'], changes: true, when: fits('hold'), run: ask('hold') },
  { id: 'pipeline.release', title: `${pipelineWords.releaseAll}…`, group: 'job', keys: ['shift+u'], changes: true, when: fits('release'), run: ask('release') },
]
