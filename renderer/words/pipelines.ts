import { formatCount } from '../../contract/words.ts'

/** Labels of pipelines: plans that were submitted as a whole. */
export const pipelineWords = {
  title: 'Pipelines',
  goPipelines: 'Go to pipelines',
  loading: 'Reading the pipelines …',
  emptyTitle: 'No pipeline yet',
  emptyHint: 'A pipeline is a plan that was submitted as a whole: jobs that depend on one another. Write one as YAML here, or submit a file with `dispatch plan plan.yaml`.',
  pickTitle: 'Pick a pipeline',
  pickHint: 'Its progress, its jobs in order and its graph are shown here.',
  notFound: 'There is no such pipeline',
  failed: 'The pipeline could not be read', failedList: 'The pipelines could not be read', again: 'Try again',
  back: 'Back to pipelines',
  older: 'Older pipelines',
  inList: 'Show in the list of jobs',
  progress: (ended: number, total: number) => `${ended} of ${total} ended`,
  counts: (parts: readonly { word: string; count: number }[]) => parts.map(({ word, count }) => `${count} ${word}`).join(' · '),
  running: (span: string) => `${span} so far`, took: (span: string) => `took ${span}`, notStarted: 'not started', neverStarted: 'never started',
  jobs: 'Jobs in order', graph: 'Graph', views: 'What to see of this pipeline', facts: 'Progress',
  cancelAll: 'Cancel all', holdAll: 'Hold all', releaseAll: 'Release all', retryAll: 'Retry what failed',
  moveTitle: { cancel: 'Cancel this pipeline?', hold: 'Hold this pipeline?', release: 'Release this pipeline?', retry: 'Retry this pipeline?' },
  copyId: 'Copy the pipeline’s id',
  moves: {
    cancel: {
      title: (count: number) => `Cancel ${formatCount(count, 'job')} of this pipeline?`, confirm: (count: number) => `Cancel ${formatCount(count, 'job')}`,
      running: (count: number) => `Claude is stopped in ${formatCount(count, 'job')}. What ${count === 1 ? 'it has' : 'they have'} changed so far stays in ${count === 1 ? 'its worktree' : 'their worktrees'}.`,
      waiting: (count: number) => `${formatCount(count, 'job')} that ${count === 1 ? 'has' : 'have'} not started never will.`,
      done: (count: number) => `Cancelled ${formatCount(count, 'job')}.`,
    },
    hold: {
      title: (count: number) => `Hold ${formatCount(count, 'job')} of this pipeline?`, confirm: (count: number) => `Hold ${formatCount(count, 'job')}`,
      running: (count: number) => `${formatCount(count, 'job')} that already ${count === 1 ? 'runs goes' : 'run go'} on to the end.`,
      waiting: (count: number) => `${formatCount(count, 'job')} ${count === 1 ? 'does' : 'do'} not start until released.`,
      done: (count: number) => `Held ${formatCount(count, 'job')}.`,
    },
    release: {
      title: (count: number) => `Release ${formatCount(count, 'job')} of this pipeline?`, confirm: (count: number) => `Release ${formatCount(count, 'job')}`,
      running: () => '',
      waiting: (count: number) => `${formatCount(count, 'job')} may start as soon as what ${count === 1 ? 'it waits' : 'they wait'} for has ended. What was held because a job failed goes on without it.`,
      done: (count: number) => `Released ${formatCount(count, 'job')}.`,
    },
    retry: {
      title: (count: number) => `Run ${formatCount(count, 'job')} of this pipeline again?`, confirm: (count: number) => `Retry ${formatCount(count, 'job')}`,
      running: () => '',
      waiting: (count: number) => `${formatCount(count, 'job')} that did not succeed ${count === 1 ? 'runs' : 'run'} again, each after what it waits for.`,
      done: (count: number) => `${formatCount(count, 'job')} ${count === 1 ? 'runs' : 'run'} again.`,
    },
  },
  others: (count: number) => `${formatCount(count, 'job')} would change with them:`,
  looking: 'Looking at what depends on them …',
  list: 'Jobs it concerns',
  keep: 'Keep as it is',
} as const
