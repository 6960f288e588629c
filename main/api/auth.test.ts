import { expect, test } from 'vitest'
import { createAuth } from './auth.ts'
import { makePlace, serve } from './testing.ts'

test('without the token, or with a wrong one, nothing is told', async () => {
  const { get, ask } = await serve(makePlace().home)
  expect((await get('/api/status')).status).toBe(200)
  for (const path of ['/api/status', '/api/jobs', '/api/profiles', '/api/events', '/api/openapi.json']) {
    expect(await ask({ path, token: null })).toMatchObject({ status: 401, body: { error: { code: 'unauthorized', message: expect.stringContaining('engine.json') } } })
    expect((await ask({ path, token: 'guess' })).status).toBe(401)
  }
  expect((await ask({ path: '/api/status', token: null, headers: { authorization: 'Basic abc' } })).status).toBe(401)
})

test('after many wrong tokens everybody without the right one waits', async () => {
  const { ask, get } = await serve(makePlace().home)
  const statuses: number[] = []
  for (let i = 0; i < 55; i++) statuses.push((await ask({ path: '/api/status', token: `guess-${i}` })).status)
  expect(statuses.slice(0, 50).every((status) => status === 401)).toBe(true)
  expect(statuses.slice(50)).toEqual([429, 429, 429, 429, 429])
  expect((await get('/api/status')).status).toBe(200)
})

test('a foreign Host is refused, even with the token: a page may have made its name point here', async () => {
  const { ask, file } = await serve(makePlace().home)
  for (const host of ['evil.example', `evil.example:${file.port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1.evil.example:${file.port}`]) {
    expect(await ask({ path: '/api/status', headers: { host } })).toMatchObject({ status: 403, body: { error: { code: 'forbidden', details: { field: 'Host' } } } })
  }
  for (const host of ['localhost', '127.0.0.1', 'LOCALHOST', '[::1]']) expect((await ask({ path: '/api/status', headers: { host: `${host}:${file.port}` } })).status).toBe(200)
})

test('a foreign Origin is refused, even with the token; the page’s own is not', async () => {
  const { ask, file } = await serve(makePlace().home)
  for (const origin of ['http://evil.example', 'https://127.0.0.1:1', 'null', `http://127.0.0.1:${file.port}.evil.example`, `http://evil.example#127.0.0.1:${file.port}`]) {
    expect(await ask({ path: '/api/status', headers: { origin } })).toMatchObject({ status: 403, body: { error: { code: 'forbidden', details: { field: 'Origin' } } } })
    expect((await ask({ method: 'POST', path: '/hook/permission', body: {}, headers: { origin } })).status).toBe(403)
  }
  expect((await ask({ path: '/api/status', headers: { origin: `http://127.0.0.1:${file.port}` } })).status).toBe(200)
})

test('two engines in one browser do not take each other’s cookie away', () => {
  const cookies = ['one', 'two'].map((token) => {
    const auth = createAuth(token, () => 1)
    return auth.redeem(auth.makeLink('').split('key=')[1]!)!.split('=')[0]
  })
  expect(cookies[0]).toMatch(/^dispatch-[0-9a-f]{12}$/)
  expect(cookies[0]).not.toBe(cookies[1])
})

test('a link opens the page once; its cookie reads, and writes from the page alone', async () => {
  const { ask, engine, file } = await serve(makePlace().home)
  const link = new URL(engine.makeLink())
  const opened = await ask({ path: link.pathname + link.search, token: null })
  expect(opened).toMatchObject({ status: 303, headers: { location: '/' } })
  const [set] = opened.headers['set-cookie'] as string[]
  expect(set).toMatch(/; HttpOnly; SameSite=Strict; Path=\//)
  const cookie = set!.split(';')[0]!
  expect(await ask({ path: link.pathname + link.search, token: null })).toMatchObject({ status: 401, body: { error: { message: expect.stringContaining('used already') } } })
  expect((await ask({ path: '/open?key=guess', token: null })).status).toBe(401)
  expect((await ask({ path: '/open', token: null })).status).toBe(401)
  const browser = { accept: 'text/html,application/xhtml+xml' }
  expect(await ask({ path: '/open?key=guess', token: null, headers: browser })).toMatchObject({ status: 401, headers: { 'content-type': 'text/html; charset=utf-8' } })
  expect(await ask({ path: link.pathname + link.search, token: null, headers: { ...browser, cookie } })).toMatchObject({ status: 303, headers: { location: '/' } })

  expect((await ask({ path: '/api/status', token: null, headers: { cookie } })).status).toBe(200)
  expect((await ask({ path: '/api/status', token: null, headers: { cookie: `other=1; ${cookie}; more=2` } })).status).toBe(200)
  expect((await ask({ path: '/api/status', token: null, headers: { cookie: `${cookie}x` } })).status).toBe(401)
  const pause = { method: 'POST', path: '/api/pause', token: null, body: {} }
  expect((await ask({ ...pause, headers: { cookie } })).status).toBe(401)
  expect((await ask({ ...pause, headers: { cookie, 'sec-fetch-site': 'cross-site' } })).status).toBe(401)
  expect((await ask({ ...pause, headers: { cookie, origin: 'http://evil.example' } })).status).toBe(403)
  expect((await ask({ ...pause, headers: { cookie, origin: `http://127.0.0.1:${file.port}` } })).status).toBe(200)
  expect((await ask({ ...pause, headers: { cookie, 'sec-fetch-site': 'same-origin' } })).status).toBe(200)
  // The token itself is never in the page's reach.
  expect(opened.text + set).not.toContain(file.token)
})

test('a question that comes from no run is refused, also with the engine’s own token', async () => {
  const { ask } = await serve(makePlace().home)
  const body = { hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: {} }
  expect((await ask({ method: 'POST', path: '/hook/permission', body })).status).toBe(401)
  expect((await ask({ method: 'POST', path: '/hook/permission', body, token: null })).status).toBe(401)
})

test('the page’s own files need no token and hold nothing of the person’s; nothing else is served', async () => {
  const { ask, file } = await serve(makePlace().home)
  const page = await ask({ path: '/', token: null })
  expect(page).toMatchObject({ status: 200, headers: { 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining(`default-src 'none'`) } })
  expect(page.text).not.toContain(file.token)
  for (const path of ['/assets/../../package.json', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/engine.json', '/engine.json', '/assets/x.exe']) expect((await ask({ path, token: null })).status).toBe(404)
})
