import { useState, type ComponentType } from 'react'
import { Composer } from '../features/composer/composer.tsx'
import { EditDialog } from '../features/edit/edit-dialog.tsx'
import { AfterDialog } from '../features/graph/after-dialog.tsx'
import { GraphExportDialog } from '../features/graph/export-dialog.tsx'
import { DenyDialog } from '../features/inbox/deny-dialog.tsx'
import { LandDialog } from '../features/land/land-dialog.tsx'
import { CancelDialog } from '../features/moves/cancel-dialog.tsx'
import { RetryDialog } from '../features/moves/retry-dialog.tsx'
import { SubtreeDialog } from '../features/moves/subtree-dialog.tsx'
import { KeyList } from '../features/palette/key-list.tsx'
import { Palette } from '../features/palette/palette.tsx'
import { PipelineMoveDialog } from '../features/pipelines/move-dialog.tsx'
import { PlanExportDialog } from '../features/plan/export-dialog.tsx'
import { PlanSchemaDialog } from '../features/plan/schema-dialog.tsx'
import { RemoveProfileDialog } from '../features/profiles/remove-dialog.tsx'
import { toViewCommands } from '../features/queue/commands.ts'
import { toFilterCommands } from '../features/queue/filter-commands.ts'
import { ViewDialog } from '../features/queue/view-dialog.tsx'
import { EditScheduleDialog } from '../features/schedules/edit-dialog.tsx'
import { RemoveScheduleDialog } from '../features/schedules/remove-dialog.tsx'
import { useView } from '../state/view.ts'
import { COMMANDS } from './commands.ts'

/** What may lie over the screens, by kind; props are those of `openOverlay`. None is loaded late: what is typed right after the key must land in it. */
const OVERLAYS: Readonly<Record<string, ComponentType<never>>> = {
  composer: Composer,
  edit: EditDialog,
  cancel: CancelDialog,
  retry: RetryDialog,
  subtree: SubtreeDialog,
  after: AfterDialog,
  'pipeline-move': PipelineMoveDialog,
  'plan-export': PlanExportDialog,
  'plan-schema': PlanSchemaDialog,
  'graph-export': GraphExportDialog,
  deny: DenyDialog,
  land: LandDialog,
  'profile-remove': RemoveProfileDialog,
  'schedule-edit': EditScheduleDialog,
  'schedule-remove': RemoveScheduleDialog,
  view: ViewDialog,
  palette: EveryCommand,
  keys: () => <KeyList commands={COMMANDS} />,
}

/** The palette also leads to what the person has named, and narrows the list to what there is. */
function EveryCommand() {
  const [commands] = useState(() => [...COMMANDS, ...toViewCommands(), ...toFilterCommands()])
  return <Palette commands={commands} />
}

/** The overlay that is open, if one is. */
export function Overlays() {
  const overlay = useView((view) => view.overlay)
  const Open = overlay ? (OVERLAYS[overlay.kind] as ComponentType<Record<string, unknown>> | undefined) : undefined
  return Open && overlay ? <Open {...overlay.props} /> : null
}
