import type { CommandEntry } from '../command.ts'

/** `dispatch profile …`. */
export const PROFILE_COMMANDS: Record<string, CommandEntry> = {
  ls: { summary: 'List profiles', load: async () => (await import('./profile-ls.ts')).profileLs },
  show: { summary: 'Show one profile', load: async () => (await import('./profile-show.ts')).profileShow },
  add: { summary: 'Add a profile', load: async () => (await import('./profile-change.ts')).profileAdd },
  edit: { summary: 'Change a profile: a new version; jobs keep the one they were submitted with', load: async () => (await import('./profile-change.ts')).profileEdit },
  rm: { summary: 'Remove a profile no unfinished job uses', load: async () => (await import('./profile-rm.ts')).profileRm },
  login: { summary: 'Log a profile in, in this terminal', load: async () => (await import('./profile-login.ts')).profileLogin },
  check: { summary: 'Is claude found, which version, logged in: without spending anything', load: async () => (await import('./profile-check.ts')).profileCheck },
}
