import { lazy } from 'react'
import { InboxList } from '../features/inbox/inbox-list.tsx'
import { InboxQuestion } from '../features/inbox/question.tsx'
import { JobScreen } from '../features/job/job-screen.tsx'
import { useIsFirst } from '../features/onboarding/first.ts'
import { NothingOpen } from '../features/queue/nothing-open.tsx'
import { QueueList } from '../features/queue/queue-list.tsx'
import { MoreScreen } from '../features/shell/more-screen.tsx'
import type { Screen } from '../features/shell/screen.ts'
import { useLayout } from '../ui/use-media.ts'
import { doctorWords } from '../words/doctor.ts'
import { graphWords } from '../words/graph.ts'
import { jobWords } from '../words/job.ts'
import { onboardingWords } from '../words/onboarding.ts'
import { pipelineWords } from '../words/pipelines.ts'
import { planWords } from '../words/plan.ts'
import { profileWords } from '../words/profiles.ts'
import { queueWords } from '../words/queue.ts'
import { scheduleWords } from '../words/schedules.ts'
import { settingsWords } from '../words/settings.ts'
import { shellWords } from '../words/shell.ts'
import { JOB_TABS } from './job-tabs.ts'
import { RAIL } from './rail.ts'

const GraphScreen = lazy(() => import('../features/graph/graph-screen.tsx').then((module) => ({ default: module.GraphScreen })))
const PipelinesScreen = lazy(() => import('../features/pipelines/pipelines-screen.tsx').then((module) => ({ default: module.PipelinesScreen })))
const PlanScreen = lazy(() => import('../features/plan/plan-screen.tsx').then((module) => ({ default: module.PlanScreen })))
const PipelineScreen = lazy(() => import('../features/pipelines/pipeline-screen.tsx').then((module) => ({ default: module.PipelineScreen })))
const SchedulesScreen = lazy(() => import('../features/schedules/schedules-screen.tsx').then((module) => ({ default: module.SchedulesScreen })))
const ScheduleScreen = lazy(() => import('../features/schedules/schedule-screen.tsx').then((module) => ({ default: module.ScheduleScreen })))

const ProfilesScreen = lazy(() => import('../features/profiles/profiles-screen.tsx').then((module) => ({ default: module.ProfilesScreen })))
const SettingsScreen = lazy(() => import('../features/settings/settings-screen.tsx').then((module) => ({ default: module.SettingsScreen })))
const DoctorScreen = lazy(() => import('../features/doctor/doctor-screen.tsx').then((module) => ({ default: module.DoctorScreen })))
const Welcome = lazy(() => import('../features/onboarding/welcome.tsx').then((module) => ({ default: module.Welcome })))
/** The list; before the first job, where there is no room for both, how to begin. */
function Queue() {
  const [first, layout] = [useIsFirst(), useLayout()]
  return first && layout !== 'wide' ? <Welcome /> : <QueueList />
}
/** Beside the list while no job is open. */
const Beside = () => (useIsFirst() ? <Welcome /> : <NothingOpen />)

/** Every place in the window. What is large and not needed for the first look is made `lazy`. */
export const SCREENS: readonly Screen[] = [
  { name: 'jobs', title: queueWords.list, Middle: Queue, Main: Beside, covers: () => false },
  { name: 'job', title: jobWords.job, Middle: Queue, Main: ({ path }) => <JobScreen path={path} tabs={JOB_TABS} />, covers: () => true },
  { name: 'inbox', title: shellWords.inbox, Middle: InboxList, Main: InboxQuestion, covers: (path) => path.length > 0 },
  { name: 'graph', title: graphWords.title, Main: GraphScreen, covers: () => true },
  { name: 'pipelines', title: pipelineWords.title, Middle: PipelinesScreen, Main: PipelineScreen, covers: () => false },
  { name: 'pipeline', title: pipelineWords.title, Middle: PipelinesScreen, Main: PipelineScreen, covers: () => true },
  { name: 'schedule', title: scheduleWords.title, Main: ScheduleScreen, covers: () => true },
  { name: 'plan', title: planWords.title, Main: PlanScreen, covers: () => true },
  { name: 'schedules', title: scheduleWords.title, Main: SchedulesScreen, covers: () => true },
  { name: 'profiles', title: profileWords.title, Main: ProfilesScreen, covers: () => true },
  { name: 'settings', title: settingsWords.title, Main: SettingsScreen, covers: () => true },
  { name: 'doctor', title: doctorWords.title, Main: DoctorScreen, covers: () => true },
  { name: 'welcome', title: onboardingWords.go, Main: Welcome, covers: () => true },
  { name: 'more', title: shellWords.more, Main: () => <MoreScreen items={RAIL} />, covers: () => true },
]
