import { expect, test } from 'vitest'
import type { Moved } from '../../contract/api.ts'
import { Refusal } from '../../contract/errors.ts'
import { toFinished, toJob, useTestEngine, type Answers } from './testing.ts'

const { start, line } = useTestEngine()
const moved = (id: string, dryRun = false): Moved => ({ dryRun, changed: [toFinished('cancelled', { id })], also: [{ id: 'jccccccccc', title: 'Child', from: 'blocked', to: 'cancelled', why: 'needs success' }] })

test('cancel of several: all are tried, what goes with them is named once, each refusal is told and the first decides the exit code', async () => {
  await start({ 'jobs.cancel': ({ id, dryRun }) => { if (id === 'jbad') throw new Refusal('not-found', 'expected a job, found none: look'); if (id === 'jover') throw new Refusal('wrong-state', 'expected another, found it over: look', { state: 'finished' }); return moved(id, dryRun) } })
  const { exit, out, err } = await line('cancel', 'jaaaaaaaaa', 'jbad', 'jover', 'jbbbbbbbbb')
  expect(exit).toBe(4)
  expect(err).toBe('dispatch: expected a job, found none: look\ndispatch: expected another, found it over: look\n')
  expect(out.trim().split('\n')).toEqual(['jaaaaaaaaa  ⊘ cancelled  Write tests for pay', 'jbbbbbbbbb  ⊘ cancelled  Write tests for pay', '  jccccccccc  went from blocked to cancelled: Child (needs success)'])
  expect(JSON.parse((await line('cancel', 'jaaaaaaaaa', 'jbbbbbbbbb', '--json')).out)).toMatchObject({ changed: [{ id: 'jaaaaaaaaa' }, { id: 'jbbbbbbbbb' }], also: [{ id: 'jccccccccc' }] })
})

test('a dry run of several tells what they do together: what stays as long as one of two stands goes with both', async () => {
  const alone = ({ id }: { id: string }): Moved => ({ dryRun: true, changed: [toFinished('cancelled', { id })], also: [] })
  const { calls } = await start({ 'jobs.cancel': alone, 'jobs.move': ({ ids }) => ({ ...moved(ids[0]!, true), changed: ids.toReversed().map((id) => toFinished('cancelled', { id })), refused: [] }) })
  const { exit, out, err } = await line('cancel', 'jaaaaaaaaa', 'jbbbbbbbbb', '--dry-run')
  expect(out).toBe('jaaaaaaaaa  would be cancelled: Write tests for pay\njbbbbbbbbb  would be cancelled: Write tests for pay\n  jccccccccc  would go from blocked to cancelled: Child (needs success)\n')
  expect([exit, err]).toEqual([0, 'dispatch: nothing was changed\n'])
  expect(calls.at(-1)).toEqual({ name: 'jobs.move', args: { ids: ['jaaaaaaaaa', 'jbbbbbbbbb'], move: 'cancel', withDependents: false, dryRun: true } })
})

test('cancel --dry-run says what would go, and why', async () => {
  const { calls } = await start({ 'jobs.cancel': ({ id, dryRun }) => moved(id, dryRun) })
  expect((await line('cancel', 'jaaaaaaaaa', '--dry-run')).out).toBe('jaaaaaaaaa  would be cancelled: Write tests for pay\n  jccccccccc  would go from blocked to cancelled: Child (needs success)\n')
  expect(calls).toEqual([{ name: 'jobs.cancel', args: { id: 'jaaaaaaaaa', dryRun: true } }])
})

test('release --dry-run says what would be forgiven, and not that nothing would be', async () => {
  await start({ 'jobs.release': () => ({ dryRun: true, changed: [toJob({ state: 'held' })], also: [], notes: ['j4k9m2p3q0 would be let go although ja ‘A’ ended failed (check-failed)'] }) })
  expect(await line('release', 'j4k9', '--dry-run')).toEqual({ exit: 0, out: 'j4k9m2p3q0  would be released: Write tests for pay\n  j4k9m2p3q0 would be let go although ja ‘A’ ended failed (check-failed)\n', err: 'dispatch: nothing was changed\n' })
})

test('a state that does not allow it exits 5', async () => {
  await start({ 'jobs.hold': () => { throw new Refusal('wrong-state', 'expected a job that has not started, found it running: cancel it', { state: 'running' }) } })
  expect(await line('hold', 'j4k9')).toEqual({ exit: 5, out: '', err: 'dispatch: expected a job that has not started, found it running: cancel it\n' })
})

test('edit sends only what is named; labels are laid over those there are', async () => {
  const { calls } = await start({ 'jobs.get': () => toJob({ labels: { a: '1', b: '2' }, retry: { max: 3, backoffMs: 5 } }), 'jobs.edit': () => toJob({ state: 'queued' }) })
  await line('edit', 'j4k9', '--no-check', '--title', 'New')
  await line('edit', 'j4k9', '--label', 'c=3', '--remove-label', 'a', '--backoff', '1s')
  expect(calls.filter(({ name }) => name === 'jobs.edit').map(({ args }) => args)).toEqual([{ id: 'j4k9', check: null, title: 'New' }, { id: 'j4k9m2p3q0', labels: { b: '2', c: '3' }, retry: { max: 3, backoffMs: 1000 } }])
})

test('what a job touches: named in lists, at commas but not within braces, and taken away again', async () => {
  const { calls } = await start({ 'jobs.submit': () => toJob({ state: 'queued' }), 'jobs.edit': () => toJob({ state: 'queued' }), 'jobs.get': () => toJob({ touches: ['src/pay/**', 'docs'] }) })
  await line('submit', 'x', '--touches', 'src/{a,b}/**, docs', '--touches', '*.md', '--isolation', 'none')
  await line('edit', 'j4k9', '--touches', 'src')
  await line('edit', 'j4k9', '--no-touches')
  await line('edit', 'j4k9', '--no-touches', '--touches', 'a')
  expect(calls.map(({ args }) => (args as { touches: unknown }).touches)).toEqual([['src/{a,b}/**', 'docs', '*.md'], ['src'], [], ['a']])
  expect(await line('submit', 'x', '--touches', ' , ')).toMatchObject({ exit: 2, err: expect.stringContaining('expected files for --touches, found none') })
  expect((await line('show', 'j4k9')).out).toMatch(/^touches +src\/pay\/\*\*, docs$/m)
})

test('edit changes edges: --after and --no-after are lists of their own, --any and --all say how many are needed', async () => {
  const { calls } = await start({ 'jobs.edit': () => toJob({ state: 'blocked' }) })
  await line('edit', 'j4k9', '--after', 'jaaa,docs=jbbb', '--when', 'done', '--otherwise', 'hold', '--no-after', 'jccc,jddd', '--any')
  await line('edit', 'j4k9', '--no-after', 'jccc', '--no-after', 'jddd', '--all')
  expect(calls.map(({ args }) => args)).toEqual([
    { id: 'j4k9', after: [{ job: 'jaaa', when: 'done', otherwise: 'hold' }, { job: 'jbbb', alias: 'docs', when: 'done', otherwise: 'hold' }], noAfter: ['jccc', 'jddd'], any: true },
    { id: 'j4k9', noAfter: ['jccc', 'jddd'], any: false },
  ])
  expect(await line('edit', 'j4k9', '--when', 'done')).toMatchObject({ exit: 2, err: expect.stringContaining('add --after ID') })
  expect(await line('edit', 'j4k9', '--any', '--all')).toMatchObject({ exit: 2, err: expect.stringContaining('--any or --all') })
})

test.each([['hold', 'held'], ['release', 'released'], ['retry', 'retried']])('%s --dry-run says what would be %s', async (command, word) => {
  const { calls } = await start({ [`jobs.${command}`]: ({ id, dryRun }: { id: string; dryRun: boolean }) => moved(id, dryRun) } as Answers)
  expect((await line(command, 'jaaaaaaaaa', '--dry-run', '--with-dependents')).out).toContain(`jaaaaaaaaa  would be ${word}: Write tests for pay\n  jccccccccc  would go from blocked`)
  expect(calls).toEqual([{ name: `jobs.${command}`, args: { id: 'jaaaaaaaaa', withDependents: true, dryRun: true } }])
})

test('a job that is revived is so again', async () => {
  await start({ 'jobs.retry': ({ dryRun }) => ({ dryRun, changed: [toJob({ state: 'queued' })], also: [{ id: 'jccccccccc', title: 'Child', from: 'finished', to: 'blocked', why: 'revived with it' }] }) })
  expect((await line('retry', 'j4k9', '--with-dependents')).out).toContain('  jccccccccc  is blocked again: Child (revived with it)')
  expect((await line('retry', 'j4k9', '--with-dependents', '--dry-run')).out).toContain('  jccccccccc  would be blocked again: Child')
})

test('continue prints the id of the follow-up', async () => {
  const { calls } = await start({ 'jobs.continue': () => toJob({ id: 'jnewnewnew', state: 'queued' }) })
  expect(await line('continue', 'j4k9', 'And now the docs', '--check', 'npm test')).toEqual({ exit: 0, out: 'jnewnewnew\n', err: '' })
  expect(calls[0]!.args).toEqual({ id: 'j4k9', prompt: 'And now the docs', check: { command: 'npm test', timeoutMs: 600_000 } })
})

test('questions are listed and answered', async () => {
  const question = { id: 'aaaaaaaaaa', job: 'j4k9m2p3q0', jobTitle: 'Docs', run: 1, repository: '/code/api', profile: 'careful', tool: 'Bash', input: {}, question: 'run `rm -rf build` in api', askedAt: 0, expiresAt: 1, answeredAt: null, message: null }
  const { calls } = await start({
    'approvals.list': () => ({ approvals: [{ ...question, state: 'asked' }] }),
    'approvals.answer': ({ answer, message }) => ({ ...question, state: answer === 'allow' ? 'allowed' : 'denied', message: message ?? null }),
  })
  expect((await line('approvals')).out).toContain('Claude asks: run `rm -rf build` in api. It may not under ‘careful’.')
  expect((await line('approve', 'aaaa', '--always')).out).toBe('aaaaaaaaaa  Allowed: run `rm -rf build` in api.\n')
  expect((await line('deny', 'j4k9', '-m', 'Use git clean')).out).toContain('Use git clean.')
  expect(calls.filter(({ name }) => name === 'approvals.answer').map(({ args }) => args)).toEqual([{ id: 'aaaa', answer: 'allow', always: true }, { id: 'j4k9', answer: 'deny', always: false, message: 'Use git clean' }])
})

test('nothing of what is asked hides: every line is listed, what is cut says how much and where it is whole', async () => {
  const base = { job: 'j4k9m2p3q0', jobTitle: 'Docs', run: 1, repository: '/code/api', profile: 'careful', state: 'asked' as const, askedAt: 0, expiresAt: 1, answeredAt: null, message: null, grant: 'Bash ls:*' }
  const command = { ...base, id: 'aaaaaaaaaa', tool: 'Bash', input: { command: 'ls \\\n\u001b]0;\nrm -rf ~/photos' }, question: 'q' }
  const file = { ...base, id: 'abbbbbbbbb', tool: 'Write', input: { file_path: '/code/api/a\nb.ts', content: `${'x'.repeat(1000)}\n${'line\n'.repeat(30)}` }, question: 'write /code/api/a ⏎ b.ts' }
  await start({ 'approvals.list': () => ({ approvals: [command, file] }), 'approvals.get': ({ id }) => (id === 'aaaa' ? command : file), 'jobs.get': () => toJob({ state: 'waiting', waitingFor: { kind: 'approval', detail: 'q' } }) })
  const { out } = await line('approvals')
  expect(out).toContain('\n  Claude asks: run `ls \\` and 2 more lines in api. It may not under ‘careful’.\n    ls \\\n    ␛]0;\n    rm -rf ~/photos\n')
  expect(out).toContain('Claude asks: write /code/api/a ⏎ b.ts.')
  expect(out).toMatch(/x{398}… 602 more characters: `dispatch approvals abbbbbbbbb`/)
  expect(out).toContain('… 19 more lines, 114 more characters: `dispatch approvals abbbbbbbbb`')
  expect((await line('show', 'j4k9')).out).toContain('    rm -rf ~/photos\n')
  const whole = (await line('approvals', 'abbb')).out
  expect(whole).toContain(`  + ${'x'.repeat(1000)}\n${'  + line\n'.repeat(30)}`)
  expect(whole).toMatch(/path {8}\/code\/api\/a ⏎ b.ts\n/)
  expect(whole).toMatch(/--always {4}for the rest of this job: Bash ls:\*/)
  expect(JSON.parse((await line('approvals', 'aaaa', '--json')).out)).toMatchObject({ id: 'aaaaaaaaaa', input: command.input, grant: 'Bash ls:*' })
})

test('the log shows every line of what was asked and run', async () => {
  const entry = (seq: number, kind: 'permission' | 'tool-call', text: string, data: Record<string, unknown>) => ({ seq, run: 1, at: 0, kind, text, data })
  const input = { command: 'ls\nrm -rf ~/photos' }
  const long = { command: `${'y'.repeat(150)}\n${'z'.repeat(150)}` }
  const entries = [entry(1, 'permission', 'Claude asks: run `ls ⏎ rm -rf ~/photos` in api', { approval: 'aaaaaaaaaa', tool: 'Bash', input }), entry(2, 'tool-call', 'Bash ls ⏎ rm -rf ~/photos', { name: 'Bash', input }), entry(3, 'tool-call', `Bash ${'y'.repeat(150)} ⏎ zz…`, { name: 'Bash', input: long }), entry(4, 'tool-call', 'Write a 1 line', { name: 'Write', input: { file_path: 'a', content: 'secret' } })]
  await start({ 'jobs.get': () => toJob(), 'jobs.log': ({ after }) => ({ entries: after === 0 ? entries : [], next: null, last: 4 }) })
  const short = (await line('logs', 'j4k9')).out
  expect(short).toMatch(/Claude asks: run `ls ⏎ rm -rf ~\/photos` in api\n {14}ls\n {14}rm -rf ~\/photos\n/)
  expect(short).toMatch(/▸ Bash ls ⏎ rm -rf ~\/photos\n\S/)
  expect(short).toContain('z'.repeat(150))
  expect(short).not.toContain('secret')
  expect((await line('logs', 'j4k9', '--full')).out).toContain('+ secret')
})

test('pause, resume, doctor, gc', async () => {
  const status = { version: '0', engine: { running: true, pid: 1, url: null, startedAt: 0 }, home: '/h', paused: false, slots: { used: 0, total: 1 }, jobs: { running: 2 }, profiles: [], approvals: 1, eventSeq: 0 }
  const { calls } = await start({
    'engine.pause': () => status, 'engine.resume': () => ({ ...status, paused: true }), 'engine.status': () => status, 'engine.gc': ({ dryRun }) => ({ dryRun, worktrees: ['/w/a'], bytes: 3_400_000 }),
    'engine.doctor': () => ({ ok: false, checks: [{ name: 'git', ok: true, level: 'ok', found: '2.39', fix: null }, { name: 'claude', ok: false, level: 'error', found: 'none', fix: 'Install Claude Code.' }] }),
  })
  expect((await line('pause', 'careful')).out).toMatch(/^Paused ‘careful’/)
  expect((await line('resume', 'careful')).out).toContain('still paused')
  expect(calls.slice(0, 2).map(({ args }) => args)).toEqual([{ profile: 'careful' }, { profile: 'careful' }])
  expect((await line('status')).out).toContain('● 2 running')
  expect((await line('gc', '--dry-run')).out).toBe('/w/a\n1 worktree would be removed, 3.4 MB would be freed.\n')
  expect(await line('doctor')).toMatchObject({ exit: 1, out: expect.stringContaining('✕ claude: none\n    → Install Claude Code.') as string })
})

test.each([
  [['ok'], '\nAll is well.\n'],
  [['ok', 'warning'], '\nNothing is broken, but there is 1 warning: see the line with !.\n'],
  [['warning', 'warning'], '\nNothing is broken, but there are 2 warnings: see the lines with !.\n'],
] as const)('doctor that finds %j ends with what that comes to', async (levels, end) => {
  await start({ 'engine.doctor': () => ({ ok: true, checks: levels.map((level) => ({ name: 'disk', ok: level === 'ok', level, found: '1 GB', fix: level === 'ok' ? null : 'Free some.' })) }) })
  const { exit, out } = await line('doctor')
  expect(exit).toBe(0)
  expect(out.endsWith(end)).toBe(true)
})

test('status tells what is kept in memory while nothing can be stored', async () => {
  await start({ 'engine.status': () => ({ version: '0', engine: { running: true, pid: 1, url: null, startedAt: 0 }, home: '/h', paused: false, slots: { used: 0, total: 1 }, jobs: {}, profiles: [], approvals: 0, eventSeq: 0, unstored: { message: 'The disk that holds /h is full.', since: 0, waits: ['the end of j4k9'] } }) })
  expect((await line('status')).out).toContain('unstored   The disk that holds /h is full. Kept in memory meanwhile: the end of j4k9.')
})
