import type { CommandEntry, CommandGroup } from './command.ts'

/** Headings of the help page, in order. */
export const SECTIONS = ['Work', 'Watch', 'Steer', 'Result', 'Questions', 'Settings', 'Engine'] as const
type Listed = (CommandEntry | CommandGroup) & { section: (typeof SECTIONS)[number] }

/** Every command of `dispatch`; each file is loaded only when its command is called. */
export const COMMANDS: Record<string, Listed> = {
  submit: { section: 'Work', summary: 'Submit a job; prints its id and returns at once', load: async () => (await import('./commands/submit.ts')).submit },
  plan: { section: 'Work', summary: 'Submit a whole graph of jobs from a YAML or JSON file', load: async () => (await import('./commands/plan.ts')).plan, loadGroup: async () => (await import('./commands/plan-commands.ts')).PLAN_COMMANDS },
  continue: { section: 'Work', summary: 'Add a follow-up job to the conversation of a job', load: async () => (await import('./commands/continue.ts')).continueJob },
  pipeline: { section: 'Work', summary: 'Pipelines (`plan` submits one): ls, show, cancel, hold, release, retry', loadGroup: async () => (await import('./commands/pipeline.ts')).PIPELINE_COMMANDS },
  schedule: { section: 'Work', summary: 'Schedules (`submit --every` adds one): ls, show, edit, pause, resume, run, rm', loadGroup: async () => (await import('./commands/schedule.ts')).SCHEDULE_COMMANDS },
  ls: { section: 'Watch', summary: 'List jobs, newest first; unfinished ones by default', load: async () => (await import('./commands/ls.ts')).ls },
  show: { section: 'Watch', summary: 'Show one job with its runs', load: async () => (await import('./commands/show.ts')).show },
  graph: { section: 'Watch', summary: 'Show the graph around a job, or of all unfinished and lately ended jobs', load: async () => (await import('./commands/graph.ts')).graph },
  logs: { section: 'Watch', summary: 'Show the execution log of a job', load: async () => (await import('./commands/logs.ts')).logs },
  wait: { section: 'Watch', summary: 'Wait until jobs are finished; the exit code says how', load: async () => (await import('./commands/wait.ts')).wait },
  cancel: { section: 'Steer', summary: 'Cancel jobs', load: async () => (await import('./commands/cancel.ts')).cancel },
  hold: { section: 'Steer', summary: 'Hold jobs that have not started', load: async () => (await import('./commands/hold.ts')).hold },
  release: { section: 'Steer', summary: 'Release held jobs', load: async () => (await import('./commands/release.ts')).release },
  retry: { section: 'Steer', summary: 'Run a finished job again', load: async () => (await import('./commands/retry.ts')).retry },
  edit: { section: 'Steer', summary: 'Change a job that has not started', load: async () => (await import('./commands/edit.ts')).edit },
  diff: { section: 'Result', summary: 'Show the change a job made', load: async () => (await import('./commands/diff.ts')).diff },
  land: { section: 'Result', summary: 'Bring verified work into a branch of yours', load: async () => (await import('./commands/land.ts')).landJob },
  open: { section: 'Result', summary: 'Take a conversation over in this terminal, or resolve a conflict', load: async () => (await import('./commands/open.ts')).open },
  approvals: { section: 'Questions', summary: 'List the questions that wait for an answer', load: async () => (await import('./commands/approvals.ts')).approvals },
  approve: { section: 'Questions', summary: 'Allow what Claude asks', load: async () => (await import('./commands/approve.ts')).approve },
  deny: { section: 'Questions', summary: 'Refuse what Claude asks', load: async () => (await import('./commands/deny.ts')).deny },
  profile: { section: 'Settings', summary: 'Profiles: ls, show, add, edit, rm, login, check', loadGroup: async () => (await import('./commands/profile.ts')).PROFILE_COMMANDS },
  serve: { section: 'Engine', summary: 'Run the engine without a window', load: async () => (await import('./commands/serve.ts')).serve },
  status: { section: 'Engine', summary: 'Show what the engine is doing', load: async () => (await import('./commands/status.ts')).status },
  pause: { section: 'Engine', summary: 'Start no more jobs, of one profile or of all', load: async () => (await import('./commands/pause.ts')).pause },
  resume: { section: 'Engine', summary: 'Start jobs again', load: async () => (await import('./commands/resume.ts')).resume },
  doctor: { section: 'Engine', summary: 'Check the health of everything, with a fix for each fault', load: async () => (await import('./commands/doctor.ts')).doctor },
  gc: { section: 'Engine', summary: 'Remove worktrees whose work is safe on a branch', load: async () => (await import('./commands/gc.ts')).gc },
  demo: { section: 'Engine', summary: 'A tour that needs no account', load: async () => (await import('./commands/demo.ts')).demo },
}
