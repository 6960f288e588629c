import { expect, test } from 'vitest'
import { JobSpec, type Job } from '../../contract/job.ts'
import { Schedule, ScheduleEdit, ScheduleSpec } from '../../contract/schedule.ts'
import { EMPTY_DRAFT, fromSchedule, toDraft, toLocalText, toParent } from './draft.ts'
import { insertPaths, toInside } from './dropped.ts'
import { fieldOf, withoutField } from './judge.ts'
import { toEdit, toSpec } from './read.ts'
import { toScheduleEdit, toScheduleSpec } from './read-schedule.ts'
import { toSafeDraft } from './stored-draft.ts'

const FULL = {
  ...EMPTY_DRAFT, prompt: 'Do it', repository: ' /code/api ', profile: 'p', check: ' npm test ', checkTimeout: '2m', land: ' main ', landHow: 'rebase' as const, landUnverified: true, after: [{ job: 'j1', when: 'done', otherwise: 'hold' } as const, { job: 'j2', when: 'success', otherwise: 'cancel' } as const], any: true, context: 'fork' as const, conversation: ' c1 ', base: 'main', isolation: 'none' as const,
  title: ' T ', labels: 'team=pay\n\n url = a=b ', priority: '-3', notBefore: '2031-02-03T04:05', hold: true, model: ' opus ', timeout: '1h 30m', maxTurns: '40', budget: '$2.5', retries: '2', backoff: '30s',
}

test('what was typed becomes a spec the engine takes, and what was left empty is not in it', () => {
  expect(toSpec({ ...EMPTY_DRAFT, prompt: 'Do it', repository: ' /code/api ' })).toEqual({ spec: { prompt: 'Do it', repository: '/code/api', profile: 'default' }, faults: {} })
  const { spec, faults } = toSpec(FULL)
  expect(faults).toEqual({})
  expect(spec).toEqual({
    prompt: 'Do it', repository: '/code/api', profile: 'p', check: { command: 'npm test', timeoutMs: 120_000 }, land: { into: 'main', how: 'rebase' }, after: [{ job: 'j1', when: 'done', otherwise: 'hold' }, { job: 'j2', when: 'success', otherwise: 'cancel' }], any: true, context: 'fork', conversation: 'c1', base: 'main', isolation: 'none',
    title: 'T', labels: { team: 'pay', url: 'a=b' }, priority: -3, notBefore: new Date(2031, 1, 3, 4, 5).getTime(), hold: true, model: 'opus', timeoutMs: 5_400_000, maxTurns: 40, budgetUsd: 2.5, retry: { max: 2, backoffMs: 30_000 },
  })
  expect(JobSpec.parse(spec)).toMatchObject(spec)
})

test('where it lands: unverified only where nothing checks it, and an edit tells what was changed of it', () => {
  const draft = { ...EMPTY_DRAFT, prompt: 'x', repository: '/r', land: 'main' }
  expect(toSpec(draft).spec.land).toEqual({ into: 'main' })
  expect(toSpec({ ...draft, landUnverified: true }).spec.land).toEqual({ into: 'main', unverified: true })
  expect(toSpec({ ...draft, landUnverified: true, check: 'true' }).spec.land).toEqual({ into: 'main' })
  const lands = { ...JOB, land: { into: 'main', how: 'merge', unverified: false } } as Job
  expect(toEdit(toDraft(lands), lands, 'x').edit).toEqual({})
  expect(toEdit({ ...toDraft(lands), landHow: 'squash' }, lands, 'x').edit).toEqual({ land: { into: 'main', how: 'squash', unverified: false } })
  expect(toEdit({ ...toDraft(lands), land: '' }, lands, 'x').edit).toEqual({ land: null })
  expect(fieldOf({ code: 'bad-input', details: { field: 'land.into' } })).toBe('land')
  expect(fieldOf({ code: 'bad-input', details: { field: 'land.how' } })).toBe('landHow')
})

test('what cannot be read is said at its field', () => {
  const { faults } = toSpec({ ...FULL, budget: 'lots', timeout: '90', labels: 'a=b\nteam', retries: 'x', backoff: 'soon' })
  expect(Object.keys(faults).toSorted()).toEqual(['backoff', 'budget', 'labels', 'retries', 'timeout'])
  expect(faults).toMatchObject({ labels: 'expected name=value on each line, found "team"', timeout: 'expected a time such as 45m or 1h 30m, found "90"' })
  expect(toSpec({ ...FULL, labels: 'a=1\na=2' }).faults.labels).toContain('found a twice')
})

const JOB = {
  id: 'j1', prompt: 'Do it', title: 'Do it', profile: 'p', repository: '/r', labels: { a: 'b' }, priority: 2, check: { command: 'npm test', timeoutMs: 5000 }, retry: { max: 1, backoffMs: 10_000 }, timeoutMs: null, maxTurns: 7, budgetUsd: null, model: null,
  notBefore: new Date(2031, 1, 3, 4, 5, 6).getTime(), after: [{ job: 'ja', when: 'success', otherwise: 'cancel', alias: 'tests' }, { job: 'jb', when: 'done', otherwise: 'hold' }], any: false, context: 'branch', base: null, isolation: 'worktree',
} as unknown as Job

test('an edit holds only what was changed; what was emptied goes back to none', () => {
  const draft = toDraft(JOB)
  expect(toEdit(draft, JOB, 'x')).toEqual({ edit: {}, faults: {} })
  expect(toEdit({ ...draft, title: '', check: '', maxTurns: '', timeout: '30m', labels: '', priority: '' }, JOB, 'The first line').edit).toEqual({ title: 'The first line', check: null, maxTurns: null, timeoutMs: 1_800_000, labels: {}, priority: 0 })
  expect(toEdit({ ...draft, checkTimeout: '', notBefore: '' }, JOB, 'x').edit).toEqual({ check: { command: 'npm test', timeoutMs: 600_000 }, notBefore: 0 })
})

test('a parent that was typed and not picked counts when it is an id, and is refused at its field when it is not', () => {
  const draft = { ...EMPTY_DRAFT, prompt: 'x', repository: '/r', after: [toParent('j1234')] }
  expect(toSpec({ ...draft, afterText: ' J9xy8 ' })).toMatchObject({ spec: { after: [toParent('j1234'), toParent('j9xy8')] }, faults: {} })
  expect(toSpec({ ...draft, afterText: 'j1234' }).spec.after).toEqual([toParent('j1234')])
  expect(toSpec({ ...draft, afterText: 'Greet' }).faults.after).toContain('found "Greet"')
  expect(toEdit({ ...toDraft(JOB), afterText: 'j9xy8' }, JOB, 'x').edit).toEqual({ after: [{ job: 'j9xy8', when: 'success', otherwise: 'cancel' }] })
  expect(toEdit({ ...toDraft(JOB), afterText: 'Greet' }, JOB, 'x').faults.after).toContain('found "Greet"')
})

test('edges that were added, changed or taken out are in an edit, the others are not', () => {
  const draft = toDraft(JOB)
  const [first, second] = draft.after
  expect(toEdit({ ...draft, after: [{ ...first!, otherwise: 'hold' }, second!, { job: 'jc', when: 'failure', otherwise: 'cancel' }], any: true }, JOB, 'x').edit)
    .toEqual({ after: [{ job: 'ja', when: 'success', otherwise: 'hold' }, { job: 'jc', when: 'failure', otherwise: 'cancel' }], any: true })
  expect(toEdit({ ...draft, after: [second!] }, JOB, 'x').edit).toEqual({ noAfter: ['ja'] })
})

test('a time is shown as it is here, to the minute', () => {
  expect(toLocalText(JOB.notBefore)).toBe('2031-02-03T04:05')
  expect(toLocalText(0)).toBe('')
})

test('refusals find their field', () => {
  expect(fieldOf({ code: 'bad-input', details: { field: 'check.command' } })).toBe('check')
  expect(fieldOf({ code: 'bad-input', details: { field: 'check.timeoutMs' } })).toBe('checkTimeout')
  expect(fieldOf({ code: 'bad-input', details: { field: 'retry.max' } })).toBe('retries')
  expect(fieldOf({ code: 'not-a-repository' })).toBe('repository')
  expect(fieldOf({ code: 'internal' })).toBeNull()
  expect(withoutField('check.command: expected text')).toBe('expected text')
  expect(withoutField('Expected a repository: none found')).toBe('Expected a repository: none found')
})

test('dropped paths stand where the caret is, set off, quoted when they hold blanks', () => {
  expect(insertPaths('See for it', { start: 3, end: 3 }, ['/a b/c.png', '/d'])).toEqual({ text: 'See "/a b/c.png" /d for it', end: 19 })
  expect(insertPaths('', { start: 0, end: 0 }, ['/d'])).toEqual({ text: '/d ', end: 3 })
})

test('a file of the repository is named as it is called in the worktree', () => {
  expect(toInside('/code/api/src/a.ts', ' /code/api/ ')).toBe('src/a.ts')
  expect(['/code/api2/a', '/code/api', '/other', ''].map((path) => toInside(path, '/code/api'))).toEqual([null, null, null, null])
  expect(toInside('/a', '')).toBeNull()
})

test('after what and how it is tried again, and how long it may be silent', () => {
  const draft = { ...EMPTY_DRAFT, prompt: 'x', repository: '/r', silence: '10m', retries: '2', retryOn: ['lost', 'check-failed'] as const, retrySession: 'resume' as const }
  expect(toSpec(draft).spec).toMatchObject({ silenceMs: 600_000, retry: { max: 2, on: ['lost', 'check-failed'], session: 'resume' } })
  expect(toSpec({ ...draft, retries: '' }).spec).not.toHaveProperty('retry')
  const job = { ...JOB, retry: { max: 1, backoffMs: 10_000, on: ['lost'], session: 'resume' }, silenceMs: 5000 } as Job
  expect(toEdit(toDraft(job), job, 'x')).toEqual({ edit: {}, faults: {} })
  expect(toEdit({ ...toDraft(job), retryOn: [], retrySession: 'fresh', silence: '' }, job, 'x').edit).toEqual({ retry: { max: 1, backoffMs: 10_000 }, silenceMs: null })
})

const REPEATED = { ...EMPTY_DRAFT, prompt: 'Sweep', repository: '/r', every: ' 0 2 * * * ', zone: ' Asia/Tokyo ', catchUp: '6h', overlap: 'queue' as const, hold: true, conversation: 'c1' }

test('a draft with a pattern is a schedule; parents and a time of its own do not go with one', () => {
  expect(toScheduleSpec(EMPTY_DRAFT)).toBeNull()
  const { spec, faults } = toScheduleSpec(REPEATED)!
  expect({ spec, faults }).toEqual({ spec: { job: { prompt: 'Sweep', repository: '/r', profile: 'default', hold: true, conversation: 'c1' }, every: '0 2 * * *', zone: 'Asia/Tokyo', catchUpMs: 21_600_000, overlap: 'queue' }, faults: {} })
  expect(ScheduleSpec.parse(spec)).toMatchObject(spec)
  expect(toScheduleSpec({ ...REPEATED, after: FULL.after })!.faults.every).toContain('no parents')
  expect(toScheduleSpec({ ...REPEATED, notBefore: FULL.notBefore })!.faults.every).toContain('Not before')
  expect(toScheduleSpec({ ...REPEATED, catchUp: 'long' })!.faults.catchUp).toContain('"long"')
})

test('a schedule is edited by what differs alone', () => {
  const { spec } = toScheduleSpec({ ...REPEATED, silence: '5m', retries: '1', retryOn: ['lost'] })!
  const base = Schedule.parse({ ...ScheduleSpec.parse(spec), id: 's1', title: 'Sweep', nextAt: null, upcoming: [], last: null, submittedFrom: 'web', createdAt: 1 })
  const draft = fromSchedule(base)
  expect(draft).toMatchObject({ every: '0 2 * * *', zone: 'Asia/Tokyo', catchUp: '6h', overlap: 'queue', hold: true, conversation: 'c1', title: '', silence: '5m', retryOn: ['lost'] })
  expect(toScheduleEdit(draft, base, 'x')).toEqual({ edit: {}, faults: {} })
  const { edit } = toScheduleEdit({ ...draft, every: '@daily', zone: '', catchUp: '', overlap: 'skip', title: 'Broom', silence: '', retryOn: [] }, base, 'x')
  expect(edit).toEqual({ every: '@daily', catchUpMs: 0, overlap: 'skip', job: { title: 'Broom', silenceMs: null, retry: { max: 1, backoffMs: 10_000 } } })
  expect(ScheduleEdit.parse({ id: 's1', ...edit })).toMatchObject(edit)
  expect(toScheduleEdit({ ...draft, every: ' ' }, base, 'x').faults.every).toContain('pause or remove')
  expect(fieldOf({ code: 'bad-input', details: { field: 'job.retry.on.0' } })).toBe('retryOn')
})

const CHECKED = { ...EMPTY_DRAFT, prompt: 'x', repository: '/r', checkChanged: ' src/** \n\ntest/a.ts', checkUnchanged: 'package-lock.json', checkSchema: '{ "type": "object" }', checkPrompt: ' Is it good? ', checkProfile: 'careful' }

test('files, a schema and a reviewer are checks as they were typed, and each fault stands at its field', () => {
  const { spec, faults } = toSpec(CHECKED)
  const check = { files: { changed: ['src/**', 'test/a.ts'], unchanged: ['package-lock.json'] }, schema: { type: 'object' }, prompt: 'Is it good?', profile: 'careful' }
  expect({ check: spec.check, faults }).toEqual({ check, faults: {} })
  expect(JobSpec.parse(spec).check).toMatchObject(check)
  expect(toSpec({ ...CHECKED, checkPrompt: ' ' }).spec.check).not.toHaveProperty('profile')
  expect(toSpec({ ...CHECKED, checkSchema: '{"type":' }).faults.checkSchema).toContain('expected JSON, found none that can be read')
  expect(toSpec({ ...CHECKED, checkSchema: '[]' }).faults.checkSchema).toContain('expected a JSON object')
  const at = (field: string) => fieldOf({ code: 'bad-input', details: { field } })
  expect(['check.files.changed.0', 'check.files.unchanged', 'check.files', 'check.schema', 'check.prompt', 'job.check.profile', 'check'].map(at)).toEqual(['checkChanged', 'checkUnchanged', 'checkChanged', 'checkSchema', 'checkPrompt', 'checkProfile', 'check'])
})

test('every member of a check is edited on its own', () => {
  const check = JobSpec.parse(toSpec(CHECKED).spec).check!
  const base = { ...JOB, check } as Job
  expect(toEdit(toDraft(base), base, 'x')).toEqual({ edit: {}, faults: {} })
  expect(toEdit({ ...toDraft(base), checkUnchanged: '', checkPrompt: '' }, base, 'x').edit).toEqual({ check: { files: { changed: ['src/**', 'test/a.ts'] }, schema: { type: 'object' }, timeoutMs: 600_000 } })
  expect(toEdit({ ...toDraft(base), checkChanged: '', checkUnchanged: '', checkSchema: '', checkPrompt: '' }, base, 'x').edit).toEqual({ check: null })
})

test('an edit of the check’s command keeps what else it asks for, also when the command is emptied', () => {
  const job = (check: Job['check']): Job => ({ ...JOB, check })
  const more = { files: { changed: ['src/**'] }, timeoutMs: 600_000 }
  const edit = (base: Job, check: string) => toEdit({ ...toDraft(base), check }, base, 'x').edit
  expect(edit(job({ ...more, command: 'true' }), 'npm test')).toEqual({ check: { ...more, command: 'npm test' } })
  expect(edit(job({ ...more, command: 'true' }), '')).toEqual({ check: more })
  expect(edit(job({ command: 'true', timeoutMs: 600_000 }), '')).toEqual({ check: null })
  expect(edit(job(more), '')).toEqual({})
})

test('what it touches: one pattern a line, told in an edit when it was changed, and its fault stands at its field', () => {
  const draft = { ...EMPTY_DRAFT, prompt: 'x', repository: '/r', touches: ' src/{a,b}/** \n\ndocs' }
  expect(toSpec(draft).spec).toEqual({ prompt: 'x', repository: '/r', profile: 'default', touches: ['src/{a,b}/**', 'docs'] })
  expect(toSpec({ ...draft, touches: ' \n' }).spec).not.toHaveProperty('touches')
  const base = { ...JOB, touches: ['src/**', 'docs'] } as Job
  expect(toDraft(base).touches).toBe('src/**\ndocs')
  expect(toEdit(toDraft(base), base, 'x')).toEqual({ edit: {}, faults: {} })
  expect(toEdit({ ...toDraft(base), touches: 'src/**' }, base, 'x').edit).toEqual({ touches: ['src/**'] })
  expect(toEdit({ ...toDraft(base), touches: '' }, base, 'x').edit).toEqual({ touches: [] })
  expect(toEdit({ ...toDraft(JOB), touches: 'a' }, JOB, 'x').edit).toEqual({ touches: ['a'] })
  expect(['touches', 'touches.1', 'job.touches.0'].map((field) => fieldOf({ code: 'bad-input', details: { field } }))).toEqual(['touches', 'touches', 'touches'])
  expect(toSafeDraft({ ...draft, touches: ['no text'] }).touches).toBe('')
  expect(toSafeDraft(draft).touches).toBe(draft.touches)
})
