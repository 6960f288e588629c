import { isBriefWhole, toBriefQuestion } from '../../contract/call-words.ts'
import type { Approval } from '../../contract/approval.ts'
import type { Job } from '../../contract/job.ts'
import { formatCount, formatDuration, formatMoney } from '../../contract/formats.ts'
import { describeApproval, describeState, stateMark } from '../../contract/words.ts'
import { item, separator, toLabel, type MenuEntry } from './action.ts'
import { progressOf, type Desk } from './desk.ts'
import { readAction } from './note.ts'

/** What the icon says at a glance; the most pressing first. */
export const TRAY_STATES = ['offline', 'needs-you', 'failed', 'running', 'paused', 'idle'] as const
export type TrayState = (typeof TRAY_STATES)[number]

/** Everything tray, dock and taskbar show. */
export interface TrayView {
  state: TrayState
  tooltip: string
  /** Beside the icon, where the platform has room for it; empty = nothing. */
  title: string
  /** The number on the dock or taskbar: what waits for this person. */
  badge: number
  /** 0 to 1; null = no bar. */
  progress: number | null
  menu: MenuEntry[]
}

/** More lines than this are no menu any more; the window has the rest. */
const MOST_JOBS = 8
const MOST_QUESTIONS = 6
/** A question is cut there. */
const MOST_OF_QUESTION = 200
/** Whether the menu shows all of it: what is cut is allowed only where all of it stands. */
const isShown = (approval: Approval): boolean => isBriefWhole(approval, MOST_OF_QUESTION) && Array.from(describeApproval(approval)).length <= MOST_OF_QUESTION

/** What the tray shows of a desk. */
export function toTray(desk: Desk, now: number): TrayView {
  const running = [...desk.active.values()].filter((job) => job.state !== 'waiting')
  const state = stateOf(desk, running.length)
  const words = wordsOf(desk, running.length)
  return {
    state, tooltip: `Dispatch: ${words}`, title: state === 'needs-you' ? String(desk.approvals.size) : running.length > 0 && state !== 'offline' ? String(running.length) : '',
    badge: desk.approvals.size + desk.failed.size, progress: state === 'offline' ? null : progressOf(desk),
    menu: [
      { kind: 'text', label: `${words[0]!.toUpperCase()}${words.slice(1)}` },
      ...questionEntries(desk), ...jobEntries(desk, now), ...failedEntries(desk), ...pauseEntries(desk),
      separator, item('New job…', { kind: 'new-job' }, { key: 'CmdOrCtrl+N' }), item('Open Dispatch', { kind: 'open' }),
      separator, item('Quit Dispatch', { kind: 'quit' }),
    ],
  }
}

function stateOf(desk: Desk, running: number): TrayState {
  if (desk.link === 'offline') return 'offline'
  if (desk.approvals.size > 0) return 'needs-you'
  if (desk.failed.size > 0) return 'failed'
  if (running > 0) return 'running'
  return desk.status?.paused ? 'paused' : 'idle'
}

function wordsOf(desk: Desk, running: number): string {
  if (desk.link === 'offline') return `the engine is not there${desk.trouble ? ` (${toLabel(desk.trouble, 120)})` : ''}`
  if (desk.link === 'connecting') return 'starting'
  const counts = desk.status?.jobs ?? {}
  const waiting = (counts['queued'] ?? 0) + (counts['blocked'] ?? 0) + desk.active.size - running
  const parts = [
    desk.approvals.size > 0 ? `${formatCount(desk.approvals.size, 'question')} for you` : '',
    desk.failed.size > 0 ? `${desk.failed.size} failed` : '', running > 0 ? `${running} running` : '',
    waiting > 0 ? `${waiting} waiting` : '', (counts['held'] ?? 0) > 0 ? `${counts['held']} held` : '', desk.status?.paused ? 'paused' : '',
  ].filter((part) => part !== '')
  return parts.length > 0 ? parts.join(', ') : 'nothing to do'
}

function questionEntries(desk: Desk): MenuEntry[] {
  const all = [...desk.approvals.values()].sort((a, b) => a.askedAt - b.askedAt)
  if (all.length === 0) return []
  return [separator, ...all.slice(0, MOST_QUESTIONS).map((approval): MenuEntry => ({
    kind: 'submenu', label: `◐ ${toLabel(toBriefQuestion(approval))}`, entries: [
      { kind: 'text', label: toLabel(describeApproval({ ...approval, question: toBriefQuestion(approval) }), MOST_OF_QUESTION) }, separator,
      isShown(approval) ? item('Allow once', { kind: 'answer', approval: approval.id, answer: 'allow' }) : item('Read it…', readAction(approval.id)), item('Deny', { kind: 'answer', approval: approval.id, answer: 'deny' }),
      separator, item('Open the job', { kind: 'open', job: approval.job }),
    ],
  })), ...more(all.length - MOST_QUESTIONS)]
}

function jobEntries(desk: Desk, now: number): MenuEntry[] {
  const asked = new Set([...desk.approvals.values()].map((approval) => approval.job))
  const all = [...desk.active.values()].filter((job) => !asked.has(job.id)).sort((a, b) => (a.startedAt ?? now) - (b.startedAt ?? now))
  if (all.length === 0) return []
  return [separator, ...all.slice(0, MOST_JOBS).map((job): MenuEntry => ({
    kind: 'submenu', label: `${stateMark(job).mark} ${toLabel(job.title, 44)}  ${progressText(job, now)}`, entries: [
      { kind: 'text', label: toLabel(describeState(job, now) || `${job.profile} in ${job.repository.split(/[\\/]/).at(-1)}`, 120) }, separator,
      item('Open', { kind: 'open', job: job.id }), item('Cancel', { kind: 'cancel', job: job.id }),
    ],
  })), ...more(all.length - MOST_JOBS)]
}

/** How far a job is: nobody knows when Claude will be done, so what is known is said: time and cost. */
function progressText(job: Job, now: number): string {
  if (job.state === 'waiting') return job.waitingFor ? `waits: ${job.waitingFor.kind}` : 'waits'
  const started = job.runs.at(-1)?.startedAt ?? job.startedAt
  return [started === null ? 'starting' : formatDuration(now - started), job.costUsd > 0 ? formatMoney(job.costUsd) : ''].filter((part) => part !== '').join(' · ')
}

function failedEntries(desk: Desk): MenuEntry[] {
  const all = [...desk.failed.values()]
  if (all.length === 0) return []
  return [separator, ...all.slice(-MOST_JOBS).map((job) => item(`${stateMark(job).mark} ${toLabel(job.title)}`, { kind: 'open', job: job.id })), ...more(all.length - MOST_JOBS)]
}

function pauseEntries(desk: Desk): MenuEntry[] {
  const { status } = desk
  if (!status || desk.link !== 'live') return []
  const all = status.paused ? item('Resume all', { kind: 'resume' }) : item('Pause all', { kind: 'pause' })
  const profiles = status.profiles.map((profile): MenuEntry => item(
    `${profile.name}  ${profile.running}/${profile.slots}${profile.queued > 0 ? `, ${profile.queued} queued` : ''}`,
    { kind: profile.paused ? 'resume' : 'pause', profile: profile.name }, { checked: !profile.paused },
  ))
  return [separator, all, ...(profiles.length > 0 ? [{ kind: 'submenu', label: 'Profiles', entries: profiles } as const] : [])]
}

const more = (count: number): MenuEntry[] => (count > 0 ? [item(`and ${count} more…`, { kind: 'open' })] : [])
