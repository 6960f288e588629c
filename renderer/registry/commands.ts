import type { Command } from '../commands/command.ts'
import { composerCommands } from '../features/composer/commands.ts'
import { conversationCommands } from '../features/conversation/commands.ts'
import { doctorCommands } from '../features/doctor/commands.ts'
import { editCommands } from '../features/edit/commands.ts'
import { graphCommands } from '../features/graph/commands.ts'
import { inboxCommands } from '../features/inbox/commands.ts'
import { jobCommands } from '../features/job/commands.ts'
import { landCommands } from '../features/land/commands.ts'
import { moveCommands } from '../features/moves/commands.ts'
import { onboardingCommands } from '../features/onboarding/commands.ts'
import { paletteCommands } from '../features/palette/commands.ts'
import { pipelineCommands } from '../features/pipelines/commands.ts'
import { planCommands } from '../features/plan/commands.ts'
import { profileCommands } from '../features/profiles/commands.ts'
import { queueCommands } from '../features/queue/commands.ts'
import { scheduleCommands } from '../features/schedules/commands.ts'
import { settingsCommands } from '../features/settings/commands.ts'
import { shellCommands } from '../features/shell/commands.ts'
import { terminalCommands } from '../features/terminal/commands.ts'
import { keywords } from '../words/keywords.ts'

const ALL: readonly Command[] = [...composerCommands, ...editCommands, ...graphCommands, ...pipelineCommands, ...planCommands, ...scheduleCommands, ...queueCommands, ...moveCommands, ...landCommands, ...jobCommands, ...conversationCommands, ...terminalCommands, ...inboxCommands, ...profileCommands, ...settingsCommands, ...doctorCommands, ...onboardingCommands, ...shellCommands, ...paletteCommands]

/** Everything a person can do. Where two have the same key, the first that fits runs. */
export const COMMANDS: readonly Command[] = ALL.map((command) => { const words = keywords[command.id]; return words === undefined ? command : { ...command, keywords: words } })
