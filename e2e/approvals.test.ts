import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Approval } from '../contract/approval.ts'
import type { Job } from '../contract/job.ts'
import { atPace } from './fixtures/pace.ts'
import { play } from './fixtures/play.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

/** A question is answered by a person; what follows must not take longer than they would look at it. */
const AT_ONCE_MS = 3000

describeWithClaude('approvals', () => {
  let world: World
  let repository: string
  beforeAll(async () => {
    world = await startWorld()
    await world.addProfile('asks', { prompts: 'ask', allow: [], slots: 1 })
    await world.addProfile('impatient', { prompts: 'ask', allow: [], askTimeoutMs: 1000 })
    repository = makeRepository()
  })
  afterAll(() => world.close())

  const outside = (name: string) => join(world.person, name)
  const waits = (job: Job) => job.state === 'waiting'
  const asks = (profile: string, ...files: string[]) => world.submit(repository, play([...files.map((name) => ({ write: outside(name) })), { say: 'That was it.' }]), ['--profile', profile])
  const list = async () => (await world.json<{ approvals: Approval[] }>(['approvals'])).approvals
  /** The next request of a job's session after what has been sent so far. */
  const nextRequest = (job: Job) => {
    const before = world.api.requests.length
    return world.api.untilRequest((request) => request.headers['x-claude-code-session-id'] === job.sessionId && world.api.requests.indexOf(request) >= before)
  }

  test('a question is listed readably, uses no slot while it waits, and approve lets the job go on at once', async () => {
    const id = await asks('asks', 'approved.txt')
    const job = await world.untilJob(id, waits)
    expect(job.waitingFor).toMatchObject({ kind: 'approval', detail: `write ${outside('approved.txt')}` })
    expect(job.waitingFor!.until).toBeGreaterThan(Date.now())
    const listed = await world.run(['approvals'])
    expect(listed.code).toBe(0)
    expect(listed.stdout).toContain(`Claude asks: write ${outside('approved.txt')}. It may not under ‘asks’.`)
    expect(listed.stdout).toContain(id)
    expect((await world.run(['status'])).stdout).toMatch(/1 question/)
    expect(existsSync(outside('approved.txt'))).toBe(false)

    // The profile has one slot: another job of it runs all the same.
    const other = await world.submit(repository, play([{ say: 'Ran beside it.' }]), ['--profile', 'asks'])
    expect(await world.finished(other)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect((await world.json<Job>(['show', id])).state).toBe('waiting')

    const [approval] = await list()
    const next = nextRequest(job)
    const since = Date.now()
    expect((await world.run(['approve', approval!.id.slice(0, 6)])).stdout).toContain(`Allowed: write ${outside('approved.txt')}`)
    const wentOnMs = (await next).at - since
    console.log(`approve to Claude's next request: ${wentOnMs} ms, the command's own start included`)
    expect(wentOnMs).toBeLessThan(atPace(AT_ONCE_MS))
    expect(await world.finished(id)).toMatchObject({ outcome: { kind: 'succeeded', reason: 'ok' } })
    expect(existsSync(outside('approved.txt'))).toBe(true)
    expect(await list()).toEqual([])
    expect((await world.log(id)).filter((entry) => entry.kind === 'permission').map((entry) => entry.text)).toEqual([`Claude asks: write ${outside('approved.txt')}`, 'Allowed once'])
    // Twice answered is refused, and says how it was answered.
    const late = await world.run(['deny', approval!.id])
    expect(late.code).toBe(5)
    expect(late.stderr).toContain('was allowed already')
  })

  test('a command of several lines hides none of them, wherever it is asked for', async () => {
    const command = `touch ${outside('one.txt')}\n${'\n'.repeat(40)}rm -rf ${outside('photos')}`
    const id = await world.submit(repository, play([{ bash: command }, { say: 'That was it.' }]), ['--profile', 'asks'])
    await world.untilJob(id, waits)
    const [approval] = await list()
    const said = async (...args: string[]) => (await world.run(args)).stdout
    expect(await said('approvals')).toMatch(/run `touch .*` and 41 more lines in /)
    expect(await said('approvals')).toContain(`… 31 more lines, ${command.split('\n').slice(12).join('').length + 'description: practice'.length} more characters: \`dispatch approvals ${approval!.id}\``)
    for (const text of [await said('approvals', approval!.id.slice(0, 6)), await said('approvals', id), await said('ls'), await said('show', id), await said('logs', id, '--full')]) expect(text).toContain(`rm -rf ${outside('photos')}`)
    expect(await said('approvals', id)).toMatch(/--always +for the rest of this job: /)
    expect((await world.log(id)).find((entry) => entry.kind === 'permission')!.text).toContain(` ⏎ rm -rf ${outside('photos')}\``)
    await world.run(['deny', id, '--message', 'Not the photos.'])
    await world.finished(id)
    expect((await world.log(id)).filter((entry) => entry.kind === 'permission').map((entry) => entry.text).slice(1)).toEqual(['Denied: Not the photos.', 'Refused: Bash'])
  })

  test('approve --always asks no second time in this job; the job’s id will do', async () => {
    const id = await asks('asks', 'always-1.txt', 'always-2.txt')
    await world.untilJob(id, waits)
    expect((await world.run(['approve', id, '--always'])).code).toBe(0)
    expect(await world.finished(id)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect([existsSync(outside('always-1.txt')), existsSync(outside('always-2.txt'))]).toEqual([true, true])
    const all = (await world.json<{ approvals: Approval[] }>(['approvals', '--all'])).approvals.filter((each) => each.job === id)
    expect(all).toHaveLength(1)
    // Nothing of it was written into the repository.
    expect((await world.run(['diff', id])).stdout).not.toContain('settings')
  })

  test('deny --message reaches Claude', async () => {
    const id = await asks('asks', 'denied.txt')
    const job = await world.untilJob(id, waits)
    const next = nextRequest(job)
    const denied = await world.run(['deny', id, '--message', 'Use the folder of the project, please.'])
    expect(denied).toMatchObject({ code: 0, stdout: expect.stringContaining('Denied:') })
    expect(JSON.stringify((await next).body.messages)).toContain('Use the folder of the project, please.')
    const ended = await world.finished(id)
    expect(ended).toMatchObject({ outcome: { kind: 'failed', reason: 'refused-tools' } })
    expect(ended.runs[0]!.claimed!.result).toBe('That was it.')
    expect(existsSync(outside('denied.txt'))).toBe(false)
  })

  test('nobody answers: it is refused after the profile’s time, Claude hears so, and the job ends', async () => {
    const id = await asks('impatient', 'late.txt')
    const ended = await world.finished(id)
    expect(ended).toMatchObject({ outcome: { kind: 'failed', reason: 'refused-tools' } })
    const said = JSON.stringify(world.api.requests.filter((request) => request.headers['x-claude-code-session-id'] === ended.sessionId).at(-1)!.body.messages)
    expect(said).toContain('Nobody answered within 1 s')
    const all = (await world.json<{ approvals: Approval[] }>(['approvals', '--all'])).approvals.find((each) => each.job === id)
    expect(all).toMatchObject({ state: 'expired' })
  })

  test('a job that asks is cancelled like any other, and its question with it', async () => {
    const id = await asks('asks', 'cancelled.txt')
    await world.untilJob(id, waits)
    expect((await world.run(['cancel', id])).code).toBe(0)
    expect(await world.finished(id)).toMatchObject({ outcome: { kind: 'cancelled', reason: 'by-person' } })
    expect(await list()).toEqual([])
    expect(existsSync(outside('cancelled.txt'))).toBe(false)
  })

  test.each([['kill -9', 'kill'], ['a stop', 'stop']] as const)('%s of the engine while a question is open: it counts as refused, the job resumes and ends', async (_, how) => {
    const id = await asks('asks', `restart-${how}.txt`)
    const job = await world.untilJob(id, waits)
    await world.engine()[how]()
    const without = await world.run(['approve', id])
    expect(without.code).toBe(6)
    await world.serve()
    const ended = await world.finished(id)
    expect(ended).toMatchObject({ run: 2, sessionId: job.sessionId, outcome: { kind: 'succeeded' } })
    const all = (await world.json<{ approvals: Approval[] }>(['approvals', '--all'])).approvals.find((each) => each.job === id)
    expect(all).toMatchObject({ state: 'withdrawn', run: 1 })
    expect(await list()).toEqual([])
    expect(existsSync(outside(`restart-${how}.txt`))).toBe(false)
  })

  test('the hook endpoint takes questions of living runs only', async () => {
    const ask = (authorization: string) => world.http('/hook/permission', { method: 'POST', headers: { authorization }, body: { hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: { command: 'id' } } })
    expect((await ask('Bearer made-up')).status).toBe(401)
    expect((await ask(`Bearer ${world.engine().file.token}`)).status).toBe(401)
    expect((await ask('')).status).toBe(401)
    expect(await list()).toEqual([])
  })
})
