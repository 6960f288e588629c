import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JobList, Moved } from '../contract/api.ts'
import type { Job } from '../contract/job.ts'
import type { PlanResult } from '../contract/plan.ts'
import { play } from './fixtures/play.ts'
import { commitAll, git, makeRepository, writeFiles } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('chains', () => {
  let world: World
  beforeAll(async () => { world = await startWorld() })
  afterAll(() => world.close())

  const show = (id: string) => world.json<Job>(['show', id])
  const writes = (file: string, text = `${file}\n`) => play([{ write: file, text }, { say: `Wrote ${file}.` }])
  const says = play([{ say: 'Nothing to do.' }])

  test('each starts from its parent’s branch once that succeeded, and may quote its result', async () => {
    const repository = makeRepository()
    const a = await world.submit(repository, writes('a.txt'), ['--title', 'first'])
    const b = await world.submit(repository, play([{ bash: 'cat a.txt > b.txt' }, { say: 'Copied.' }], 'After «{{result}}» of {{title}} on {{branch}}'), ['--after', a])
    expect(await show(b)).toMatchObject({ state: 'blocked', after: [{ job: a, when: 'success', otherwise: 'cancel' }] })
    expect(await world.run(['wait', a, b])).toMatchObject({ code: 0 })
    expect(git(repository, 'show', `dispatch/${b}:b.txt`)).toBe('a.txt')
    expect((await show(b)).baseCommit).toBe((await show(a)).headCommit)
    expect(git(repository, 'diff', '--name-only', `dispatch/${a}...dispatch/${b}`)).toBe('b.txt')
    const asked = world.api.requests.map((request) => JSON.stringify(request.body.messages ?? '')).find((text) => text.includes('Copied') || text.includes('«'))
    expect(asked).toContain(`After «Wrote a.txt.» of first on dispatch/${a}`)
  })

  test('A fails: B and C are cancelled and say why; a retry of A with its dependents that succeeds runs them', async () => {
    const repository = makeRepository()
    const go = join(world.person, 'go')
    const a = await world.submit(repository, writes('a.txt'), ['--title', 'the root', '--check', `test -f ${go}`])
    const b = await world.submit(repository, says, ['--after', a])
    const c = await world.submit(repository, says, ['--after', b])
    expect((await world.run(['wait', a])).code).toBe(1)
    expect((await world.run(['wait', b, c])).code).toBe(3)
    for (const id of [b, c]) {
      const job = await show(id)
      expect(job).toMatchObject({ state: 'finished', run: 0, outcome: { kind: 'cancelled', reason: 'dependency-failed' } })
      expect(job.reasonChain[0]).toContain(`${a} ‘the root’ failed (check-failed)`)
    }
    const graph = (await world.run(['graph', a])).stdout
    expect(graph).toMatch(new RegExp(`✕ ${a}[^\\n]*failed: its check did not pass[^]*└─ ⊘ ${b}[^]*└─ ⊘ ${c}`))

    writeFileSync(go, '')
    const moved = await world.json<Moved>(['retry', a, '--with-dependents'])
    expect(moved.also.map((each) => each.id).toSorted()).toEqual([b, c].toSorted())
    expect(await world.run(['wait', a, b, c])).toMatchObject({ code: 0 })
    expect(await show(a)).toMatchObject({ run: 2, outcome: { kind: 'succeeded' } })
  })

  test('with --otherwise hold the children wait, and a retry of A that succeeds lets them run by itself', async () => {
    const repository = makeRepository()
    const go = join(world.person, 'go-hold')
    const a = await world.submit(repository, writes('a.txt'), ['--check', `test -f ${go}`])
    const b = await world.submit(repository, says, ['--after', a, '--otherwise', 'hold'])
    const c = await world.submit(repository, says, ['--after', b, '--otherwise', 'hold'])
    expect((await world.run(['wait', a])).code).toBe(1)
    expect((await world.run(['wait', b])).code).toBe(3)
    const held = await show(b)
    expect(held).toMatchObject({ state: 'held' })
    expect(held.reasonChain.join()).toContain(a)
    const behind = await show(c)
    expect(behind.state).toBe('held')
    expect(behind.reasonChain.join()).toContain(a)
    writeFileSync(go, '')
    expect((await world.run(['retry', a])).code).toBe(0)
    expect(await world.untilJob(c, (job) => job.state === 'finished')).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(await show(b)).toMatchObject({ outcome: { kind: 'succeeded' } })
  })

  test('a held child is released by a person although its parent failed', async () => {
    const repository = makeRepository()
    const a = await world.submit(repository, says, ['--check', 'false'])
    const b = await world.submit(repository, says, ['--after', a, '--otherwise', 'hold'])
    expect((await world.run(['wait', b])).code).toBe(3)
    expect((await world.run(['release', b])).code).toBe(0)
    expect((await world.run(['wait', b])).code).toBe(0)
    expect((await world.log(b)).some((entry) => entry.kind === 'note' && entry.text.includes(`although ${a}`))).toBe(true)
  })

  test('when: failure and done, and what becomes of the edge that is not met', async () => {
    const repository = makeRepository()
    const good = await world.submit(repository, says)
    const bad = await world.submit(repository, says, ['--check', 'false'])
    const [mends, idle, always, fanIn] = await Promise.all([
      world.submit(repository, says, ['--after', bad, '--when', 'failure']),
      world.submit(repository, says, ['--after', good, '--when', 'failure']),
      world.submit(repository, says, ['--after', bad, '--when', 'done']),
      world.submit(repository, says, ['--after', `${good},${bad}`, '--when', 'done']),
    ])
    const kinds = await Promise.all([mends, idle, always, fanIn].map(async (id) => (await world.finished(id)).outcome!.kind))
    expect(kinds).toEqual(['succeeded', 'cancelled', 'succeeded', 'succeeded'])
  })

  test('fan-in merges the branches of all parents; a conflict ends a job that cannot wait, and names the file', async () => {
    const repository = makeRepository({ files: { 'shared.txt': 'as it was\n' } })
    const left = await world.submit(repository, writes('left.txt'))
    const right = await world.submit(repository, writes('right.txt'))
    const clash = await world.submit(repository, play([{ bash: 'echo one way > shared.txt' }]))
    const clashing = await world.submit(repository, play([{ bash: 'echo another way > shared.txt' }]))
    const both = await world.submit(repository, play([{ bash: 'ls left.txt right.txt > both.txt' }]), ['--after', `${left},${right}`])
    const never = await world.submit(repository, says, ['--after', `${clash},${clashing}`, '--on-conflict', 'fail'])
    expect(await world.finished(both)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(git(repository, 'show', `dispatch/${both}:both.txt`)).toBe('left.txt\nright.txt')
    const conflict = await world.finished(never)
    expect(conflict).toMatchObject({ outcome: { kind: 'failed', reason: 'merge-conflict' } })
    expect(conflict.outcome!.message).toContain('shared.txt')
    expect(git(repository, 'show', 'HEAD:shared.txt')).toBe('as it was')
  })

  test('context: fresh takes nothing, fork takes branch and words into a session of its own', async () => {
    const repository = makeRepository()
    const a = await world.submit(repository, play([{ write: 'a.txt' }, { say: 'The password is swordfish.' }]))
    const fresh = await world.submit(repository, play([{ bash: 'ls > listed.txt' }]), ['--after', a, '--context', 'fresh'])
    const fork = await world.submit(repository, play([{ bash: 'ls > listed.txt' }]), ['--after', a, '--context', 'fork'])
    const [freshJob, forkJob] = [await world.finished(fresh), await world.finished(fork)]
    expect(git(repository, 'show', `dispatch/${fresh}:listed.txt`)).not.toContain('a.txt')
    expect(git(repository, 'show', `dispatch/${fork}:listed.txt`)).toContain('a.txt')
    const wordsOf = (job: Job) => JSON.stringify(world.api.requests.filter((request) => request.headers['x-claude-code-session-id'] === job.sessionId).map((request) => request.body.messages))
    expect(wordsOf(forkJob)).toContain('swordfish')
    expect(wordsOf(freshJob)).not.toContain('swordfish')
    const sessions = new Set([freshJob.sessionId, forkJob.sessionId, (await show(a)).sessionId])
    expect(sessions.size).toBe(3)
  })

  test('a plan: dry run shows, errors name their line and store nothing, and all of it runs in order', async () => {
    const repository = makeRepository()
    commitAll(repository, 'second')
    const file = (text: string) => { writeFiles(repository, { '../plan.yaml': text }); return join(repository, '../plan.yaml') }
    const good = [
      'pipeline: release 2.4', `defaults: { repository: ${JSON.stringify(repository)}, profile: test, otherwise: hold }`, 'jobs:',
      `  tests:   { prompt: ${JSON.stringify(writes('tests.txt'))}, check: { command: test -f tests.txt } }`,
      `  docs:    { prompt: ${JSON.stringify(`${writes('docs.txt')}\nUpdate for: {{parents.tests.result}}`)}, after: [tests] }`,
      `  review:  { prompt: ${JSON.stringify(says)}, after: [tests, { job: docs, when: done }], title: Look at both }`,
    ].join('\n')
    const dry = await world.run(['plan', file(good), '--dry-run'])
    expect(dry).toMatchObject({ code: 0, stderr: '' })
    expect(dry.stdout).toMatch(/release 2\.4: 3 jobs in [^\n]*, nothing submitted\ntests[^]*├─ \(else hold\) docs[^]*review {2}Look at both {2}test\n/)
    expect(dry.stdout).toContain('test · check: test -f tests.txt\n')
    expect((await world.json<Partial<JobList>>(['ls', '--all', '--search', 'tests.txt'])).jobs ?? []).toEqual([])

    for (const [text, exit, said] of [
      [good.replace('after: [tests] }', 'after: [tests, review] }'), 2, /line \d: .*circle: .*docs.*review/],
      [good.replace('job: docs', 'job: dogs'), 2, /line 6: review waits for dogs, which is no job of this plan/],
      [good.replace('title: Look at both', 'titel: x'), 2, /line 6: jobs\.review\.titel/],
      [good.replace('title: Look at both', 'profile: nobody'), 2, /line 6: review: There is no profile "nobody"/],
      [`${good}\n  tests: { prompt: again }`, 2, /line 7: the key tests stands here a second time/],
      [good.replace('{{parents.tests.result}}', '{{parents.tets.result}}'), 2, /line 5: docs: prompt: \{\{parents\.tets\.result\}\}/],
      ['jobs: [', 2, /line 1: /],
    ] as const) {
      const ran = await world.run(['plan', file(text)])
      expect(ran.stderr).toMatch(said)
      expect(ran.code).toBe(exit)
    }
    expect((await world.json<PlanResult>(['plan', file(good), '--dry-run'])).jobs.map((job) => job.id)).toEqual([null, null, null])

    const stored = await world.json<PlanResult>(['plan', file(good)])
    expect(stored.pipeline).toMatch(/^p/)
    const ids = Object.fromEntries(stored.jobs.map((job) => [job.alias, job.id!]))
    expect(await world.run(['wait', ...Object.values(ids)])).toMatchObject({ code: 0 })
    expect(git(repository, 'ls-tree', '--name-only', `dispatch/${ids.review}`).split('\n')).toEqual(['README.md', 'docs.txt', 'tests.txt'])
    expect(world.api.requests.some((request) => JSON.stringify(request.body.messages ?? '').includes('Update for: Wrote tests.txt.'))).toBe(true)
    const listed = await world.run(['ls', '--all', '--pipeline', stored.pipeline!])
    for (const id of Object.values(ids)) expect(listed.stdout).toContain(id)
  })
})
