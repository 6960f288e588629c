import { formatCount } from '../../contract/formats.ts'
import type { EdgeOtherwise, EdgeWhen } from '../../contract/job.ts'

const when: Record<EdgeWhen, string> = { success: '', failure: 'on failure', done: 'however it ends' }
const otherwise: Record<EdgeOtherwise, string> = { cancel: '', hold: 'else held' }

/** Labels of the drawing of what depends on what. */
export const graphWords = {
  title: 'Graph',
  graphOf: (count: number) => `Graph of ${formatCount(count, 'job')}`,
  hint: 'Arrow keys follow the lines, enter opens.',
  counts: (jobs: number, held: number) => `${formatCount(jobs, 'job')}${held > 0 ? `, ${formatCount(held, 'held up', 'held up')}` : ''}`,
  loading: 'Reading the graph …',
  layingOut: 'Drawing the graph …',
  failed: 'The graph could not be read',
  again: 'Try again',
  cut: 'The graph is larger than what can be shown; jobs further away are left out.',
  emptyTitle: 'Nothing depends on anything',
  emptyHint: 'Submit a job “after” another, or a whole plan with `dispatch plan plan.yaml`, and what waits for what is drawn here.',
  aloneTitle: 'This job stands alone',
  aloneHint: 'It waits for no other job and none waits for it. A new job can be put after it.',
  newAfter: 'New job after this one',
  newJob: 'New job',
  export: { button: 'As text', command: 'Write the graph as Mermaid or DOT', title: (jobs: number) => `Graph of ${formatCount(jobs, 'job')} as text`, hint: 'Mermaid is drawn by many Markdown pages, DOT by Graphviz. The command line prints the same.', formats: 'Format' },
  views: 'How to show it',
  drawing: 'Drawing', list: 'List',
  showList: 'Show the graph as a drawing or a list',
  zoom: 'Zoom', fitAll: 'Show all of the graph', zoomIn: 'Zoom in', zoomOut: 'Zoom out',
  singles: (count: number) => `${formatCount(count, 'single job')}`,
  singlesHint: 'Jobs that wait for nothing and that nothing waits for',
  legend: 'Lines', legendSuccess: 'if it succeeds', legendDone: 'however it ends', legendFailure: 'on failure', legendHeld: 'held up', legendPath: 'critical path', onPath: 'on the critical path',
  edge: (edge: { when: EdgeWhen; otherwise: EdgeOtherwise }) => [when[edge.when], otherwise[edge.otherwise]].filter((part) => part !== '').join(', '),
  after: (titles: readonly string[]) => `after ${listUp(titles)}`,
  alsoAfter: (titles: readonly string[]) => `also after ${listUp(titles)}`,
  before: (count: number) => `${formatCount(count, 'job')} after it`,
  anyOf: (count: number) => `any of ${count}`,
  afterAny: (titles: readonly string[]) => `after any of ${listUp(titles)}`,
  thisJob: 'this job',
  link: 'Drag to another job: it will start after this one',
  refused: {
    title: 'This line cannot be',
    close: 'Close',
    self: (title: string) => `‘${title}’ cannot wait for itself.`,
    started: (title: string, state: string) => `‘${title}’ is ${state}: only a job that has not started can be made to wait for another.`,
    circle: (child: string, parent: string, path: readonly string[]) => `‘${child}’ cannot wait for ‘${parent}’: the jobs would wait for one another in a circle: ${path.map((title) => `‘${title}’`).join(' → ')}.`,
  },
  edit: {
    title: (child: string, parent: string) => `‘${child}’ after ‘${parent}’`,
    when: 'It starts', whens: { success: 'if that succeeds', failure: 'if that fails', done: 'however that ends' } satisfies Record<EdgeWhen, string>,
    otherwise: 'Otherwise', otherwises: { cancel: 'it is cancelled', hold: 'it is held' } satisfies Record<EdgeOtherwise, string>,
    elses: { cancel: 'else cancelled', hold: 'else held' } satisfies Record<EdgeOtherwise, string>,
    add: 'Add', change: 'Change', drop: 'Remove', keep: 'Cancel',
    put: (child: string, parent: string) => `‘${child}’ waits for ‘${parent}’ now.`,
    dropped: (child: string, parent: string) => `‘${child}’ waits for ‘${parent}’ no more.`,
    parents: 'Waits for', whenOf: (title: string) => `It starts, after ‘${title}’`, otherwiseOf: (title: string) => `Otherwise, after ‘${title}’`, dropOf: (title: string) => `Wait for ‘${title}’ no more`,
    any: 'One of them is enough', anyHint: 'it starts as soon as one lets it',
    addParent: 'Wait for another job', addHint: 'Find a job by title or id',
    open: 'Change what it waits for…', openTitle: (title: string) => `What ‘${title}’ waits for`, done: 'Done',
  },
  preview: 'What would cancelling take along?',
  previewShort: 'If cancelled …',
  previewOf: (title: string, effects: Readonly<Record<string, number>>) => {
    const parts = Object.entries(effects).map(([to, count]) => `${formatCount(count, 'job')} would be ${to}`)
    return parts.length === 0 ? `Cancelling ‘${title}’ would touch no other job.` : `If ‘${title}’ were cancelled, ${listUp(parts)}.`
  },
  would: (to: string) => `would be ${to}`,
  cancelIt: (more: number) => (more === 0 ? 'Cancel job' : `Cancel job and change ${more} more`),
  keep: 'Keep',
  closePreview: 'Keep the job',
  showGraph: 'Show the graph',
  goGraph: 'Go to the graph',
} as const

const listUp = (all: readonly string[]): string => (all.length <= 1 ? (all[0] ?? '') : all.length <= 3 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : `${all.slice(0, 2).join(', ')} and ${all.length - 2} more`)
