import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Graph, Moved } from '../contract/api.ts'
import type { DoctorReport, Status } from '../contract/engine.ts'
import type { Job } from '../contract/job.ts'
import type { Profile, ProfileCheck } from '../contract/profile.ts'
import { play } from './fixtures/play.ts'
import { commitAll, git, makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, KEY, startWorld, type World } from './fixtures/world.ts'

/** Commands of the page that documents them. */
const COMMANDS = ['submit', 'plan', 'schedule', 'ls', 'show', 'graph', 'logs', 'wait', 'cancel', 'hold', 'release', 'retry', 'edit', 'diff', 'open', 'continue', 'approvals', 'approve', 'deny', 'profile', 'serve', 'status', 'pause', 'resume', 'doctor', 'gc', 'demo']

describeWithClaude('commands', () => {
  let world: World
  let repository: string
  let [done, broken, held, child] = ['', '', '', '']
  beforeAll(async () => {
    world = await startWorld()
    repository = makeRepository()
    const hold = ['--hold', '--title', 'Held one', '--label', 'team=pay', '--label', 'empty=', '--priority', '7']
    ;[done, broken, held] = await Promise.all([
      world.submit(repository, play([{ write: 'a.txt' }, { say: 'It is written.' }]), ['--title', 'Good one']), world.submit(repository, play([]), ['--title', 'Bad one', '--check', 'false']), world.submit(repository, 'never run', hold),
    ])
    child = await world.submit(repository, 'after the held one', ['--after', held, '--title', 'Its child'])
    await Promise.all([world.finished(done), world.finished(broken)])
  })
  afterAll(() => world.close())

  const ids = async (...args: string[]) => (await world.json<{ jobs: Job[] }>(['ls', ...args])).jobs.map((job) => job.id)

  test('ls: unfinished ones by default, newest first, and every filter', async () => {
    expect(await ids()).toEqual([child, held])
    expect(new Set(await ids('--all'))).toEqual(new Set([done, broken, held, child]))
    expect(await ids('--state', 'held')).toEqual([held])
    expect(await ids('--state', 'succeeded')).toEqual([done])
    expect(await ids('--state', 'failed')).toEqual([broken])
    expect(await ids('--label', 'team=pay')).toEqual([held])
    expect(await ids('--label', 'empty=')).toEqual([held])
    expect(await ids('--search', 'Good', '--all')).toEqual([done])
    expect(await ids('--profile', 'default', '--all')).toEqual([])
    expect(await ids('--all', '--limit', '2')).toHaveLength(2)
    const table = (await world.run(['ls', '--all'])).stdout
    expect(table).toMatch(/^ID +STATE +TITLE/)
    expect(table).toMatch(new RegExp(`${held} +‖ held +Held one`))
    expect(table).toMatch(new RegExp(`${broken} +✕ failed +Bad one`))
    expect(table).not.toContain('\u001b')
  })

  test('show: one job by a prefix, with the three facts of its run apart', async () => {
    const text = (await world.run(['show', done.slice(0, 7)])).stdout
    for (const line of [/^✓ succeeded {2}Good one/, /nothing checked it/, /execution +exit code 0/, /claimed +done, \d turns?/, /verified +nothing checked it/, /It is written\./, /branch +dispatch\/j/]) expect(text).toMatch(line)
    expect((await world.run(['show', broken])).stdout).toMatch(/claimed +done[^]*verified +failed \(exit code 1\)/)
    expect((await world.run(['show', child])).stdout).toContain(held)
  })

  test('graph: as a tree, for Mermaid, for Graphviz, as JSON', async () => {
    expect((await world.run(['graph'])).stdout).toMatch(new RegExp(`‖ ${held}[^\\n]*\\n└─ ◌ ${child}`))
    expect((await world.run(['graph', child, '--format', 'mermaid'])).stdout).toMatch(new RegExp(`^flowchart LR\\n[^]*${held} --> ${child}`))
    expect((await world.run(['graph', child, '--format', 'dot'])).stdout).toMatch(new RegExp(`^digraph dispatch \\{[^]*"${held}" -> "${child}"`))
    expect((await world.json<Graph>(['graph', held])).edges).toEqual([{ parent: held, child, when: 'success', otherwise: 'cancel' }])
    expect((await world.run(['graph', '--format', 'svg'])).code).toBe(2)
  })

  test('wait: exit codes by outcome, --any, a time limit', async () => {
    expect((await world.run(['wait', done])).code).toBe(0)
    expect((await world.run(['wait', done, broken])).code).toBe(1)
    expect((await world.run(['wait', held])).code).toBe(3)
    expect((await world.run(['wait', '--any', child, done])).code).toBe(0)
    // Nothing that lives can move what is behind a held job.
    const stuck = await world.run(['wait', child])
    expect(stuck).toMatchObject({ code: 3, stdout: expect.stringContaining(`${held} ‘Held one’ is held by a person`) })
    const later = await world.submit(repository, 'Not today', ['--not-before', '+1h'])
    const late = await world.run(['wait', later, '--timeout', '200ms'])
    expect(late).toMatchObject({ code: 124, stdout: '' })
    expect(late.stderr).toMatch(new RegExp(`within 0.2s, found ${later} still unfinished`))
    expect((await world.run(['cancel', later])).code).toBe(0)
  })

  test('edit and hold: what is named changes and nothing else', async () => {
    const before = await world.json<Job>(['show', held])
    const after = await world.json<Job>(['edit', held, '--title', 'Renamed', '--label', 'x=y', '--remove-label', 'empty', '--retries', '2', '--check', 'true', '--prompt', 'never run either'])
    expect(after).toEqual({ ...before, title: 'Renamed', labels: { team: 'pay', x: 'y' }, retry: { max: 2, backoffMs: 10_000 }, check: { command: 'true', timeoutMs: 600_000 }, prompt: 'never run either' })
    expect(await world.run(['edit', held])).toMatchObject({ code: 2 })
    expect(await world.run(['edit', done, '--priority', '3'])).toMatchObject({ code: 5, stderr: expect.stringContaining('is finished') })
    expect(await world.run(['hold', child])).toMatchObject({ code: 0, stdout: expect.stringContaining('‖ held') })
    expect(await world.run(['release', child])).toMatchObject({ code: 0, stdout: expect.stringContaining('◌ blocked') })
  })

  test('cancel: --dry-run only tells, then it is done, and the child goes with it', async () => {
    const dry = await world.run(['cancel', held, '--dry-run'])
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`${held} {2}would be cancelled[^]*${child} {2}would go from blocked to .*cancelled`)), stderr: expect.stringContaining('nothing was changed') })
    expect((await world.json<Job>(['show', held])).state).toBe('held')
    const cancelled = await world.json<Moved>(['cancel', held])
    expect(cancelled.changed.map((job) => job.id)).toEqual([held])
    expect(cancelled.also).toMatchObject([{ id: child, from: 'blocked' }])
    expect((await world.run(['wait', held, child])).code).toBe(3)
    expect(await ids()).toEqual([])
  })

  test('pause and resume: of all, and of one profile', async () => {
    expect((await world.json<Status>(['pause', 'test'])).profiles.find((each) => each.name === 'test')!.paused).toBe(true)
    const waiting = await world.submit(repository, play([]))
    expect((await world.run(['status'])).stdout).toMatch(/test +0\/8 +1 +paused/)
    expect((await world.json<Job>(['show', waiting])).state).toBe('queued')
    expect((await world.json<Status>(['pause'])).paused).toBe(true)
    expect((await world.run(['resume', 'test'])).code).toBe(0)
    expect((await world.json<Job>(['show', waiting])).state).toBe('queued')
    expect((await world.json<Status>(['resume'])).paused).toBe(false)
    expect((await world.run(['wait', waiting])).code).toBe(0)
  })

  test('status and doctor', async () => {
    const status = await world.json<Status>(['status'])
    expect(status).toMatchObject({ home: world.home, paused: false, engine: { running: true, pid: world.engine().pid, url: world.engine().url }, approvals: 0 })
    expect((await world.run(['status'])).stdout).toMatch(/^engine +running \(process \d+/)
    const report = await world.json<DoctorReport>(['doctor'])
    expect(report.checks.find((check) => check.name === 'profile test')).toMatchObject({ ok: true, found: expect.stringContaining('claude 2.') })
    expect((await world.run(['doctor'])).stdout).toContain('✓ git: git version')
  })

  test('profile: add, show, edit, versions, check, rm', async () => {
    const added = await world.json<Profile>(['profile', 'add', 'mine', '--set', 'slots=2', '--set', 'allow=["Bash(npm test *)"]', '--set', 'auth.key=-'], `${KEY}\n`)
    expect(added).toMatchObject({ name: 'mine', version: 1, slots: 2, allow: ['Bash(npm test *)'], auth: { kind: 'api-key', stored: true }, permissionMode: 'acceptEdits' })
    const held2 = await world.submit(repository, 'x', ['--hold', '--profile', 'mine'])
    const edited = await world.json<Profile>(['profile', 'edit', 'mine', '--set', 'slots=3', '--set', 'env.FOO=bar'])
    expect(edited).toEqual({ ...added, slots: 3, env: { FOO: 'bar' }, version: 2, createdAt: edited.createdAt })
    expect((await world.json<Profile>(['profile', 'show', 'mine', '--version', '1'])).slots).toBe(2)
    expect((await world.json<Job>(['show', held2])).profileVersion).toBe(1)
    expect((await world.json<ProfileCheck>(['profile', 'check', 'mine']))).toMatchObject({ ok: true, claude: { ok: true }, login: { loggedIn: true, method: 'api-key' } })
    expect((await world.run(['profile', 'ls'])).stdout).toMatch(/NAME[^]*default[^]*mine +acceptEdits +ask +api-key +3/)
    expect(await world.run(['profile', 'rm', 'mine'])).toMatchObject({ code: 5, stderr: expect.stringContaining('1 job waits') })
    await world.run(['cancel', held2])
    expect((await world.run(['profile', 'rm', 'mine'])).code).toBe(0)
    expect((await world.run(['profile', 'show', 'mine'])).code).toBe(4)
    // Built in: not logged in here, and that is said, with exit code 1.
    expect(await world.run(['profile', 'check', 'default'])).toMatchObject({ code: 1, stdout: expect.stringMatching(/✓ claude[^]*✕ log-in: .*dispatch profile login default/) })
  })

  test('diff: --stat and the exact patch', async () => {
    expect((await world.run(['diff', done, '--stat'])).stdout).toMatch(/a\.txt \| \+1 −0\n 1 file changed/)
    const patch = (await world.run(['diff', done])).stdout
    const other = makeRepository()
    writeFileSync(join(other, '../the.patch'), patch)
    git(other, 'apply', '../the.patch')
    expect(existsSync(join(other, 'a.txt'))).toBe(true)
    commitAll(other, 'applied')
  })

  test('gc: only tells with --dry-run; the branch stays when the worktree goes', async () => {
    const { worktree } = await world.json<Job>(['show', done])
    const dry = await world.json<{ worktrees: string[] }>(['gc', '--dry-run'])
    expect(dry.worktrees).toContain(worktree)
    expect(existsSync(worktree!)).toBe(true)
    expect((await world.json<{ worktrees: string[] }>(['gc'])).worktrees.toSorted()).toEqual(dry.worktrees.toSorted())
    expect(existsSync(worktree!)).toBe(false)
    expect(git(repository, 'show', `dispatch/${done}:a.txt`)).toBe('practice')
    expect((await world.json<Job>(['show', done])).worktree).toBeNull()
    expect((await world.run(['diff', done])).stdout).toContain('+practice')
    // A retry makes a new one.
    expect((await world.run(['retry', done])).code).toBe(0)
    expect((await world.run(['wait', done])).code).toBe(0)
    expect((await world.json<Job>(['show', done])).run).toBe(2)
  })

  test('isolation none works in the checkout itself', async () => {
    const own = makeRepository()
    const id = await world.submit(own, play([{ write: 'in-place.txt' }]), ['--isolation', 'none'])
    expect(await world.finished(id)).toMatchObject({ outcome: { kind: 'succeeded' }, worktree: null })
    expect(git(own, 'status', '--porcelain')).toBe('?? in-place.txt')
    expect((await world.run(['diff', id])).stdout).toContain('+++ b/in-place.txt\n@@ -0,0 +1 @@\n+practice\n')
    expect(git(own, 'for-each-ref', 'refs/heads/dispatch')).toBe('')
  })

  test('in place at once, each keeping to its own files: both are at work in the same moment, and a third that meets one of them waits and says for whom', async () => {
    const own = makeRepository()
    const until = (file: string): string => `until test -e ${file}; do perl -e 'select undef, undef, undef, 0.05'; done`
    const commit = (file: string): string => `git add ${file} && git -c user.name=C -c user.email=c@localhost commit -qm ${file} -- ${file}`
    // Each begins, and ends only once the other has been seen at work.
    const [one, other, go] = ['src/one.txt', 'docs/other.txt', join(world.person, 'go')]
    const first = await world.submit(own, play([{ write: one }, { bash: `${until(other)}; ${commit(one)}; ${until(go)}` }]), ['--isolation', 'none', '--touches', 'src/**', '--title', 'One'])
    const second = await world.submit(own, play([{ write: other }, { bash: `${until(one)}; until git log --format=%s | grep -q ${one}; do perl -e 'select undef, undef, undef, 0.05'; done; ${commit(other)}` }]), ['--isolation', 'none', '--touches', 'docs/*.txt'])
    const third = await world.submit(own, play([{ bash: `git log --format=%s > src/seen.txt` }]), ['--isolation', 'none', '--touches', 'src/seen.txt,README.md'])
    expect(await world.finished(second)).toMatchObject({ outcome: { kind: 'succeeded' }, touches: ['docs/*.txt'], runs: [{ changedFiles: 1 }] })
    expect((await world.run(['show', third])).stdout).toContain(`Queued: waits for ${first} ‘One’, which works in place in the same repository: its src/** meets src/seen.txt.`)
    writeFileSync(go, '')
    expect(await world.finished(third)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect((await world.log(first)).find((entry) => entry.data?.['outside'] !== undefined)?.text).toMatch(/^1 file changed that it does not say it touches: docs\/other\.txt \(in place/)
    expect(git(own, 'log', '--format=%s', '--name-only', 'HEAD~2..')).toBe(`${other}\n\n${other}\n${one}\n\n${one}`)
    expect(git(own, 'show', 'HEAD:docs/other.txt')).toBe('practice')
    const shown = (await world.run(['diff', first])).stdout
    expect([shown.includes(`+++ b/${one}`), shown.includes(`+++ b/${other}`)]).toEqual([true, false])
    expect(JSON.stringify(world.api.requests.map(({ body }) => body.system))).toContain('Change only these files of the repository, and leave all others as they are: src/**\\n\\nOther work may go on')
  })

  test('help of everything, and the version', async () => {
    const all = await world.run(['help'])
    expect(all.code).toBe(0)
    for (const name of COMMANDS) expect(all.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    const pages = await Promise.all(COMMANDS.map((name) => world.run([name, '--help'])))
    for (const [index, page] of pages.entries()) expect(page, COMMANDS[index]).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(new RegExp(`^(Usage: dispatch|dispatch) ?${COMMANDS[index]}`)) })
    expect((await world.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await world.run([])).stdout + (await world.run([])).stderr).toContain('submit')
  })

  test('--quiet says only the result, --home chooses the folder', async () => {
    const home = join(world.person, 'other')
    const ran = await world.run(['submit', 'x', '--repo', repository, '--home', home, '--quiet'])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect((await world.json<{ jobs: Job[] }>(['ls', '--home', home])).jobs.map((job) => job.id)).toEqual([ran.stdout.trim()])
    expect(existsSync(join(home, 'dispatch.db'))).toBe(true)
  })
})
