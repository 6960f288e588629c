import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { CALLS, type CallName } from '../../contract/api.ts'
import { ERROR_CODES } from '../../contract/errors.ts'
import { Job } from '../../contract/job.ts'
import { makePlace, serve } from './testing.ts'
import { MAX_BODY_BYTES } from './http-refusals.ts'
import { toOpenApi } from './openapi.ts'

async function served() {
  const place = makePlace()
  const api = await serve(place.home)
  return { ...place, ...api, submit: (more: object = {}) => api.post('/api/jobs', { prompt: 'Do it', repository: place.repository, ...more }) }
}

/** Bytes as they are, and the answer to them. */
function raw(port: number, bytes: string | Buffer): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.on('data', (chunk: Buffer) => { text += chunk.toString() })
    socket.on('error', reject)
    socket.on('close', () => resolve({ status: Number(text.split(' ', 2)[1]), body: JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as unknown }))
  })
}

test('submit answers 201 with the job; the same idempotency key answers 200 with the same one', async () => {
  const { submit, get } = await served()
  const first = await submit({ idempotencyKey: 'k', labels: { a: 'b' } })
  expect(first.status).toBe(201)
  expect(Job.parse(first.body)).toEqual(first.body)
  expect(first.body).toMatchObject({ state: 'queued', submittedFrom: 'api', profile: 'default', labels: { a: 'b' } })
  const again = await submit({ idempotencyKey: 'k', prompt: 'Other' })
  expect([again.status, again.body.id, again.body.prompt]).toEqual([200, first.body.id, 'Do it'])
  expect((await get(`/api/jobs/${first.body.id.slice(0, 6).toUpperCase()}`)).body.id).toBe(first.body.id)
  expect((await get('/api/jobs')).body.jobs).toHaveLength(1)
})

test('a key that would be dropped without a word is refused', async () => {
  const { submit, get } = await served()
  const answer = await submit({ labels: JSON.parse('{"a":"b","__proto__":"c"}') as object })
  expect([answer.status, answer.body]).toMatchObject([400, { error: { code: 'bad-input', message: 'labels.__proto__: expected another key, found __proto__, which would be lost: give it another name' } }])
  expect((await get('/api/jobs')).body.jobs).toEqual([])
})

test('a schedule is added with 201; the same idempotency key answers 200 with the same one', async () => {
  const { post, get, repository } = await served()
  const add = (every: string) => post('/api/schedules', { every, job: { prompt: 'x', repository }, idempotencyKey: 'k' })
  const [first, again] = [await add('@daily'), await add('@hourly')]
  expect([first.status, again.status]).toEqual([201, 200])
  expect(again.body).toEqual(first.body)
  expect((await get('/api/schedules')).body.schedules).toHaveLength(1)
})

test('bad input is refused with its field, and nothing is stored', async () => {
  const { ask, post, submit, get, repository } = await served()
  const seq = (await get('/api/status')).body.eventSeq
  const bad = async (work: ReturnType<typeof post>, status: number, code: string, words: RegExp | string) => expect(await work).toMatchObject({ status, body: { error: { code, message: typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words) } } })
  await bad(ask({ method: 'POST', path: '/api/jobs', body: '{"prompt": "x", ' }), 400, 'bad-input', 'body: expected JSON')
  await bad(ask({ method: 'POST', path: '/api/jobs', body: '[1]' }), 400, 'bad-input', 'expected a JSON object, found a list')
  await bad(ask({ method: 'POST', path: '/api/jobs', body: '"text"' }), 400, 'bad-input', 'expected a JSON object')
  await bad(ask({ method: 'POST', path: '/api/jobs', body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }), 400, 'bad-input', 'Content-Type: expected application/json')
  await bad(post('/api/jobs'), 400, 'bad-input', /^prompt: /)
  await bad(submit({ promt: 'x' }), 400, 'bad-input', 'promt: this key is not known')
  await bad(submit({ check: { comand: 'x' } }), 400, 'bad-input', 'check.')
  await bad(submit({ touches: ['src', '../x'] }), 400, 'bad-input', /^touches\.1: expected a path within the repository, found one with \.\./)
  await bad(submit({ prompt: '  ' }), 400, 'bad-input', 'prompt: expected a prompt')
  await bad(submit({ prompt: 'x'.repeat(10_000_000) }), 413, 'too-large', 'prompt: expected at most 4 MiB')
  await bad(ask({ method: 'POST', path: '/api/jobs', body: 'Do it', headers: { 'content-type': 'text/plain' } }), 400, 'bad-input', 'Content-Type: expected application/json, found text/plain')
  await bad(submit({ repository: 'relative' }), 400, 'bad-input', 'repository: expected an absolute path')
  await bad(submit({ repository: `${repository}/none` }), 422, 'not-a-repository', 'found nothing there')
  await bad(submit({ profile: 'nope' }), 422, 'unknown-profile', 'Known: autonomous')
  await bad(submit({ after: ['jzzzz'] }), 422, 'unknown-parent', 'after: ')
  await bad(submit({ prompt: '{{result}}' }), 422, 'unknown-name', 'exactly one parent')
  await bad(post('/api/plans', { plan: 'jobs:\n  a: { prompt: x, after: [a] }' }), 422, 'cycle', 'line 2')
  await bad(ask({ method: 'POST', path: '/api/plans', body: 'jobs:\n  a: { promt: x }', headers: { 'content-type': 'application/yaml' } }), 422, 'bad-plan', 'line 2')
  await bad(ask({ method: 'POST', path: '/api/jobs', body: `{"prompt":"${'x'.repeat(MAX_BODY_BYTES)}"}` }), 413, 'too-large', 'at most 16 MiB')
  await bad(get('/api/jobs?state=asleep'), 400, 'bad-input', 'state')
  await bad(get('/api/jobs?limit=0'), 400, 'bad-input', 'limit')
  await bad(get('/api/jobs?label=nokey'), 400, 'bad-input', 'key=value')
  await bad(get('/api/jobs?cursor=%21%21'), 400, 'bad-input', 'cursor: expected the `next` of an earlier page')
  expect((await get('/api/status')).body).toMatchObject({ eventSeq: seq, jobs: { queued: 0, blocked: 0, finished: 0 } })
})

test('what is not there is 404, whatever it is', async () => {
  const { get, post, ask } = await served()
  for (const path of ['/api/jobs/jzzzzzzzzz', '/api/jobs/jzzzzzzzzz/log', '/api/profiles/nope', '/api/conversations/czzzzzzzzz', '/api/graph?root=jzzzz', '/api/nothing']) expect(await get(path)).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } })
  expect((await post('/api/jobs/jzzzzzzzzz/cancel')).status).toBe(404)
  expect((await post('/api/approvals/azzzzzzzzz', { answer: 'allow' })).status).toBe(404)
  expect(await ask({ method: 'DELETE', path: '/api/jobs' })).toMatchObject({ status: 404, body: { error: { message: expect.stringContaining('openapi.json') } } })
})

test('what can be no id is bad input', async () => {
  const { get } = await served()
  for (const path of ['/api/jobs/x', '/api/jobs/zzzz', '/api/conversations/czz', '/api/approvals/zzzz', '/api/graph?root=j']) expect(await get(path)).toMatchObject({ status: 400, body: { error: { code: 'bad-input', message: expect.stringContaining('Expected the id of a') } } })
})

test('bytes that are no UTF-8 are refused, whatever they were to be', async () => {
  const { file, ask, get } = await served()
  const bytes = Buffer.concat([Buffer.from('{"prompt":"a'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')])
  for (const type of ['application/json', 'application/yaml']) {
    const answer = await raw(file.port, Buffer.concat([Buffer.from(`POST /api/plans HTTP/1.1\r\nHost: 127.0.0.1:${file.port}\r\nAuthorization: Bearer ${file.token}\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\nConnection: close\r\n\r\n`), bytes]))
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad-input' } } })
  }
  expect((await ask({ path: '/api/jobs' })).body.jobs).toEqual([])
  expect((await get('/api/status')).status).toBe(200)
})

test('what no route sees is refused in the same form, and only after Host and token', async () => {
  const { ask, file } = await served()
  for (const path of ['/api/jobs/%zz', '/%c0%af', `/api/jobs/${'x'.repeat(600)}`]) {
    expect(await ask({ path })).toMatchObject({ status: 400, body: { error: { code: 'bad-input', message: expect.stringContaining('Expected') } } })
    expect(await ask({ path, token: null })).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } })
    expect(await ask({ path, headers: { host: 'evil.example' } })).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
  }
  expect(await ask({ path: '/nothing', headers: { host: 'evil.example' } })).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
  expect(await ask({ method: 'POST', path: '/api/jobs', body: `{"prompt":"${'x'.repeat(MAX_BODY_BYTES)}"}`, headers: { host: 'evil.example' } })).toMatchObject({ status: 403 })
  expect(await ask({ path: `/api/jobs?search=${'x'.repeat(20_000)}` })).toMatchObject({ status: 413, body: { error: { code: 'too-large', message: expect.stringContaining('16 KiB') } } })
  const get = (line: string) => raw(file.port, `${line}\r\nConnection: close\r\n\r\n`)
  expect(await get('GET /api/status HTTP/1.1')).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
  expect(await get('NONSENSE')).toMatchObject({ status: 400, body: { error: { code: 'bad-input' } } })
  expect(await get(`PROPFIND /api/jobs HTTP/1.1\r\nHost: 127.0.0.1:${file.port}`)).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } })
})

test('what the state does not allow is 409 and says the state', async () => {
  const { submit, post, get, ask } = await served()
  const { id } = (await submit()).body
  for (const [path, body] of [[`/api/jobs/${id}/release`, {}], [`/api/jobs/${id}/retry`, {}], [`/api/approvals/${id}`, { answer: 'deny' }], [`/api/conversations/${id}/open`, { pid: process.pid }]] as const) {
    expect(await post(path, body)).toMatchObject({ status: 409, body: { error: { code: 'wrong-state', details: { state: 'queued' } } } })
  }
  expect(await get(`/api/jobs/${id}/diff`)).toMatchObject({ status: 409 })
  expect((await post(`/api/jobs/${id}/hold`)).body.changed[0].state).toBe('held')
  expect((await ask({ method: 'PUT', path: `/api/jobs/${id}`, body: { priority: 9 } })).body.priority).toBe(9)
  expect((await post(`/api/jobs/${id}/cancel?dryRun=1`)).body).toMatchObject({ dryRun: true, changed: [{ state: 'held' }] })
  expect((await post(`/api/jobs/${id}/cancel`)).body.changed[0].outcome.reason).toBe('by-person')
  expect(await post(`/api/jobs/${id}/cancel`)).toMatchObject({ status: 409, body: { error: { details: { state: 'finished', outcome: 'cancelled' } } } })
})

test('an ambiguous prefix is 400 and lists the matches', async () => {
  const { submit, get, engine } = await served()
  const ids = [(await submit()).body.id as string, (await submit()).body.id as string]
  await engine.core.store.writer.write((db) => ids.forEach((id, i) => db.prepare('UPDATE job SET id = ? WHERE id = ?').run(`j4k900000${i}`, id)))
  expect(await get('/api/jobs/j4k9')).toMatchObject({ status: 400, body: { error: { code: 'ambiguous-id', details: { matches: ['j4k9000000', 'j4k9000001'] } } } })
})

test('a plan as JSON, as YAML and as a dry run', async () => {
  const { ask, post, repository, get } = await served()
  const plan = { jobs: { a: { prompt: 'x', repository }, b: { prompt: 'y', repository, after: ['a'] } } }
  expect(await post('/api/plans?dryRun=1', plan)).toMatchObject({ status: 200, body: { dryRun: true, pipeline: null, jobs: [{ alias: 'a', id: null }, { alias: 'b' }] } })
  expect((await get('/api/jobs')).body.jobs).toHaveLength(0)
  const stored = await post('/api/plans', plan)
  expect(stored).toMatchObject({ status: 201, body: { jobs: [{ state: 'queued' }, { state: 'blocked' }] } })
  const yaml = await ask({ method: 'POST', path: `/api/plans?folder=${encodeURIComponent(repository)}`, body: 'pipeline: two\njobs: { c: { prompt: z } }', headers: { 'content-type': 'application/yaml' } })
  expect(yaml).toMatchObject({ status: 201, body: { title: 'two', jobs: [{ repository }] } })
  expect((await get(`/api/jobs?pipeline=${yaml.body.pipeline.slice(0, 6)}`)).body.jobs).toHaveLength(1)
  expect((await get(`/api/pipelines/${yaml.body.pipeline.slice(0, 6)}`)).body).toMatchObject({ id: yaml.body.pipeline, title: 'two', total: 1, counts: { queued: 1 }, startedAt: null, endedAt: null })
  expect((await get('/api/pipelines')).body.pipelines.map((each: { title: string }) => each.title)).toEqual(['two', 'pipeline'])
  expect(await get('/api/pipelines/p00000')).toMatchObject({ status: 404 })
  expect((await get(`/api/graph?root=${stored.body.jobs[1].id}`)).body).toMatchObject({ nodes: [{ state: 'queued' }, { state: 'blocked' }], edges: [{ parent: stored.body.jobs[0].id, when: 'success' }] })
})

test('who submits may say so, as far as it is believed', async () => {
  const { ask, repository } = await served()
  const from = async (said: string) => (await ask({ method: 'POST', path: '/api/jobs', body: { prompt: 'x', repository }, headers: { 'x-dispatch-from': said } })).body.submittedFrom
  expect([await from('cli'), await from('web'), await from('phone'), await from('nonsense')]).toEqual(['cli', 'web', 'api', 'api'])
})

test('paused jobs wait, and the status counts them', async () => {
  const { submit, post, get, home } = await served()
  await submit()
  await post('/api/pause', { profile: 'careful' })
  const { body } = await get('/api/status')
  expect(CALLS['engine.status'].result.parse(body)).toEqual(body)
  expect(body).toMatchObject({ paused: true, home, jobs: { queued: 1 }, slots: { used: 0 }, engine: { running: true, pid: process.pid } })
  expect(body.profiles.find((profile: { name: string }) => profile.name === 'careful')).toMatchObject({ paused: true })
  expect((await post('/api/pause', { profile: 'nope' })).status).toBe(404)
})

test('the OpenAPI document is served, and lists every call and every error', async () => {
  const { get } = await served()
  const { status, body } = await get('/api/openapi.json')
  expect(status).toBe(200)
  expect(body).toEqual(JSON.parse(JSON.stringify(toOpenApi())))
  expect(body.openapi).toBe('3.1.0')
  for (const [name, call] of Object.entries(CALLS) as [CallName, (typeof CALLS)[CallName]][]) {
    const operation = body.paths[call.path.replace(/:(\w+)/g, '{$1}')]?.[call.method.toLowerCase()]
    expect(operation, name).toMatchObject({ operationId: name, summary: call.summary, responses: { default: expect.anything() } })
    const inPath = operation.parameters.filter((each: { in: string }) => each.in === 'path').map((each: { name: string }) => each.name)
    expect(inPath, name).toEqual([...call.path.matchAll(/:(\w+)/g)].map((match) => match[1]))
    expect(Object.keys(operation.responses), name).toContain(String((call as { status?: number }).status ?? 200))
    // References are the document's own: no schema may hang in the air.
    for (const [, reference] of JSON.stringify(operation).matchAll(/"\$ref":"([^"]+)"/g)) expect(reference!.slice(2).split('/').reduce((node, key) => node?.[key], body), `${name} ${reference}`).toBeDefined()
  }
  expect(body.components.responses.Error.content['application/json'].schema.properties.error.properties.code.enum).toEqual(Object.keys(ERROR_CODES))
  expect(new Set(Object.values(body.paths as object).flatMap((path) => Object.values(path as object).map((operation: { operationId: string }) => operation.operationId))).size).toBe(Object.keys(CALLS).length + ['events.stream', 'openapi.get'].length)
  expect(JSON.stringify(body.paths['/api/events'].get.responses['200'].content['text/event-stream'])).toContain('log.appended')
})
