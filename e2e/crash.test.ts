import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { DONE, play, playing, WENT_ON } from './fixtures/play.ts'
import { processesWith } from './fixtures/processes.ts'
import { git, makeRepository } from './fixtures/repository.ts'
import { untilFile } from './fixtures/until.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

const HANGS = play([{ answer: { kind: 'hang' } }])

describeWithClaude('an engine that ends', () => {
  let world: World
  afterEach(() => world.close())

  /** A command that says it has begun, leaves a mark each time it runs, and sleeps in a session of its own, as Claude's commands do. */
  const sleeps = (name: string) => `echo ran >> ${world.person}/${name}.effects; echo $$ > ${world.person}/${name}; perl -e 'sleep 600'`
  const begun = (name: string) => untilFile(join(world.person, name))
  const effects = (name: string) => readFileSync(join(world.person, `${name}.effects`), 'utf8')
  const requestsOf = (job: Job) => world.api.requests.filter((request) => request.headers['x-claude-code-session-id'] === job.sessionId)

  /** What holds of every job that was interrupted and went on. */
  async function expectResumed(id: string): Promise<Job> {
    const job = await world.finished(id)
    expect(job).toMatchObject({ run: 2, outcome: { kind: 'succeeded', reason: 'ok' } })
    expect(job.runs.map((run) => run.sessionId)).toEqual([job.sessionId, job.sessionId])
    expect(job.runs[0]).toMatchObject({ number: 1, execution: { stoppedBy: 'engine' } })
    expect(job.runs[1]!.claimed!.result).toBe(WENT_ON)
    const log = await world.log(id)
    expect(log.map((entry) => entry.seq)).toEqual(log.map((_, index) => index + 1))
    expect(log.map((entry) => entry.run)).toEqual(log.map((entry) => entry.run).toSorted())
    const started = log.filter((entry) => Array.isArray(entry.data?.args))
    expect(started.map((entry) => entry.run)).toEqual([1, 2])
    const args = started[1]!.data!.args as string[]
    expect(args.slice(args.indexOf('--resume'), args.indexOf('--resume') + 2)).toEqual(['--resume', job.sessionId])
    return job
  }

  test('kill -9: no process is left, every job resumes its session or is lost, nothing runs twice, the log has no gap', async () => {
    world = await startWorld()
    await world.addProfile('gives-up', { onInterrupt: 'lost' })
    const repository = makeRepository()
    const inCommand = await world.submit(repository, play([{ write: 'before.txt' }, { bash: sleeps('command') }]))
    const waiting = await world.submit(repository, HANGS)
    const checking = await world.submit(repository, play([{ write: 'checked.txt' }]), ['--check', `if test -f ${world.person}/check; then exit 0; fi; ${sleeps('check')}`])
    const lost = await world.submit(repository, play([{ write: 'kept.txt' }, { bash: sleeps('lost') }]), ['--profile', 'gives-up'])
    const after = await world.submit(repository, play([]), ['--after', inCommand])
    await Promise.all([begun('command'), world.api.until('hang'), begun('check'), begun('lost')])
    const ids = [inCommand, waiting, checking, lost]
    const before = await Promise.all(ids.map((id) => world.log(id)))
    for (const id of ids) expect(processesWith(`${id}.1`).length).toBeGreaterThan(0)
    expect(processesWith(`${inCommand}.1`).some(({ command }) => command.includes('sleep 600'))).toBe(true)

    await world.engine().kill()
    const meanwhile = await world.run(['submit', play([{ say: 'Stored meanwhile.' }]), '--repo', repository, '--profile', 'test'])
    expect(meanwhile).toMatchObject({ code: 0, stderr: expect.stringContaining('stored') })
    await world.serve()
    for (const id of ids) expect(processesWith(`${id}.1`)).toEqual([])
    expect(world.engine().log()).toMatch(/3 to resume, 1 lost/)

    expect(requestsOf(await expectResumed(inCommand))).toHaveLength(3)
    expect(requestsOf(await expectResumed(waiting))).toHaveLength(2)
    // Claude was done: it is not asked again, and what it said and cost is kept.
    const checked = await world.finished(checking)
    expect(checked).toMatchObject({ run: 2, outcome: { kind: 'succeeded', reason: 'ok' }, runs: [{ claimed: { result: DONE }, execution: { stoppedBy: 'engine' } }, { claimed: { result: DONE }, costUsd: 0, verified: { result: 'passed' } }] })
    expect(requestsOf(checked)).toHaveLength(2)
    expect(checked.runs[0]!.costUsd).toBeGreaterThan(0)
    expect(checked.costUsd).toBe(checked.runs[0]!.costUsd)
    expect(checked.runs[0]!.usage!.outputTokens).toBeGreaterThan(0)
    expect((await world.log(checking)).filter((entry) => Array.isArray(entry.data?.args)).map((entry) => entry.run)).toEqual([1])
    expect(await world.finished(after)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(await world.finished(meanwhile.stdout.trim())).toMatchObject({ run: 1, outcome: { kind: 'succeeded' } })

    const gone = await world.finished(lost)
    expect(gone).toMatchObject({ run: 1, outcome: { kind: 'lost', reason: 'lost' } })
    expect(requestsOf(gone)).toHaveLength(2)
    expect((await world.run(['wait', lost])).code).toBe(3)
    for (const [id, file] of [[lost, 'kept.txt'], [inCommand, 'before.txt'], [checking, 'checked.txt']]) expect(git(repository, 'show', `dispatch/${id}:${file}`)).toBe('practice')

    for (const name of ['command', 'check', 'lost']) expect(effects(name)).toBe('ran\n')
    const whole = await Promise.all(ids.map((id) => world.log(id)))
    for (const [index, log] of whole.entries()) expect(log.slice(0, before[index]!.length)).toEqual(before[index])
    for (const id of ids) expect(processesWith(`${id}.`)).toEqual([])
  })

  test('asked to stop: it ends what runs, leaves no process and no engine.json, and the next engine goes on', async () => {
    world = await startWorld()
    const repository = makeRepository()
    const [inCommand, waiting] = [await world.submit(repository, play([{ bash: sleeps('command') }])), await world.submit(repository, HANGS)]
    await Promise.all([begun('command'), world.api.until('hang')])
    expect(await world.engine().stop()).toBe(0)
    for (const id of [inCommand, waiting]) expect(processesWith(`${id}.`)).toEqual([])
    expect(existsSync(join(world.home, 'engine.json'))).toBe(false)
    expect(await world.json<Job>(['show', inCommand])).toMatchObject({ state: 'queued' })
    await world.serve()
    await expectResumed(inCommand)
    await expectResumed(waiting)
    expect(effects('command')).toBe('ran\n')
  })

  test('kill -9 in the set-up of a second attempt: the set-up is done again, and nothing of the first attempt’s session is taken up', async () => {
    world = await startWorld()
    // Made once for every attempt, and it hangs in the second.
    await world.addProfile('sets-up', { setup: { command: `echo ran >> ${world.person}/setup.effects; [ "$(wc -l < ${world.person}/setup.effects)" != 2 ] || { echo $$ > ${world.person}/setup; perl -e 'sleep 600'; }; echo ready > ready` } })
    const id = await world.submit(makeRepository(), play([{ bash: 'cat ready >> seen' }]), ['--profile', 'sets-up', '--retries', '1', '--backoff', '1ms', '--check', 'test "$DISPATCH_RUN" != "${DISPATCH_RUN%.1}.1" && test -f seen'])
    await begun('setup')
    const first = (await world.json<Job>(['show', id])).runs[0]!
    expect(first.verified).toMatchObject({ result: 'failed' })
    await world.engine().kill()
    await world.serve()
    const job = await world.finished(id)
    expect(job).toMatchObject({ run: 3, outcome: { kind: 'succeeded' } })
    expect(effects('setup')).toBe('ran\nran\nran\n')
    expect(job.runs.map((run) => run.sessionId)).toEqual([first.sessionId, null, job.sessionId])
    expect(job.sessionId).not.toBe(first.sessionId)
    expect(job.runs[2]!.claimed!.result).toBe(DONE)
  })

  test('engines that die again and again: the session goes on each time, and no step is taken twice', async () => {
    world = await startWorld({ script: (turn) => (JSON.stringify(turn.body.messages).split('You were interrupted').length < 3 && turn.prompt.includes('HANGS') ? { kind: 'hang' } : playing(turn)) })
    const id = await world.submit(makeRepository(), play([], 'HANGS'))
    const hangs = () => world.api.requests.filter((request) => request.answer === 'hang')
    for (let crash = 1; crash <= 2; crash++) {
      await world.api.untilRequest(() => hangs().length === crash)
      await world.engine().kill()
      await world.serve()
      expect(processesWith(`${id}.${crash}`)).toEqual([])
    }
    const job = await world.finished(id)
    expect(job).toMatchObject({ run: 3, outcome: { kind: 'succeeded' } })
    expect(new Set(job.runs.map((run) => run.sessionId)).size).toBe(1)
    expect(world.api.requests.filter((request) => request.headers['x-claude-code-session-id'] === job.sessionId)).toHaveLength(3)
  })
})
