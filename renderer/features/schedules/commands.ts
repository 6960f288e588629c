import type { Schedule } from '../../../contract/schedule.ts'
import type { Command, CommandContext } from '../../commands/command.ts'
import { useScheduleStore } from '../../state/schedules.ts'
import { go, openOverlay } from '../../state/view.ts'
import { scheduleWords as words } from '../../words/schedules.ts'
import { runNow, setPaused } from './moves.ts'

const here = ({ view: { route } }: CommandContext): boolean => route.name === 'schedules' || route.name === 'schedule'
const open = ({ view: { route } }: CommandContext): Schedule | undefined => (route.name === 'schedule' ? useScheduleStore.getState().known.find((schedule) => schedule.id === route.path[0]) : undefined)
const step = (by: number) => ({ view: { route } }: CommandContext): void => {
  const { known } = useScheduleStore.getState()
  const at = known.findIndex((schedule) => schedule.id === route.path[0])
  const next = known[Math.min(known.length - 1, Math.max(0, at < 0 ? 0 : at + by))]
  if (next) go('schedule', [next.id], { replace: route.name === 'schedule' })
}
/** A command about the schedule that is open. */
const ofOpen = (command: Omit<Command, 'when' | 'run' | 'group' | 'changes'>, run: (schedule: Schedule) => void, fits: (schedule: Schedule) => boolean = () => true): Command => ({
  ...command, group: 'window', changes: true,
  when: (context) => { const schedule = open(context); return schedule !== undefined && fits(schedule) },
  run: (context) => run(open(context)!),
})

/** What can be done with schedules. */
export const scheduleCommands: readonly Command[] = [
  { id: 'go.schedules', title: words.go, group: 'go', run: () => go('schedules') },
  { id: 'schedule.add', title: words.add, group: 'window', run: () => openOverlay('composer', { every: words.addPattern }) },
  { id: 'schedule.back', title: words.back, group: 'go', keys: ['escape'], keyOnly: true, when: ({ view }) => view.route.name === 'schedule', run: () => go('schedules') },
  { id: 'schedule.next', title: words.commands.next, group: 'list', keys: ['j', 'arrowdown'], keyOnly: true, when: here, run: step(1) },
  { id: 'schedule.previous', title: words.commands.previous, group: 'list', keys: ['k', 'arrowup'], keyOnly: true, when: here, run: step(-1) },
  ofOpen({ id: 'schedule.run', title: words.commands.run, keys: ['r'] }, (schedule) => void runNow(schedule)),
  ofOpen({ id: 'schedule.pause', title: words.commands.pause, keys: ['p'] }, (schedule) => void setPaused(schedule, true), ({ paused }) => !paused),
  ofOpen({ id: 'schedule.resume', title: words.commands.resume, keys: ['p'] }, (schedule) => void setPaused(schedule, false), ({ paused }) => paused),
  ofOpen({ id: 'schedule.edit', title: words.commands.edit, keys: ['e'] }, ({ id }) => openOverlay('schedule-edit', { id })),
  ofOpen({ id: 'schedule.remove', title: words.commands.remove }, ({ id, title }) => openOverlay('schedule-remove', { id, title })),
]
