import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { makePlace, serve, type Served } from './api/testing.ts'

const found = process.env['DISPATCH_CLAUDE']
afterEach(() => { if (found === undefined) delete process.env['DISPATCH_CLAUDE']; else process.env['DISPATCH_CLAUDE'] = found })

let home: string
beforeEach(() => {
  home = makePlace().home
  // Never started here: the engine is paused. That the tour runs to its end is tried with the real program.
  const claude = join(home, '..', 'claude')
  writeFileSync(claude, '#!/bin/sh\necho "2.1.330 (Claude Code)"\n')
  chmodSync(claude, 0o755)
  process.env['DISPATCH_CLAUDE'] = claude
})

const start = async (): Promise<Served> => {
  const served = await serve(home)
  await served.post('/api/pause', {})
  return served
}
const urlOf = async ({ get }: Served): Promise<string> => (await get('/api/profiles/practice')).body.env.ANTHROPIC_BASE_URL as string
const answers = (url: string): Promise<boolean> => new Promise((resolve) => {
  const out = request(url, { method: 'HEAD' }, (response) => { response.resume(); resolve(response.statusCode === 200) })
  out.on('error', () => resolve(false)).end()
})

test('the tour is a pipeline in the queue there is, with a repository of its own each time and one profile', async () => {
  const served = await start()
  const first = await served.post('/api/practice', {})
  expect(first).toMatchObject({ status: 201, body: { title: 'Practice tour', jobs: 7, repository: join(home, 'practice', 'greeter') } })
  const [second, third] = await Promise.all([served.post('/api/practice', {}), served.post('/api/practice', {})])
  expect([second, third].map(({ body }) => body.repository)).toEqual([2, 3].map((number) => join(home, 'practice', `greeter-${number}`)))
  const { body } = await served.get(`/api/jobs?pipeline=${first.body.pipeline}`)
  expect((body.jobs as Job[]).map((job) => [job.profile, job.profileVersion, job.repository])).toEqual(Array.from({ length: 7 }, () => ['practice', 1, first.body.repository]))
  expect(await answers(await urlOf(served))).toBe(true)
})

test('its answers end with the engine and are there again, at the same place, when the next one starts', async () => {
  const before = await start()
  await before.post('/api/practice', {})
  const url = await urlOf(before)
  await before.engine.stop()
  expect(await answers(url)).toBe(false)
  const after = await serve(home)
  expect(await answers(url)).toBe(true)
  expect(await urlOf(after)).toBe(url)
  expect((await after.get('/api/profiles/practice')).body.version).toBe(1)
})

test('without Claude Code, and over a profile of yours with its name, nothing is made and the answer says what to do', async () => {
  const served = await start()
  process.env['DISPATCH_CLAUDE'] = join(home, 'nowhere')
  const none = await served.post('/api/practice', {})
  expect(none).toMatchObject({ status: 503, body: { error: { code: 'claude-missing', message: expect.stringContaining('npm install -g @anthropic-ai/claude-code') } } })
  process.env['DISPATCH_CLAUDE'] = join(home, '..', 'claude')
  await served.post('/api/profiles', { name: 'practice', description: 'Mine' })
  const taken = await served.post('/api/practice', {})
  expect(taken).toMatchObject({ status: 409, body: { error: { code: 'wrong-state', message: expect.stringContaining('dispatch demo') } } })
  expect(existsSync(join(home, 'practice'))).toBe(false)
  expect((await served.get('/api/profiles/practice')).body).toMatchObject({ description: 'Mine', version: 1 })
})

test('a folder that cannot be made is told, and submits nothing', async () => {
  const served = await start()
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'practice'), 'a file of this name')
  expect(await served.post('/api/practice', {})).toMatchObject({ status: 500, body: { error: { code: 'data-folder', message: expect.stringContaining(join(home, 'practice')) } } })
  expect((await served.get('/api/jobs')).body.jobs).toEqual([])
})
