import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Conversation } from '../contract/conversation.ts'
import type { Job } from '../contract/job.ts'
import { play } from './fixtures/play.ts'
import { DISPATCH } from './fixtures/program.ts'
import { processesWith } from './fixtures/processes.ts'
import { makeRepository } from './fixtures/repository.ts'
import { openTerminal, type TestTerminal } from './fixtures/terminal.ts'
import { untilFile } from './fixtures/until.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

const SECRET_WORD = play([{ write: 'a.txt' }, { say: 'The password is swordfish.' }])

describeWithClaude('conversations', () => {
  let world: World
  const terminals: TestTerminal[] = []
  beforeAll(async () => { world = await startWorld() })
  afterEach(() => { for (const terminal of terminals.splice(0)) terminal.kill() })
  afterAll(() => world.close())

  const open = async (id: string) => {
    const terminal = openTerminal(DISPATCH, ['open', id], { cwd: world.person, env: world.env })
    terminals.push(terminal)
    await terminal.until('swordfish')
    return terminal
  }
  /** Claude asks whether to trust a folder it works in. That is the person's to say, so Dispatch does not say it for them; here it has been said. */
  const trust = (repository: string) => {
    const path = join(world.home, 'profiles/test/config/.claude.json')
    const state = JSON.parse(readFileSync(path, 'utf8')) as { projects?: Record<string, unknown> }
    writeFileSync(path, JSON.stringify({ ...state, projects: { ...state.projects, [repository]: { hasTrustDialogAccepted: true } } }))
  }
  const follow = async (id: string, prompt: string) => (await world.run(['continue', id, prompt])).stdout.trim()
  const wordsOf = (job: Job) => JSON.stringify(world.api.requests.filter((request) => request.headers['x-claude-code-session-id'] === job.sessionId).at(-1)!.body.messages)
  /** A command that lasts until its file is there. */
  const lasting = (name: string) => play([{ bash: `echo $$ > ${join(world.person, name)}; until test -e ${join(world.person, name)}.go; do perl -e 'select undef, undef, undef, 0.05'; done` }, { say: `Waited for ${name}.` }])
  const go = (name: string) => writeFileSync(join(world.person, `${name}.go`), '')

  test('continue goes on in the same session, after the job, from its branch', async () => {
    const first = await world.submit(makeRepository(), lasting('first'))
    await untilFile(join(world.person, 'first'))
    const second = await follow(first, play([{ bash: 'ls > listed.txt' }, { say: 'The second word.' }]))
    const third = await follow(second, play([{ say: 'The third word.' }]))
    expect((await world.json<Job>(['show', second]))).toMatchObject({ state: 'blocked', context: 'continue', profile: 'test' })
    go('first')
    const [a, b, c] = [await world.finished(first), await world.finished(second), await world.finished(third)]
    expect([b.sessionId, c.sessionId]).toEqual([a.sessionId, a.sessionId])
    expect([b.conversation, c.conversation]).toEqual([a.conversation, a.conversation])
    expect(b.startedAt).toBeGreaterThanOrEqual(a.endedAt!)
    expect(c.startedAt).toBeGreaterThanOrEqual(b.endedAt!)
    expect(wordsOf(c)).toMatch(/Waited for first\..*The second word\./)
    expect((await world.http(`/api/conversations/${c.conversation}`)).body as Conversation).toMatchObject({ jobs: [first, second, third], sessionId: a.sessionId, takenOverBy: null })
  })

  test('what continue costs is its own, not that of the whole session', async () => {
    const first = await world.submit(makeRepository(), SECRET_WORD)
    const a = await world.finished(first)
    const b = await world.finished(await follow(first, play([{ say: 'Short.' }])))
    expect(b.costUsd).toBeGreaterThan(0)
    expect(b.costUsd).toBeLessThan(a.costUsd)
  })

  test('open is refused while a job writes to the conversation, and before it has begun', async () => {
    const id = await world.submit(makeRepository(), lasting('busy'))
    await untilFile(join(world.person, 'busy'))
    const busy = await world.run(['open', id])
    expect(busy).toMatchObject({ code: 5, stderr: expect.stringMatching(/nobody writes to.*is running/) })
    go('busy')
    await world.finished(id)
    const held = await world.submit(makeRepository(), SECRET_WORD, ['--hold'])
    expect(await world.run(['open', held])).toMatchObject({ code: 5, stderr: expect.stringContaining('no transcript') })
  })

  test('open takes the session over in this terminal with the same rights; jobs of it wait until it is closed', async () => {
    const id = await world.submit(makeRepository(), SECRET_WORD)
    const job = await world.finished(id)
    trust(job.repository)
    const terminal = await open(id)

    // Painted for this terminal, not for the one the engine was started in.
    expect(world.env.TERM).toBe('dumb')
    const claude = processesWith(`taken-over.${job.conversation}`).find(({ command }) => command.includes('--resume'))!
    expect(claude.env.TERM).toBe('xterm-256color')
    expect(claude.command).toContain(`--resume ${job.sessionId}`)
    expect(claude.command).toContain('--permission-mode acceptEdits --setting-sources user')
    const taken = (await world.http(`/api/conversations/${id}`)).body as Conversation
    expect(taken.takenOverBy).not.toBeNull()
    expect(await world.run(['open', id])).toMatchObject({ code: 5, stderr: expect.stringContaining('open in a terminal already') })
    const waiting = await follow(id, play([{ say: 'After the person.' }]))

    const asked = world.api.untilRequest((request) => JSON.stringify(request.body.messages ?? '').includes('typed by hand'))
    terminal.type('typed by hand: which password?')
    await terminal.until('which password?')
    terminal.type('\r')
    expect(JSON.stringify((await asked).body.messages)).toContain('swordfish')
    expect((await asked).headers['x-claude-code-session-id']).toBe(job.sessionId)
    expect(await world.json<Job>(['show', waiting])).toMatchObject({ state: 'queued', run: 0 })
    await terminal.until('· done')

    terminal.type('\u0003')
    await terminal.until('again to exit')
    terminal.type('\u0003')
    expect(await terminal.ended).toBe(0)
    const after = await world.finished(waiting)
    expect(after).toMatchObject({ outcome: { kind: 'succeeded' }, sessionId: job.sessionId })
    expect(wordsOf(after)).toContain('typed by hand')
  })

  test.each([['is closed', 'hangUp'], ['is ended the hard way', 'kill']] as const)('a terminal that %s gives the conversation back, and no Claude is left in it', async (_, how) => {
    const id = await world.submit(makeRepository(), SECRET_WORD)
    const job = await world.finished(id)
    trust(job.repository)
    const terminal = await open(id)
    const waiting = await follow(id, play([{ say: 'Free again.' }]))
    expect(processesWith(`taken-over.${job.conversation}`)).not.toEqual([])
    terminal[how]()
    await terminal.ended
    expect(await world.finished(waiting)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(processesWith(`taken-over.${job.conversation}`)).toEqual([])
  })
})
