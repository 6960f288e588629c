import { formatBytes, formatCount } from '../../contract/formats.ts'

/** Labels of the settings. */
export const settingsWords = {
  title: 'Settings', go: 'Go to settings',
  look: 'Appearance', theme: 'Theme', themes: { system: 'Follow the system', light: 'Light', dark: 'Dark' }, density: 'Rows of lists', densities: { comfortable: 'Comfortable', compact: 'Compact' }, densityHint: 'What is touched is always large enough for a thumb.', keys: 'All keys', keysHint: 'Everything can be done by keyboard.', palette: 'Everything you can do',
  desktop: 'This desktop', noDesktop: 'Notifications, the tray and the global shortcut belong to the desktop app; this page is open in a browser.', notify: 'Notify me when', notes: { succeeded: 'a job succeeded', failed: 'a job failed', approval: 'Claude asks for something', held: 'a job is held', limit: 'a usage limit is reached' },
  closeToTray: 'Closing the window leaves the engine running', closeToTrayHint: 'in the tray', startAtLogin: 'Start when I log in', quickSubmit: 'Shortcut for a new job from anywhere', quickSubmitHint: 'Such as CommandOrControl+Shift+J. Empty: none.',
  engine: 'Engine', state: 'State', running: 'starts jobs', paused: 'paused: starts no more jobs; what runs goes on', gone: 'does not answer', pause: 'Pause all', resume: 'Start jobs again', slots: 'At once', slotsOf: (used: number, total: number) => `${used} of ${total} running`,
  address: 'Address', home: 'Data folder', version: 'Version', process: 'Process', since: (age: string) => `started ${age}`, copy: (what: string) => `Copy ${what}`,
  line: 'Command line', lineHint: 'The same queue, from a terminal. What is done there shows here at once.', lines: { status: 'The engine’s state and address', ls: 'What runs and waits', submit: 'Submit a job', help: 'Everything else' }, submitExample: 'submit "Fix the failing test" --check "npm test"',
  goSpace: 'Free disk space', space: 'Disk space', spaceHint: 'Worktrees whose work is safe on a branch can go. Branches, logs and results stay.', lookFor: 'Look', looking: 'Looking …', spaceFound: (count: number, bytes: number) => `${formatCount(count, 'worktree')}, ${formatBytes(bytes)}, can go.`, spaceNone: 'Nothing can go: every worktree left is needed.', free: (bytes: number) => `Free ${formatBytes(bytes)}`, freed: (count: number, bytes: number) => `Removed ${formatCount(count, 'worktree')}: ${formatBytes(bytes)} free again.`,
  more: 'More', profiles: 'Profiles', doctor: 'Health', welcome: 'How to begin',
} as const
