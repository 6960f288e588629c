import { NOTE_KINDS, type DesktopSettings, type NoteKind } from '../../contract/desktop.ts'
import { item, separator, type MenuEntry, type Role } from './action.ts'

/** What the menu depends on. `develop`: tools for those who build Dispatch. */
export interface AppMenuInput { platform: string; settings: DesktopSettings; paused: boolean; develop: boolean }

const role = (name: Role): MenuEntry => ({ kind: 'role', role: name })
const submenu = (label: string, entries: MenuEntry[]): MenuEntry => ({ kind: 'submenu', label, entries })
/** A command of the page: id, words and key are the same there. */
const command = (id: string, label: string, key?: string): MenuEntry => item(label, { kind: 'command', id }, key === undefined ? {} : { key })

/** A place of the page. */
const place = (where: string, label: string, key?: string): MenuEntry => item(label, { kind: 'go', place: where }, key === undefined ? {} : { key })

const NOTE_WORDS: Record<NoteKind, string> = { succeeded: 'a job succeeded', failed: 'a job failed', approval: 'Claude asks', held: 'a job is held', limit: 'a limit is reached' }

/** Every action of the window, with its key. What acts on "the job" goes to the page, which knows which one is meant. */
export function toAppMenu(input: AppMenuInput): MenuEntry[] {
  const mac = input.platform === 'darwin'
  return [
    ...(mac ? [submenu('Dispatch', [role('about'), separator, ...preferences(input), separator, role('services'), separator, role('hide'), role('hideOthers'), role('unhide'), separator, item('Quit Dispatch', { kind: 'quit' }, { key: 'Cmd+Q' })])] : []),
    submenu('File', [item('New job…', { kind: 'new-job' }, { key: 'CmdOrCtrl+N' }), command('plan.new', 'New plan…', 'Shift+N'), separator, role('close'), ...(mac ? [] : [separator, ...preferences(input), separator, item('Quit', { kind: 'quit' }, { key: 'Ctrl+Q' })])]),
    submenu('Edit', [role('undo'), role('redo'), separator, role('cut'), role('copy'), role('paste'), role('pasteAndMatchStyle'), role('selectAll')]),
    submenu('Job', jobEntries()),
    submenu('View', [...viewEntries(), separator, role('resetZoom'), role('zoomIn'), role('zoomOut'), role('togglefullscreen'), ...(input.develop ? [separator, role('reload'), role('toggleDevTools')] : [])]),
    submenu('Engine', [input.paused ? item('Resume all', { kind: 'resume' }) : item('Pause all', { kind: 'pause' }), separator, place('doctor', 'Doctor')]),
    submenu('Window', [role('minimize'), role('zoom'), ...(mac ? [separator, role('front')] : [])]),
    submenu('Help', [command('window.keys', 'All keys', '?')]),
  ]
}

function jobEntries(): MenuEntry[] {
  return [
    command('job.open', 'Open', 'Enter'), command('list.select', 'Select', 'X'), separator,
    command('job.cancel', 'Cancel', 'C'), command('job.hold', 'Hold', 'H'), command('job.release', 'Release', 'U'), command('job.retry', 'Retry', 'R'), command('job.edit', 'Edit…', 'E'), command('job.newAfter', 'New job after this one'), separator,
    command('job.log', 'Log', 'L'), command('job.changes', 'Changes', 'D'), command('job.graph', 'Graph', 'G'), command('job.conversation', 'Conversation', 'V'), command('job.terminal', 'Terminal', 'T'), command('job.details', 'Details', 'I'), separator,
    command('job.openWorktree', 'Open the worktree'), command('job.copyBranch', 'Copy the branch'), command('job.takeOver', 'Take the conversation over', 'O'), command('plan.export', 'Write as a plan…'), separator,
    command('inbox.allow', 'Allow once', 'A'), command('inbox.allowJob', 'Allow in this job', 'Shift+A'), command('inbox.deny', 'Deny…', 'Shift+D'),
  ]
}

function viewEntries(): MenuEntry[] {
  return [
    command('window.palette', 'Everything…', 'CmdOrCtrl+K'), command('list.filter', 'Filter', '/'), separator,
    place('inbox', 'Inbox'), place('jobs', 'All jobs'), place('jobs?state=running', 'Running'), place('jobs?state=pending', 'Waiting'), place('jobs?state=finished', 'Finished'), separator,
    place('pipelines', 'Pipelines'), place('schedules', 'Schedules'), place('graph', 'Graph'), place('profiles', 'Profiles'),
  ]
}

/** The desktop's own settings, where they can be changed without any page. */
function preferences({ settings, platform }: AppMenuInput): MenuEntry[] {
  const { notify } = settings
  return [
    place('settings', 'Settings…', 'CmdOrCtrl+,'),
    submenu('Notify when', NOTE_KINDS.map((kind) => item(NOTE_WORDS[kind], { kind: 'set', change: { notify: { [kind]: !notify[kind] } } }, { checked: notify[kind] }))),
    item(platform === 'darwin' ? 'Keep running when the window is closed' : 'Close to tray', { kind: 'set', change: { closeToTray: !settings.closeToTray } }, { checked: settings.closeToTray }),
    item('Start at login', { kind: 'set', change: { startAtLogin: !settings.startAtLogin } }, { checked: settings.startAtLogin }),
  ]
}
