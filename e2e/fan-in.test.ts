import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { play } from './fixtures/play.ts'
import { DISPATCH } from './fixtures/program.ts'
import { git, makeRepository } from './fixtures/repository.ts'
import { openTerminal } from './fixtures/terminal.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('fan-in', () => {
  let world: World
  beforeAll(async () => { world = await startWorld() })
  afterAll(() => world.close())
  const show = (id: string) => world.json<Job>(['show', id])
  const writes = (file: string, text = `${file}\n`) => play([{ write: file, text }, { say: `Wrote ${file}.` }])
  const bash = (command: string) => play([{ bash: command }, { say: 'Ran it.' }])

  test('a diamond: both arms start from the root, and the last job from the work of both', async () => {
    const repository = makeRepository()
    const root = await world.submit(repository, writes('root.txt'))
    const arms = await Promise.all(['left', 'right'].map((arm) => world.submit(repository, bash(`cat root.txt > ${arm}.txt`), ['--after', root, '--title', arm])))
    const last = await world.submit(repository, bash('cat left.txt right.txt > both.txt'), ['--after', arms.join(',')])
    expect((await world.run(['wait', last])).code).toBe(0)
    expect(git(repository, 'show', `dispatch/${last}:both.txt`)).toBe('root.txt\nroot.txt')
    expect(git(repository, 'log', '--format=%s', `dispatch/${last}`).split('\n')).toContain(`Merge dispatch/${arms[1]}: right`)
    const { baseCommit, headCommit } = await show(last)
    expect(git(repository, 'diff', '--name-only', baseCommit!, headCommit!)).toBe('both.txt')
  })

  test('a conflict holds the job; a person resolves it in a shell in its worktree, releases it, and it finishes', async () => {
    const repository = makeRepository({ files: { 'shared.txt': 'as it was\n' } })
    const one = await world.submit(repository, bash('echo one way > shared.txt'), ['--title', 'one way'])
    const other = await world.submit(repository, bash('echo another way > shared.txt'), ['--title', 'another way'])
    const child = await world.submit(repository, bash('cat shared.txt > seen.txt'), ['--after', `${one},${other}`])
    const after = await world.submit(repository, writes('after.txt'), ['--after', child])
    const held = await world.untilJob(child, (job) => job.state === 'held')
    expect(held.conflict).toEqual({ parents: [{ id: one, title: 'one way' }, { id: other, title: 'another way' }], files: ['shared.txt'] })
    const waited = await world.run(['wait', child])
    expect(waited).toMatchObject({ code: 3, stdout: expect.stringContaining(`‘one way’ and ${other} ‘another way’ conflicts in shared.txt. Resolve it in its worktree (\`dispatch open ${child}\`)`) })
    expect(await show(after)).toMatchObject({ state: 'blocked' })
    expect(await world.run(['release', child])).toMatchObject({ code: 5, stderr: expect.stringContaining('found shared.txt') })

    const terminal = openTerminal(DISPATCH, ['open', child], { cwd: world.person, env: { ...world.env, SHELL: '/bin/sh', PS1: 'person> ' } })
    await terminal.until('conflicts in shared.txt')
    await terminal.until('person>')
    terminal.type('grep -c "<<<<<<<" shared.txt; echo both ways > shared.txt && git add shared.txt && exit 4\r')
    expect(await terminal.ended).toBe(4)
    expect((await world.run(['release', child])).code).toBe(0)
    expect((await world.run(['wait', child, after])).code).toBe(0)
    expect(git(repository, 'show', `dispatch/${after}:seen.txt`)).toBe('both ways')
    expect(git(repository, 'show', 'HEAD:shared.txt')).toBe('as it was')
    expect((await world.log(child)).some((entry) => entry.text.includes('who resolved the conflict in shared.txt'))).toBe(true)
  })

  test('resolved while no engine runs: the release is stored, and the next engine goes on from there', async () => {
    const repository = makeRepository({ files: { 'shared.txt': 'as it was\n' } })
    const parents = [await world.submit(repository, bash('echo 1 > shared.txt')), await world.submit(repository, bash('echo 2 > shared.txt'))]
    const child = await world.submit(repository, bash('cat shared.txt > seen.txt'), ['--after', parents.join(',')])
    const held = await world.untilJob(child, (job) => job.state === 'held')
    await world.engine().stop()
    writeFileSync(join(held.worktree!, 'shared.txt'), '1 and 2\n')
    expect((await world.run(['release', child])).code).toBe(0)
    await world.serve()
    expect(await world.finished(child)).toMatchObject({ outcome: { kind: 'succeeded' }, run: 2 })
    expect(git(repository, 'show', `dispatch/${child}:seen.txt`)).toBe('1 and 2')
  })
})
