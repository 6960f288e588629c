import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import type { PlanResult } from '../contract/plan.ts'
import { play } from './fixtures/play.ts'
import { commitAll, git, makeRepository, writeFiles } from './fixtures/repository.ts'
import { untilFile } from './fixtures/until.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('landing as the last step of a job', () => {
  let world: World
  afterEach(() => world.close())
  const get = (id: string) => world.json<Job>(['show', id])
  const subjects = (repository: string) => git(repository, 'log', '--format=%s').split('\n')
  /** What somebody commits in the checkout while the job is at work. */
  const meanwhile = (repository: string, command: string) => ({ bash: `cd ${repository} && ${command} && git -c user.name=Ada -c user.email=ada@localhost commit -qam meanwhile` })

  test('a plan whose last job lands: a diamond comes into main as one commit, the checkout follows, and what comes after begins there', async () => {
    world = await startWorld()
    const repository = makeRepository()
    const writes = (file: string) => JSON.stringify(play([{ write: file, text: `${file}\n` }]))
    const plan = `
pipeline: diamond
vars: { into: main }
defaults: { repository: ${repository}, profile: test }
jobs:
  base:  { prompt: ${writes('base.txt')} }
  left:  { prompt: ${writes('left.txt')}, after: [base] }
  right: { prompt: ${writes('right.txt')}, after: [base] }
  whole: { title: All of it, prompt: ${writes('whole.txt')}, after: [left, right], check: { command: test -f left.txt && test -f right.txt }, land: "{{vars.into}}" }
  next:  { prompt: ${JSON.stringify(play([{ say: 'Told.' }]))}, after: [whole], context: fresh }
`
    const file = join(world.person, 'plan.yaml')
    writeFileSync(file, plan)
    const ran = (...args: readonly string[]) => world.run(['plan', file, ...args])
    expect(await ran('--set', 'into=mian', '--dry-run')).toMatchObject({ code: 2, stderr: expect.stringMatching(/line 9: whole: land\.into: expected a local branch mian/) })
    expect((await ran('--dry-run')).stdout).toMatch(/whole {2}All of it.*lands in main, as one commit/)
    const stored = JSON.parse((await ran('--json')).stdout) as PlanResult
    const ids = Object.fromEntries(stored.jobs.map((job) => [job.alias, job.id!]))
    const whole = await world.finished(ids['whole']!)
    expect(whole).toMatchObject({ outcome: { kind: 'succeeded', message: 'Succeeded, and the check passed. Landed in main.' }, land: { into: 'main', how: 'squash' }, landed: { into: 'main', commit: git(repository, 'rev-parse', 'main') } })
    expect(subjects(repository)).toHaveLength(2)
    for (const each of ['base', 'left', 'right', 'whole']) {
      expect(existsSync(join(repository, `${each}.txt`))).toBe(true)
      expect(git(repository, 'log', '-1', '--format=%B')).toContain(`Dispatch-Job: ${ids[each]!}`)
      expect((await get(ids[each]!)).landed).toMatchObject({ into: 'main' })
    }
    expect(git(repository, 'status', '--porcelain')).toBe('')
    expect(await world.finished(ids['next']!)).toMatchObject({ baseCommit: whole.landed!.commit })
    expect((await world.run(['plan', 'export', stored.pipeline!])).stdout).toMatch(/\n {4}land: main\n/)
    expect((await world.run(['show', whole.id])).stdout).toMatch(/lands +in main, as one commit\nlanded +in main as \w{10}/)
    expect(await world.run(['land', stored.pipeline!])).toMatchObject({ code: 5, stderr: expect.stringContaining('is landed, last in main') })
  })

  test('a conflict: not-landed with the files, dependents by their edges; told of it in its session when it is to be tried again; landed by hand at last', async () => {
    world = await startWorld()
    const repository = makeRepository({ files: { 'shared.txt': 'as it was\n' } })
    const id = await world.submit(repository, play([{ bash: 'echo theirs > shared.txt' }, meanwhile(repository, 'echo mine > shared.txt')]), ['--title', 'Clash', '--check', 'true', '--land', 'main', '--land-how', 'merge'])
    const [cancelled, held, told] = [await world.submit(repository, play([]), ['--after', id]), await world.submit(repository, play([]), ['--after', id, '--otherwise', 'hold']), await world.submit(repository, play([{ say: 'Told.' }]), ['--after', id, '--when', 'failure'])]
    const job = await world.finished(id)
    expect(job).toMatchObject({ run: 1, outcome: { kind: 'failed', reason: 'not-landed', message: expect.stringMatching(/‘Clash’ conflicts with main in shared\.txt/) }, runs: [{ verified: { result: 'passed' } }] })
    expect(await world.finished(cancelled)).toMatchObject({ outcome: { reason: 'dependency-failed' } })
    expect(await get(held)).toMatchObject({ state: 'held' })
    expect(await world.finished(told)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect((await world.log(id)).find((entry) => entry.kind === 'note' && entry.text.startsWith('Not landed in main, by a merge commit'))).toMatchObject({ data: { files: ['shared.txt'] } })
    expect(readFileSync(join(repository, 'shared.txt'), 'utf8')).toBe('mine\n')
    expect(git(repository, 'show', `${job.branch}:shared.txt`)).toBe('theirs')
    expect(git(repository, 'worktree', 'list', '--porcelain')).not.toContain('landings')
    writeFileSync(join(repository, 'shared.txt'), 'as it was\n')
    commitAll(repository, 'back')
    expect((await world.run(['land', id])).code).toBe(0)
    expect(await get(id)).toMatchObject({ outcome: { reason: 'not-landed' }, landed: { into: 'main' } })

    const again = await world.submit(repository, play([{ bash: 'echo ours > shared.txt' }, meanwhile(repository, 'echo "mine again" > shared.txt')]), ['--check', 'true', '--land', '--retries', '1', '--backoff', '1s', '--retry-on', 'not-landed', '--retry-session', 'resume'])
    const twice = await world.finished(again)
    expect(twice).toMatchObject({ run: 2, outcome: { reason: 'not-landed' } })
    expect(new Set(twice.runs.map((run) => run.sessionId)).size).toBe(1)
    expect(JSON.stringify(world.api.requests.at(-1)!.body)).toMatch(/could not be brought into the branch main: .*conflicts with main in shared\.txt.*merge main into the branch you are on/)
  })

  test('kill -9 while the checkout is moved along: git goes on alone, the next engine sees it landed and asks neither Claude nor the check', async () => {
    world = await startWorld()
    const repository = makeRepository()
    const [begun, go] = [join(world.person, 'begun'), join(world.person, 'go')]
    // A filter of the person's that takes its time, in their checkout only.
    git(repository, 'config', 'filter.slow.smudge', `if test "$PWD" = "$(git rev-parse --show-toplevel)" && test "$PWD" = ${repository}; then echo x > ${begun}; perl -e 'select(undef, undef, undef, 0.05) until -e "${go}"'; fi; cat`)
    writeFiles(repository, { '.git/info/attributes': 'slow.txt filter=slow\n' })
    const id = await world.submit(repository, play([{ write: 'slow.txt' }]), ['--title', 'Add slow.txt', '--check', `echo asked >> ${world.person}/checks`, '--land'])
    await untilFile(begun)
    await world.engine().kill()
    const requests = world.api.requests.length
    expect(subjects(repository)).toHaveLength(1)
    writeFileSync(go, '')
    await world.serve()
    expect(await world.finished(id)).toMatchObject({ run: 2, outcome: { kind: 'succeeded' }, landed: { into: 'main', commit: git(repository, 'rev-parse', 'main') } })
    expect(subjects(repository)).toEqual(['Add slow.txt', expect.any(String)])
    expect(git(repository, 'status', '--porcelain')).toBe('')
    expect(world.api.requests).toHaveLength(requests)
    expect(readFileSync(join(world.person, 'checks'), 'utf8')).toBe('asked\n')
  })
})
