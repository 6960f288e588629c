import { expect, test } from 'vitest'
import type { Approval } from '../../contract/approval.ts'
import type { Status } from '../../contract/engine.ts'
import { toQuestion } from '../../contract/call-words.ts'
import type { Job } from '../../contract/job.ts'
import { applyToDesk, createDesk, loadDesk, progressOf, seeFailures, type Desk } from './desk.ts'
import { pickNotes, toNote, type Note } from './note.ts'
import { DesktopSettings } from '../../contract/desktop.ts'
import { toTray } from './tray-view.ts'
import type { MenuEntry } from './action.ts'

const NOW = 1_000_000
const job = (id: string, more: Partial<Job> = {}): Job => ({
  id, seq: 1, title: `Title of ${id}`, prompt: 'p', repository: '/home/me/api', profile: 'careful', profileVersion: 1, state: 'queued', waitingFor: null, outcome: null, priority: 0, labels: {}, after: [], any: false, children: [],
  context: 'branch', conversation: 'c1', sessionId: null, isolation: 'worktree', base: null, check: null, retry: { max: 0, backoffMs: 0 }, timeoutMs: null, maxTurns: null, budgetUsd: null, model: null, notBefore: 0,
  pipeline: null, pipelineTitle: null, alias: null, worktree: null, branch: null, baseCommit: null, headCommit: null, run: 1, runs: [], createdAt: 0, queuedAt: 0, startedAt: NOW - 252_000, endedAt: null, costUsd: 0, submittedFrom: 'cli', reasonChain: [], ...more,
})
const status = (more: Partial<Status> = {}): Status => ({
  version: '1', engine: { running: true, pid: 1, url: null, startedAt: 0 }, home: '/h', paused: false, slots: { used: 0, total: 4 }, jobs: {}, profiles: [{ name: 'careful', running: 1, slots: 2, queued: 3, paused: false }], approvals: 0, eventSeq: 1, ...more,
})
const approval = (id: string): Approval => ({ id, job: 'j1', jobTitle: 'Clean', run: 1, repository: '/home/me/api', profile: 'careful', tool: 'Bash', input: { command: 'rm -rf build' }, question: 'run `rm -rf build` in api', state: 'asked', askedAt: 1, expiresAt: 2, answeredAt: null, message: null })
const failed = (id: string): Job => job(id, { state: 'finished', endedAt: NOW, outcome: { kind: 'failed', reason: 'check-failed', message: 'npm test exited 1' } })

function desk(jobs: Job[] = [], counts: Record<string, number> = {}): Desk {
  const made = createDesk(NOW - 1000)
  made.link = 'live'
  loadDesk(made, { status: status({ jobs: counts }), jobs, approvals: [] })
  return made
}
const change = (on: Desk, next: Job): Note | null => applyToDesk(on, { kind: 'job.changed', job: next }, NOW).note
const labels = (menu: MenuEntry[]): string[] => menu.flatMap((entry) => ('label' in entry ? [entry.label] : []))

test('the tray shows the most pressing state first', () => {
  const made = desk([], { queued: 2 })
  expect(toTray(made, NOW)).toMatchObject({ state: 'idle', tooltip: 'Dispatch: 2 waiting', badge: 0, progress: null, title: '' })
  change(made, job('j1', { state: 'running', costUsd: 0.42 }))
  expect(toTray(made, NOW)).toMatchObject({ state: 'running', tooltip: 'Dispatch: 1 running, 2 waiting', title: '1' })
  expect(labels(toTray(made, NOW).menu)).toContain('● Title of j1  4m 12s · $0.42')
  change(made, failed('j2'))
  expect(toTray(made, NOW)).toMatchObject({ state: 'failed', badge: 1 })
  applyToDesk(made, { kind: 'approval.asked', approval: approval('a1') }, NOW)
  expect(toTray(made, NOW)).toMatchObject({ state: 'needs-you', badge: 2, title: '1', tooltip: 'Dispatch: 1 question for you, 1 failed, 1 running, 2 waiting' })
  made.link = 'offline'
  made.trouble = 'it ended'
  expect(toTray(made, NOW)).toMatchObject({ state: 'offline', tooltip: 'Dispatch: the engine is not there (it ended)', progress: null })
  made.link = 'live'
  applyToDesk(made, { kind: 'approval.answered', approval: { ...approval('a1'), state: 'allowed' } }, NOW)
  seeFailures(made)
  expect(toTray(made, NOW)).toMatchObject({ state: 'running', badge: 0 })
  change(made, job('j1', { state: 'finished', endedAt: NOW, outcome: { kind: 'succeeded', reason: 'ok', message: '' } }))
  made.status = status({ paused: true })
  expect(toTray(made, NOW)).toMatchObject({ state: 'paused', tooltip: 'Dispatch: paused' })
  expect(labels(toTray(made, NOW).menu)).toContain('Resume all')
})

test('a long list is cut, and what comes from prompts is one line without menu marks', () => {
  const made = desk(Array.from({ length: 30 }, (_, index) => job(`j${index}`, { state: 'running', title: `a & b\n${'x'.repeat(200)}` })))
  const all = labels(toTray(made, NOW).menu)
  expect(all).toContain('and 22 more…')
  const line = all.find((each) => each.startsWith('●'))!
  expect(line).toMatch(/^● a && b x+… {2}4m 12s$/)
})

test('progress counts from the last quiet moment and stands still for what waits for a person', () => {
  const made = desk([job('j1', { state: 'running' })], { queued: 3 })
  expect(progressOf(made)).toBe(0)
  change(made, job('j1', { state: 'finished', endedAt: NOW, outcome: { kind: 'succeeded', reason: 'ok', message: '' } }))
  change(made, job('j2', { state: 'running' }))
  made.status = status({ jobs: { queued: 2 } })
  expect(progressOf(made)).toBe(0.25)
  change(made, job('j2', { state: 'waiting', waitingFor: { kind: 'approval', detail: 'x' } }))
  expect(progressOf(made)).toBeNull()
  change(made, failed('j2'))
  made.status = status({ jobs: {} })
  expect(progressOf(made)).toBeNull()
  change(made, job('j3', { state: 'running' }))
  expect(progressOf(made)).toBe(0)
})

test('each end is told once; what a person did, what fell with another and what is old is not', () => {
  const made = desk([job('j1', { state: 'running' })])
  expect(change(made, failed('j1'))).toMatchObject({ kind: 'failed', title: '✕ Title of j1', body: 'Failed: npm test exited 1.', open: { kind: 'open', job: 'j1' } })
  expect(change(made, { ...failed('j1'), title: 'renamed' })).toBeNull()
  expect(change(made, failed('j2'))).toMatchObject({ kind: 'failed' })
  expect(change(made, { ...failed('j3'), endedAt: NOW - 5000 })).toBeNull()
  expect(change(made, job('j4', { state: 'finished', endedAt: NOW, outcome: { kind: 'cancelled', reason: 'by-person', message: '' } }))).toBeNull()
  expect(change(made, job('j5', { state: 'finished', endedAt: NOW, outcome: { kind: 'cancelled', reason: 'dependency-failed', message: '' } }))).toBeNull()
  expect(change(made, job('j6', { state: 'finished', endedAt: NOW, outcome: { kind: 'lost', reason: 'lost', message: '' } }))).toMatchObject({ kind: 'failed', title: '? Title of j6' })
  // A retry that ends again is news again.
  change(made, job('j1', { state: 'running' }))
  expect(made.failed.has('j1')).toBe(false)
  expect(change(made, failed('j1'))).toMatchObject({ kind: 'failed' })
})

test('held by a failure is told, held by a person not; a limit once for its profile', () => {
  const made = desk()
  expect(change(made, job('j1', { state: 'held', reasonChain: ['j0 failed'] }))).toMatchObject({ kind: 'held', body: 'Held: j0 failed. Retry what failed, or release this job anyway.' })
  expect(change(made, job('j2', { state: 'held', reasonChain: ['held by a person'] }))).toBeNull()
  const until = NOW + 600_000
  const limited = (id: string) => change(made, job(id, { state: 'waiting', waitingFor: { kind: 'quota', until, detail: 'the 5-hour limit' } }))
  const [first, second] = [limited('j3')!, limited('j4')!]
  expect(first).toMatchObject({ kind: 'limit', title: 'Limit reached: careful', body: expect.stringMatching(/^Waiting for the 5-hour limit\. Goes on at .* \(in 10 min\)\.$/) })
  expect(second.key).toBe(first.key)
  expect(limited('j3')).toBeNull()
  change(made, job('j6', { state: 'waiting', waitingFor: { kind: 'machine', detail: 'memory' } }))
  expect(limited('j6')).toMatchObject({ kind: 'limit' })
})

test('notes: only those wanted, none while the window is looked at, a crowd as one', () => {
  const { notify } = DesktopSettings.parse({})
  const notes = ['j1', 'j2', 'j3', 'j4', 'j4'].map((id) => toNote({ kind: 'job', job: failed(id) }, NOW)!)
  const question = toNote({ kind: 'approval', approval: approval('a1') }, NOW)!
  expect(pickNotes([...notes, question], notify, true)).toEqual([])
  expect(pickNotes([...notes, question], { ...notify, failed: false }, false)).toEqual([question])
  expect(pickNotes(notes.slice(0, 3), notify, false)).toHaveLength(3)
  expect(pickNotes(notes, notify, false)).toMatchObject([{ kind: 'failed', title: '4 jobs failed', open: { kind: 'open' } }])
  expect(question).toMatchObject({ title: 'Clean', body: 'Claude asks: run `rm -rf build` in api. It may not under ‘careful’.', actions: [{ label: 'Allow once', action: { kind: 'answer', approval: 'a1', answer: 'allow' } }, { label: 'Deny' }] })
  const two = toNote({ kind: 'approval', approval: { ...approval('a1'), input: { command: 'ls\ncd /\nrm -rf .' } } }, NOW)!
  expect(two.body).toBe('Claude asks: run `ls` and 2 more lines in api. It may not under ‘careful’.')
  expect(two.actions).toMatchObject([{ label: 'Read it', action: { kind: 'go', place: 'inbox/a1' } }, { label: 'Deny' }])
})

test('what the menu shows only in part cannot be allowed from it', () => {
  const answers = (command: string): string[] => {
    const made = desk()
    applyToDesk(made, { kind: 'approval.asked', approval: { ...approval('a1'), question: toQuestion('Bash', { command }, '/home/me/api'), input: { command } } }, NOW)
    return labels(toTray(made, NOW).menu.flatMap((entry) => (entry.kind === 'submenu' && entry.label.startsWith('◐') ? entry.entries : [])))
  }
  expect(answers('rm -rf build')).toContain('Allow once')
  for (const command of ['ls\nrm -rf .', `true ${'x'.repeat(130)}; rm -rf .`]) {
    expect(answers(command)).toContain('Read it…')
    expect(answers(command)).not.toContain('Allow once')
  }
})
