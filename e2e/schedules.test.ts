import { afterEach, expect, test } from 'vitest'
import type { JobList } from '../contract/api.ts'
import type { Job } from '../contract/job.ts'
import type { Schedule } from '../contract/schedule.ts'
import { play, WENT_ON } from './fixtures/play.ts'
import { git, makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('time', () => {
  let world: World
  afterEach(() => world.close())

  /** `submit` with a pattern; gives the id of the schedule. */
  async function every(pattern: string, prompt: string, args: readonly string[] = []): Promise<{ id: string; stderr: string }> {
    const ran = await world.run(['submit', '-', '--repo', makeRepository(), '--profile', 'test', '--every', pattern, ...args], { stdin: prompt })
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/^s[0-9a-z]{9}\n$/) as string })
    return { id: ran.stdout.trim(), stderr: ran.stderr }
  }
  const jobsOf = (id: string, count: number, test: (job: Job) => boolean = () => true) =>
    world.until<JobList>(`/api/jobs?schedule=${id}&limit=1000`, ({ jobs }) => jobs.filter(test).length >= count).then(({ jobs }) => jobs)

  test('a schedule submits jobs by itself, one at a time when asked to; it is listed, paused, run and removed', async () => {
    world = await startWorld()
    const { id, stderr } = await every('*/2 * * * * *', play([{ write: 'swept.txt' }], 'Sweep'), ['--zone', 'UTC', '--title', 'Sweep', '--check', 'test -f swept.txt'])
    expect(stderr).toMatch(/Next at \d{4}-\d\d-\d\d \d\d:\d\d.* UTC \((in \d+ s|now)\)/)
    const jobs = await jobsOf(id, 2, (job) => job.state === 'finished')
    expect(jobs.at(-1)).toMatchObject({ schedule: id, title: 'Sweep', submittedFrom: 'cli', outcome: { kind: 'succeeded', reason: 'ok' } })
    // While one runs, which takes longer than two seconds on a busy machine, nothing else is submitted.
    const spans = jobs.filter((job) => job.endedAt !== null).reverse()
    for (const [index, job] of spans.slice(1).entries()) expect(job.createdAt).toBeGreaterThanOrEqual(spans[index]!.endedAt!)

    expect((await world.run(['schedule', 'pause', id])).stdout).toContain('Paused.')
    expect((await world.run(['schedule', 'ls'])).stdout).toMatch(new RegExp(`${id} .*paused .*Sweep`))
    expect(await world.json<Schedule>(['schedule', 'show', id])).toMatchObject({ paused: true, nextAt: null, every: '*/2 * * * * *', last: { result: expect.stringMatching(/submitted|skipped/) as string } })
    const open = (await world.json<JobList>(['ls', '--schedule', id])).jobs
    for (const job of open) await world.finished(job.id)
    const ran = (await world.run(['schedule', 'run', id.slice(0, 6)])).stdout.trim()
    expect(await world.finished(ran)).toMatchObject({ schedule: id, outcome: { kind: 'succeeded' } })
    expect((await world.run(['show', ran])).stdout).toMatch(new RegExp(`schedule +${id}`))

    expect((await world.run(['profile', 'rm', 'test']))).toMatchObject({ code: 5, stderr: expect.stringContaining('1 schedule submits jobs with test') as string })
    expect((await world.run(['schedule', 'rm', id])).code).toBe(0)
    expect(await world.run(['schedule', 'show', id])).toMatchObject({ code: 4, stderr: expect.stringContaining('no schedule') as string })
    expect((await world.run(['show', ran])).code).toBe(0)
  })

  test('each second is one job, however the engine ends; one stored while none runs begins with the next engine', async () => {
    world = await startWorld({ serve: false })
    const { id, stderr } = await every('* * * * * *', play([]), ['--hold', '--overlap', 'queue'])
    expect(stderr).toContain('start when an engine does')
    for (let life = 1; life <= 3; life++) {
      await world.serve()
      const before = (await world.http<JobList>(`/api/jobs?schedule=${id}&limit=1000`)).body.jobs.length
      await jobsOf(id, before + 2)
      if (life < 3) await world.engine().kill()
    }
    const seconds = (await jobsOf(id, 6)).map((job) => Math.floor(job.createdAt / 1000))
    expect(new Set(seconds).size).toBe(seconds.length)
    expect((await world.run(['doctor'])).code).toBe(0)
  })

  test('a pattern, zone or template that cannot be is refused with what was expected', async () => {
    world = await startWorld({ serve: false })
    const repository = makeRepository()
    const refused = (args: string[]) => world.run(['submit', 'x', '--repo', repository, ...args])
    expect(await refused(['--every', 'tomorrow'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/every: expected a cron pattern of five fields .*0 2 \* \* \*/) as string })
    expect(await refused(['--every', '0 2 * * *', '--zone', 'Atlantis'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Europe/Berlin') as string })
    expect(await refused(['--every', '0 2 * * *', '--profile', 'nobody'])).toMatchObject({ code: 2, stderr: expect.stringContaining('no profile') as string })
    expect(await world.run(['schedule', 'ls'])).toMatchObject({ code: 0, stderr: expect.stringContaining('--every') as string })
  })

  test('a job of a profile whose window is closed waits and says until when', async () => {
    world = await startWorld()
    const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)
    await world.addProfile('night', { windows: [{ from: clock(2), to: clock(3), zone: 'UTC' }] })
    const id = await world.submit(makeRepository(), play([]), ['--profile', 'night'])
    expect((await world.run(['show', id])).stdout).toMatch(/Starts at .* \(in (2 h|1 h \d+ min)\): profile night runs only between \d\d:\d\d and \d\d:\d\d/)
    await world.json(['profile', 'edit', 'night', '--set', `windows=[{"from":"${clock(-1)}","to":"${clock(1)}","zone":"UTC"}]`])
    expect((await world.finished(id)).outcome).toMatchObject({ kind: 'succeeded' })
  })

  test('a Claude that falls silent is stopped; a retry that resumes goes on in its session', async () => {
    world = await startWorld()
    const repository = makeRepository()
    const silent = await world.submit(repository, play([{ answer: { kind: 'hang' } }]), ['--silence', '4s'])
    const again = await world.submit(repository, play([{ write: 'half.txt' }]), ['--retries', '1', '--backoff', '1s', '--retry-session', 'resume', '--retry-on', 'check-failed', '--check', `echo no whole.txt yet; n=$(cat ${world.person}/tries 2>/dev/null); echo x$n > ${world.person}/tries; test "$n" = x`])
    const ended = await world.finished(silent)
    expect(ended).toMatchObject({ outcome: { kind: 'failed', reason: 'timed-out', message: expect.stringContaining('said nothing for 4s') as string }, runs: [{ execution: { stoppedBy: 'timeout' } }] })
    const done = await world.finished(again)
    expect(done).toMatchObject({ run: 2, outcome: { kind: 'succeeded' }, runs: [{ verified: { result: 'failed' } }, { verified: { result: 'passed' } }] })
    expect(done.runs[1]!.sessionId).toBe(done.runs[0]!.sessionId)
    expect(git(repository, 'show', `dispatch/${again}:half.txt`)).toBe('practice')
    const said = world.api.requests.filter((request) => request.headers['x-claude-code-session-id'] === done.sessionId).map((request) => JSON.stringify(request.body))
    expect(said.at(-1)).toContain('no whole.txt yet')
    expect(done.runs[1]!.claimed!.result).not.toBe(WENT_ON)
  })
})
