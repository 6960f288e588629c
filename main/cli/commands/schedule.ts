import type { CommandEntry } from '../command.ts'

/** `dispatch schedule …`. */
export const SCHEDULE_COMMANDS: Record<string, CommandEntry> = {
  ls: { summary: 'List schedules, the nearest time first', load: async () => (await import('./schedule-ls.ts')).scheduleLs },
  show: { summary: 'Show one schedule with its next times', load: async () => (await import('./schedule-show.ts')).scheduleShow },
  edit: { summary: 'Change a schedule', load: async () => (await import('./schedule-edit.ts')).scheduleEdit },
  pause: { summary: 'Submit nothing until it is resumed', load: async () => (await import('./schedule-pause.ts')).schedulePause },
  resume: { summary: 'Go on with the next time', load: async () => (await import('./schedule-pause.ts')).scheduleResume },
  run: { summary: 'Submit its job now', load: async () => (await import('./schedule-run.ts')).scheduleRun },
  rm: { summary: 'Remove a schedule; its jobs stay', load: async () => (await import('./schedule-rm.ts')).scheduleRm },
}
