import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import type { Landing } from '../contract/land.ts'
import { play } from './fixtures/play.ts'
import { commitAll, git, makeRepository, writeFiles } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('landing', () => {
  let world: World
  beforeAll(async () => { world = await startWorld() })
  afterAll(() => world.close())

  const CHECK = ['--check', 'true']
  const work = async (repository: string, file: string, args: readonly string[] = CHECK): Promise<string> => {
    const id = await world.submit(repository, play([{ write: file, text: `${file}\n` }, { bash: `git add -A && git -c user.name=C -c user.email=c@localhost commit -qm "Claude's own commit of ${file}"` }, { write: `${file}.2`, text: 'left uncommitted\n' }, { say: 'Wrote it.' }]), ['--title', `Add ${file}`, ...args])
    expect(await world.finished(id)).toMatchObject({ outcome: { kind: 'succeeded' } })
    return id
  }

  test('squash, merge and rebase, each in its way, and the checkout follows', async () => {
    const repository = makeRepository()
    const [one, two, three] = [await work(repository, 'one.txt'), await work(repository, 'two.txt'), await work(repository, 'three.txt')]
    const subjects = () => git(repository, 'log', '--format=%s', '--first-parent').split('\n')
    const start = subjects().length

    const dry = await world.run(['land', one, '--dry-run'])
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Would be landed in main as 1 commit \(squash\).*\n {2}\w+ Add one\.txt\n$/), stderr: expect.stringContaining('nothing was changed') })
    expect(subjects()).toHaveLength(start)

    const landed = await world.run(['land', one])
    expect(landed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Landed in main as 1 commit \(squash\), now at \w{12}; moved the checkout/) })
    expect(subjects()[0]).toBe('Add one.txt')
    expect(git(repository, 'log', '-1', '--format=%B')).toContain(`Dispatch-Job: ${one}`)

    expect((await world.json<Landing>(['land', two, '--rebase'])).commits.map((each) => each.subject)).toEqual(['Add two.txt', "Claude's own commit of two.txt"])
    expect(subjects().slice(0, 3)).toEqual(['Add two.txt', "Claude's own commit of two.txt", 'Add one.txt'])

    expect((await world.json<Landing>(['land', three, '--merge'])).commits).toHaveLength(3)
    expect(subjects().slice(0, 2)).toEqual(['Add three.txt', 'Add two.txt'])
    expect(git(repository, 'log', '-1', '--format=%P').split(' ')).toHaveLength(2)

    expect(git(repository, 'status', '--porcelain')).toBe('')
    for (const file of ['one.txt', 'two.txt.2', 'three.txt']) expect(readFileSync(join(repository, file), 'utf8')).not.toBe('')
    expect(await world.json<Job>(['show', three])).toMatchObject({ landed: { into: 'main', how: 'merge', commit: git(repository, 'rev-parse', 'HEAD') } })
    expect((await world.log(one)).at(-1)).toMatchObject({ kind: 'git', text: expect.stringContaining('Landed in main') })
    expect(await world.run(['land', one])).toMatchObject({ code: 5, stderr: expect.stringMatching(/was landed in main at/) })
  })

  test('refused: unverified, in conflict, into a checkout with changes; with the files, over HTTP too, and nothing is touched', async () => {
    const repository = makeRepository({ files: { 'shared.txt': 'as it was\n' } })
    const unverified = await work(repository, 'u.txt', [])
    expect(await world.run(['land', unverified])).toMatchObject({ code: 5, stderr: expect.stringMatching(/not verified.*--unverified/) })
    const clash = await world.submit(repository, play([{ bash: 'echo theirs > shared.txt' }]), CHECK)
    await world.finished(clash)
    writeFileSync(join(repository, 'shared.txt'), 'mine, not committed\n')
    const head = git(repository, 'rev-parse', 'HEAD')
    expect(await world.run(['land', unverified, '--unverified'])).toMatchObject({ code: 5, stderr: expect.stringContaining('shared.txt') })
    expect(readFileSync(join(repository, 'shared.txt'), 'utf8')).toBe('mine, not committed\n')
    // Another branch may be landed in all the same.
    git(repository, 'branch', 'side')
    expect((await world.run(['land', unverified, '--unverified', '--into', 'side'])).code).toBe(0)
    expect(git(repository, 'show', 'side:u.txt')).toBe('u.txt')
    expect(git(repository, 'rev-parse', 'HEAD')).toBe(head)

    commitAll(repository, 'mine')
    const answer = await world.http(`/api/jobs/${clash}/land`, { method: 'POST', body: { how: 'merge' } })
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'conflict', details: { into: 'main', files: ['shared.txt'] } } } })
    expect(git(repository, 'status', '--porcelain')).toBe('')
    expect(git(repository, 'worktree', 'list', '--porcelain')).not.toContain('landings')
    expect(await world.run(['land', clash, '--squash', '--merge'])).toMatchObject({ code: 2 })
    writeFiles(repository, { 'shared.txt': 'as it was\n' })
    commitAll(repository, 'back')
    expect((await world.http(`/api/jobs/${clash}/land`, { method: 'POST', body: {} })).body).toMatchObject({ into: 'main', how: 'squash', commits: [{}] })
    expect(git(repository, 'show', 'HEAD:shared.txt')).toBe('theirs')
  })
})
