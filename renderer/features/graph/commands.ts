import type { Command, CommandContext } from '../../commands/command.ts'
import { closePreview, previewCancel } from '../../graph/cancel-preview.ts'
import { canEditEdges, closeRefused } from '../../graph/offer-edge.ts'
import { readControl, setGraphView, useGraphView, ZOOM_STEP } from '../../graph/view.ts'
import { canCancel } from '../../jobs/allowed.ts'
import type { Job } from '../../../contract/job.ts'
import { go, openJob, openOverlay } from '../../state/view.ts'
import { graphWords } from '../../words/graph.ts'

const onGraph = ({ view: { route } }: CommandContext): boolean => route.name === 'graph' || route.name === 'pipeline' || (route.name === 'job' && route.path[1] === 'graph')
const onDrawing = (context: CommandContext): boolean => onGraph(context) && readControl() !== null

/** The job of the graph that is meant: what the mouse is over, else what the keys point at, else the job the graph is about. */
function readTarget({ view: { route }, store }: CommandContext): Job | undefined {
  const { hovered, pointed } = useGraphView.getState()
  const id = hovered ?? pointed ?? (route.name === 'pipeline' ? undefined : route.path[0])
  return id === undefined ? undefined : store.world.jobs.get(id)
}

/** The same, or elsewhere the one job that is meant. */
const readMeant = (context: CommandContext): Job | undefined => (onGraph(context) ? readTarget(context) : context.targets.length === 1 ? context.targets[0] : undefined)

/** What can be done with the graph. */
export const graphCommands: readonly Command[] = [
  { id: 'go.graph', title: graphWords.goGraph, group: 'go', run: () => go('graph') },
  { id: 'job.graph', title: graphWords.showGraph, group: 'job', keys: ['g'], when: (context) => context.targets.length === 1, run: ({ targets }) => openJob(targets[0]!.id, 'graph') },
  { id: 'graph.preview', title: graphWords.preview, group: 'job', keys: ['w'], changes: true, when: (context) => { const job = onGraph(context) ? readTarget(context) : undefined; return job !== undefined && canCancel(job) }, run: (context) => { const job = readTarget(context); if (job) void previewCancel(job.id) } },
  { id: 'job.after', title: graphWords.edit.open, group: 'job', keys: ['p'], changes: true, when: (context) => { const job = readMeant(context); return job !== undefined && canEditEdges(job) }, run: (context) => openOverlay('after', { id: readMeant(context)!.id }) },
  { id: 'graph.keep', title: graphWords.closePreview, group: 'job', keys: ['escape'], keyOnly: true, when: () => { const { preview, refused } = useGraphView.getState(); return preview !== null || refused !== null }, run: () => { closePreview(); closeRefused() } },
  { id: 'graph.export', title: `${graphWords.export.command}…`, group: 'window', when: (context) => onGraph(context) && context.view.route.name !== 'pipeline', run: ({ view: { route } }) => openOverlay('graph-export', { root: route.path[0] ?? null }) },
  { id: 'graph.list', title: graphWords.showList, group: 'window', keys: ['t'], when: onGraph, run: () => setGraphView(({ asList }) => ({ asList: !asList })) },
  { id: 'graph.fit', title: graphWords.fitAll, group: 'window', keys: ['0'], when: onDrawing, run: () => readControl()?.fit() },
  { id: 'graph.in', title: graphWords.zoomIn, group: 'window', keys: ['='], when: onDrawing, run: () => readControl()?.zoomBy(ZOOM_STEP) },
  { id: 'graph.out', title: graphWords.zoomOut, group: 'window', keys: ['-'], when: onDrawing, run: () => readControl()?.zoomBy(1 / ZOOM_STEP) },
]
