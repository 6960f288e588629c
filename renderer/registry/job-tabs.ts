import { lazy } from 'react'
import { LogTab } from '../features/job/log/log-tab.tsx'
import type { JobTab } from '../jobs/job-tab.ts'
import { conversationWords } from '../words/conversation.ts'
import { graphWords } from '../words/graph.ts'
import { jobWords } from '../words/job.ts'
import { terminalWords } from '../words/terminal.ts'

/** The tabs of a job, from left to right. */
export const JOB_TABS: readonly JobTab[] = [
  { id: 'log', label: jobWords.tabs.log, Panel: LogTab },
  { id: 'changes', label: jobWords.tabs.changes, Panel: lazy(() => import('../features/job/changes/changes-tab.tsx').then((module) => ({ default: module.ChangesTab }))) },
  { id: 'graph', label: graphWords.title, Panel: lazy(() => import('../features/graph/graph-tab.tsx').then((module) => ({ default: module.GraphTab }))) },
  { id: 'conversation', label: conversationWords.tab, Panel: lazy(() => import('../features/conversation/conversation-tab.tsx').then((module) => ({ default: module.ConversationTab }))) },
  { id: 'terminal', label: terminalWords.tab, Panel: lazy(() => import('../features/terminal/terminal-tab.tsx').then((module) => ({ default: module.TerminalTab }))), when: (job) => job.run > 0 },
  { id: 'details', label: jobWords.tabs.details, Panel: lazy(() => import('../features/job/details/details-tab.tsx').then((module) => ({ default: module.DetailsTab }))) },
]
