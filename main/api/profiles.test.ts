import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BUILT_IN_PROFILES, Profile } from '../../contract/profile.ts'
import { makePlace, serve } from './testing.ts'

const KEY = 'sk-practice-KEY-0123456789'
const TOKEN = 'oat-practice-TOKEN-987654321'

test('a key goes in and never comes out: not in an answer, an event, the database or a file others can read', async () => {
  const { home, repository } = makePlace()
  const api = await serve(home)
  const start = (await api.get('/api/status')).body.eventSeq as number
  const answers = [
    await api.post('/api/profiles', { name: 'paid', auth: { kind: 'api-key', key: KEY } }),
    await api.get('/api/profiles/paid'),
    await api.get('/api/profiles'),
    await api.ask({ method: 'PUT', path: '/api/profiles/paid', body: { description: 'changed' } }),
    await api.ask({ method: 'PUT', path: '/api/profiles/paid', body: { auth: { kind: 'token', token: TOKEN } } }),
    await api.get('/api/profiles/paid?version=1'),
    await api.get('/api/profiles/paid/check'),
    await api.post('/api/jobs', { prompt: 'x', repository, profile: 'paid' }),
    // Wrong in every way: no error repeats what it was given.
    await api.post('/api/profiles', { name: 'paid', auth: { kind: 'api-key', key: KEY } }),
    await api.post('/api/profiles', { name: 'other', auth: { kind: 'login', key: KEY } }),
    await api.post('/api/profiles', { name: 'other', auth: { kind: KEY } }),
    await api.post('/api/profiles', { name: 'other', auth: { kind: 'api-key', key: `${KEY}\n${TOKEN}` } }),
    await api.get('/api/status'), await api.get('/api/doctor'),
  ]
  const frames = await api.events({}, (each) => each.some((frame) => frame.event === 'job.changed'), `?after=${start}`)
  const said = JSON.stringify([answers, frames])
  expect(said).not.toContain(KEY)
  expect(said).not.toContain(TOKEN)
  expect(answers.slice(0, 8).map((answer) => answer.status)).toEqual([201, 200, 200, 200, 200, 200, 200, 201])
  expect(answers.slice(8, 12).map((answer) => answer.status)).toEqual([409, 400, 400, 400])
  expect(answers[0]!.body).toMatchObject({ version: 1, auth: { kind: 'api-key', stored: true } })
  // An edit of something else keeps the key.
  expect(answers[3]!.body).toMatchObject({ version: 2, description: 'changed', auth: { kind: 'api-key', stored: true } })
  expect(answers[4]!.body).toMatchObject({ version: 3, auth: { kind: 'token', stored: true } })
  await api.engine.stop()
  for (const name of readdirSync(home).filter((each) => each.startsWith('dispatch.db'))) {
    const bytes = readFileSync(join(home, name))
    expect(bytes.includes(KEY) || bytes.includes(TOKEN), name).toBe(false)
  }
  const secrets = readdirSync(join(home, 'secrets'))
  expect(secrets.length).toBeGreaterThan(0)
  for (const name of secrets) expect(statSync(join(home, 'secrets', name)).mode & 0o777).toBe(0o600)
  expect(statSync(join(home, 'secrets')).mode & 0o777).toBe(0o700)
})

test('an edit makes a version; a job keeps the one it was submitted with', async () => {
  const { home, repository } = makePlace()
  const api = await serve(home)
  await api.post('/api/profiles', { name: 'mine', maxTurns: 5 })
  const job = (await api.post('/api/jobs', { prompt: 'x', repository, profile: 'mine' })).body
  const edited = (await api.ask({ method: 'PUT', path: '/api/profiles/mine', body: { maxTurns: 6, allow: ['Bash(ls)'] } })).body
  expect(Profile.parse(edited)).toEqual(edited)
  expect(edited).toMatchObject({ version: 2, maxTurns: 6, allow: ['Bash(ls)'], permissionMode: 'acceptEdits' })
  expect((await api.get('/api/profiles/mine?version=1')).body).toMatchObject({ version: 1, maxTurns: 5, allow: [] })
  expect((await api.get(`/api/jobs/${job.id}`)).body.profileVersion).toBe(1)
  expect((await api.get('/api/profiles/mine?version=9')).status).toBe(404)
})

test('removing: built-in ones never, used ones not yet, others leave their versions for their jobs', async () => {
  const { home, repository } = makePlace()
  const api = await serve(home)
  const remove = (name: string) => api.ask({ method: 'DELETE', path: `/api/profiles/${name}` })
  expect(await remove('careful')).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
  await api.post('/api/profiles', { name: 'mine' })
  const { id } = (await api.post('/api/jobs', { prompt: 'x', repository, profile: 'mine' })).body
  expect(await remove('mine')).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining('1 job waits or runs') } } })
  await api.post(`/api/jobs/${id}/cancel`)
  expect((await remove('mine')).body).toEqual({ removed: 'mine' })
  expect((await api.get('/api/profiles/mine')).status).toBe(404)
  expect((await api.get(`/api/jobs/${id}`)).body).toMatchObject({ profile: 'mine', profileVersion: 1 })
  expect((await api.post('/api/jobs', { prompt: 'x', repository, profile: 'mine' })).status).toBe(422)
  const names = (await api.get('/api/status')).body.profiles.map((profile: { name: string }) => profile.name)
  expect(names).not.toContain('mine')
  expect((await api.post('/api/profiles', { name: 'mine' })).body.version).toBe(2)
})

test('of two edits at once one is refused, and the other’s key is the one that is kept', async () => {
  const { home } = makePlace()
  const api = await serve(home)
  await api.post('/api/profiles', { name: 'paid', auth: { kind: 'api-key', key: KEY } })
  const keys = ['sk-practice-one', 'sk-practice-two']
  // Not over HTTP, where one may be done before the other is read.
  const edits = await Promise.allSettled(keys.map((key) => api.engine.door.call('profiles.edit', { name: 'paid', auth: { kind: 'api-key', key } }, { from: 'api', device: 'test' })))
  expect(edits).toMatchObject([{ status: 'fulfilled', value: { version: 2 } }, { status: 'rejected', reason: { code: 'wrong-state' } }])
  expect(readFileSync(join(home, 'secrets', 'paid-2.api-key'), 'utf8')).toBe(keys[0])
})

test.each([['before', 422, 200], ['after', 201, 409]] as const)('a profile that is removed just %s a job with it is stored: no job has a profile that is gone', async (when, submitted, removed) => {
  const { home, repository } = makePlace()
  const api = await serve(home)
  await api.post('/api/profiles', { name: 'mine' })
  const { writer } = api.engine.core.store
  const write = writer.write
  const removal = Promise.withResolvers<unknown>()
  writer.write = (piece) => {
    writer.write = write
    const remove = (): void => removal.resolve(api.engine.door.call('profiles.remove', { name: 'mine' }, { from: 'api', device: 'test' }).then(() => 200, (error: { code: string }) => (error.code === 'wrong-state' ? 409 : error)))
    if (when === 'before') remove()
    const done = write(piece)
    if (when === 'after') remove()
    return done
  }
  expect((await api.post('/api/jobs', { prompt: 'x', repository, profile: 'mine' })).status).toBe(submitted)
  expect(await removal.promise).toBe(removed)
})

test('keys that nobody uses any more, left by an end in the middle of something, go when an engine starts', async () => {
  const { home, repository } = makePlace()
  const first = await serve(home)
  const key = (value: string) => ({ auth: { kind: 'api-key', key: value } })
  for (const name of ['kept', 'gone']) await first.post('/api/profiles', { name, ...key(KEY) })
  await first.post('/api/jobs', { prompt: 'x', repository, profile: 'kept' })
  for (const value of ['sk-practice-two', 'sk-practice-three']) await first.ask({ method: 'PUT', path: '/api/profiles/kept', body: key(value) })
  await first.ask({ method: 'DELETE', path: '/api/profiles/gone' })
  await first.engine.stop()
  for (const name of ['gone-1.api-key', 'kept-4.api-key', 'kept-3.api-key.0123456789ab', 'never-1.token']) writeFileSync(join(home, 'secrets', name), KEY)
  await serve(home)
  // The first for its job, the third as the newest.
  expect(readdirSync(join(home, 'secrets')).toSorted()).toEqual(['kept-1.api-key', 'kept-3.api-key'])
})

test('a removed profile’s finished job may still be run again, with the version it had', async () => {
  const { home, repository } = makePlace()
  const api = await serve(home)
  await api.post('/api/profiles', { name: 'mine' })
  const { id } = (await api.post('/api/jobs', { prompt: 'x', repository, profile: 'mine' })).body
  await api.post(`/api/jobs/${id}/cancel`)
  await api.ask({ method: 'DELETE', path: '/api/profiles/mine' })
  expect((await api.post(`/api/jobs/${id}/retry`)).body.changed[0]).toMatchObject({ state: 'queued', profileVersion: 1 })
})

test('the built-in ones are there, first and in their order', async () => {
  const api = await serve(makePlace().home)
  await api.post('/api/profiles', { name: 'aaa' })
  expect((await api.get('/api/profiles')).body.profiles.map((profile: { name: string }) => profile.name)).toEqual([...BUILT_IN_PROFILES.map((profile) => profile.name), 'aaa'])
})

test('a profile that does not fit is refused by the name of what is wrong', async () => {
  const api = await serve(makePlace().home)
  const wrong: [object, string][] = [
    [{ name: '../x' }, 'name: '], [{ name: 'x', permisionMode: 'plan' }, 'permisionMode: this key is not known'], [{ name: 'x', permissionMode: 'yolo' }, 'permissionMode: '],
    [{ name: 'x', copy: ['../.env'] }, 'copy.0: expected a path inside the repository'], [{ name: 'x', auth: { kind: 'api-key' } }, 'auth.key: expected the key'], [{}, 'name: '],
  ]
  for (const [profile, words] of wrong) expect(await api.post('/api/profiles', profile)).toMatchObject({ status: 400, body: { error: { code: 'bad-input', message: expect.stringContaining(words) } } })
  expect((await api.get('/api/profiles')).body.profiles).toHaveLength(4)
})
