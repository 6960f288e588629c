import { CalendarClock, CirclePlay, CircleCheck, Clock3, Inbox, Layers, ListTodo, Settings, ShieldCheck, Stethoscope, Workflow } from 'lucide-react'
import { findView, useSavedViews } from '../features/queue/saved-views.ts'
import { ViewList } from '../features/queue/view-list.tsx'
import type { RailItem } from '../features/shell/rail-item.ts'
import { toHash } from '../state/route.ts'
import type { Store } from '../state/store.ts'
import type { View } from '../state/view.ts'
import { doctorWords } from '../words/doctor.ts'
import { graphWords } from '../words/graph.ts'
import { pipelineWords } from '../words/pipelines.ts'
import { profileWords } from '../words/profiles.ts'
import { scheduleWords } from '../words/schedules.ts'
import { settingsWords } from '../words/settings.ts'
import { shellWords } from '../words/shell.ts'

/** One entry is current at a time: a saved view that shows the same comes first. */
const showsState = (state: string) => ({ route, filter }: View): boolean => (route.name === 'jobs' || route.name === 'job') && filter.state === state && findView(useSavedViews.getState().views, filter) === undefined
const countStates = (...states: string[]) => ({ world }: Store): number => { let count = 0; for (const job of world.jobs.values()) if (states.includes(job.state)) count++; return count }

/** The rail from top to bottom. */
export const RAIL: readonly RailItem[] = [
  { id: 'inbox', label: shellWords.inbox, icon: Inbox, href: toHash('inbox'), isCurrent: ({ route }) => route.name === 'inbox', count: ({ world }) => world.approvals.size, loud: true },
  { id: 'jobs', label: shellWords.allJobs, icon: ListTodo, href: toHash('jobs'), isCurrent: showsState('') },
  { id: 'running', label: shellWords.running, icon: CirclePlay, href: toHash('jobs', [], { state: 'running' }), isCurrent: showsState('running'), count: countStates('running', 'starting') },
  { id: 'pending', label: shellWords.waiting, icon: Clock3, href: toHash('jobs', [], { state: 'pending' }), isCurrent: showsState('pending'), count: countStates('waiting', 'held', 'blocked', 'queued') },
  { id: 'finished', label: shellWords.finished, icon: CircleCheck, href: toHash('jobs', [], { state: 'finished' }), isCurrent: showsState('finished'), After: ViewList },
  { id: 'pipelines', label: pipelineWords.title, icon: Layers, href: toHash('pipelines'), isCurrent: ({ route }) => route.name === 'pipelines' || route.name === 'pipeline' || route.name === 'plan', divided: true },
  { id: 'schedules', label: scheduleWords.title, icon: CalendarClock, href: toHash('schedules'), isCurrent: ({ route }) => route.name === 'schedules' || route.name === 'schedule' },
  { id: 'graph', label: graphWords.title, icon: Workflow, href: toHash('graph'), isCurrent: ({ route }) => route.name === 'graph' },
  { id: 'profiles', label: profileWords.title, icon: ShieldCheck, href: toHash('profiles'), isCurrent: ({ route }) => route.name === 'profiles', divided: true },
  { id: 'doctor', label: doctorWords.title, icon: Stethoscope, href: toHash('doctor'), isCurrent: ({ route }) => route.name === 'doctor' },
  { id: 'settings', label: settingsWords.title, icon: Settings, href: toHash('settings'), isCurrent: ({ route }) => route.name === 'settings' },
]
