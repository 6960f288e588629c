import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Moved } from '../contract/api.ts'
import type { Job } from '../contract/job.ts'
import { untilThere } from './fixtures/browser.ts'
import { play } from './fixtures/play.ts'
import { git, makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

describeWithClaude('edges that are changed after the submission', () => {
  let world: World
  beforeAll(async () => { world = await startWorld() })
  afterAll(() => world.close())

  const show = (id: string) => world.json<Job>(['show', id])
  const edit = (id: string, ...args: string[]) => world.json<Job>(['edit', id, ...args])
  const writes = (file: string) => play([{ write: file, text: `${file}\n` }, { say: `Wrote ${file}.` }])
  const says = play([{ say: 'Nothing to do.' }])
  const gate = (name: string) => join(world.person, name)
  const open = (name: string) => writeFileSync(gate(name), '')
  const waits = (name: string, file: string) => play([{ bash: untilThere(gate(name)) }, { write: file, text: `${file}\n` }, { say: 'Let go.' }])

  test('held, blocked and queued jobs get other parents, and the new order is obeyed', async () => {
    const repository = makeRepository()
    const a = await world.submit(repository, waits('a', 'a.txt'), ['--title', 'A'])
    const b = await world.submit(repository, waits('b', 'b.txt'), ['--title', 'B'])
    const held = await world.submit(repository, says, ['--hold', '--title', 'held'])
    const blocked = await world.submit(repository, says, ['--after', a, '--title', 'blocked'])
    const queued = await world.submit(repository, says, ['--not-before', '+1d', '--title', 'queued'])
    expect(await edit(held, '--after', b)).toMatchObject({ state: 'held', after: [{ job: b }] })
    expect(await edit(blocked, '--after', b, '--no-after', a)).toMatchObject({ state: 'blocked', after: [{ job: b, when: 'success', otherwise: 'cancel' }] })
    expect(await edit(queued, '--after', blocked, '--when', 'done', '--not-before', '+0s')).toMatchObject({ state: 'blocked', after: [{ job: blocked, when: 'done' }] })
    expect((await world.run(['graph', b])).stdout).toContain('(when done)')
    open('b')
    expect(await world.finished(queued)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect((await show(a)).state).toBe('running')
    expect(existsSync(gate('a'))).toBe(false)
    expect((await show(blocked)).endedAt!).toBeLessThanOrEqual((await show(queued)).startedAt!)
    expect(git(repository, 'show', `dispatch/${blocked}:b.txt`)).toBe('b.txt')
    expect(await show(held)).toMatchObject({ state: 'held' })
    const late = await world.run(['edit', a, '--after', b])
    expect(late).toMatchObject({ code: 5 })
    expect(late.stderr).toContain(`but ${a} is running`)
    open('a')
    expect((await world.run(['release', held])).code).toBe(0)
    expect(await world.finished(held)).toMatchObject({ outcome: { kind: 'succeeded' } })
  })

  test('a circle is refused with its path, at the command line and over HTTP', async () => {
    const repository = makeRepository()
    const a = await world.submit(repository, says, ['--hold', '--title', 'A'])
    const b = await world.submit(repository, says, ['--after', a, '--title', 'B'])
    const refused = await world.run(['edit', a, '--after', b])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(`${a} ‘A’ → ${b} ‘B’ → ${a} ‘A’`)
    const answer = await world.http(`/api/jobs/${a}`, { method: 'PUT', body: { after: [b] } })
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'cycle', details: { cycle: [a, b, a] } } } })
    expect(await show(a)).toMatchObject({ state: 'held', after: [] })
  })

  test('any of two starts with the first that succeeds, on its branch', async () => {
    const repository = makeRepository()
    const slow = await world.submit(repository, waits('slow', 'slow.txt'))
    const quick = await world.submit(repository, writes('quick.txt'))
    const first = await world.submit(repository, play([{ bash: 'ls > listed.txt' }, { say: 'Listed.' }]), ['--after', `${slow},${quick}`, '--any'])
    expect(await show(first)).toMatchObject({ any: true })
    expect(await world.finished(first)).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect((await show(slow)).state).toBe('running')
    expect(git(repository, 'show', `dispatch/${first}:listed.txt`)).toContain('quick.txt')
    expect(git(repository, 'show', `dispatch/${first}:listed.txt`)).not.toContain('slow.txt')
    open('slow')
    await world.finished(slow)
  })

  test('cancel, hold, release and retry say beforehand what they would do, do that, and before that nothing', async () => {
    const repository = makeRepository()
    const a = await world.submit(repository, says, ['--hold', '--title', 'A'])
    const b = await world.submit(repository, says, ['--after', a, '--title', 'B'])
    const c = await world.submit(repository, says, ['--after', b, '--otherwise', 'hold', '--title', 'C'])
    const asSaid = async (...command: string[]) => {
      const before = await Promise.all([a, b, c].map(show))
      const said = await world.json<Moved>([...command, '--dry-run'])
      expect(await Promise.all([a, b, c].map(show))).toEqual(before)
      expect((await world.json<Moved>(command)).also).toEqual(said.also)
      return said.also.map(({ id, from, to }) => [id, from, to])
    }
    await world.json(['pause'])
    expect(await asSaid('release', a)).toEqual([])
    expect(await asSaid('hold', a, '--with-dependents')).toEqual([[b, 'blocked', 'held'], [c, 'blocked', 'held']])
    expect(await asSaid('release', a, '--with-dependents')).toEqual([[b, 'held', 'blocked'], [c, 'held', 'blocked']])
    expect(await asSaid('cancel', a)).toEqual([[b, 'blocked', 'cancelled (dependency-failed)'], [c, 'blocked', 'held']])
    expect((await world.run(['retry', a, '--with-dependents', '--dry-run'])).stdout).toBe(`${a}  would be retried: A\n  ${b}  would be blocked again: B (revived with ${a} ‘A’)\n`)
    expect(await asSaid('retry', a, '--with-dependents')).toEqual([[b, 'finished', 'blocked']])
    await world.json(['resume'])
    expect(await world.finished(c)).toMatchObject({ outcome: { kind: 'succeeded' } })
    const answer = await world.http(`/api/jobs/${c}/retry?dryRun=1&withDependents=1`, { method: 'POST' })
    expect(answer).toMatchObject({ status: 200, body: { dryRun: true, also: [] } })
    expect((await show(c)).state).toBe('finished')
  })
})
