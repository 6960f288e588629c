import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CALLS, type Diff, type Graph, type JobList } from '../contract/api.ts'
import type { Status } from '../contract/engine.ts'
import type { DispatchEvent } from '../contract/event.ts'
import type { Job } from '../contract/job.ts'
import type { LogPage } from '../contract/log.ts'
import type { PlanResult } from '../contract/plan.ts'
import { play } from './fixtures/play.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

interface Heard { id: number; name: string; event: DispatchEvent }

describeWithClaude('HTTP', () => {
  let world: World
  let repository: string
  beforeAll(async () => {
    world = await startWorld()
    repository = makeRepository()
  })
  afterAll(() => world.close())

  const post = (path: string, body: unknown = {}, headers = {}) => world.http(path, { method: 'POST', body, headers })

  /** Hears events until one is true, then hangs up; gives all it heard. */
  function hear(from: { after?: number; lastEventId?: number }, last: (heard: Heard) => boolean): Promise<Heard[]> {
    const { file } = world.engine()
    return new Promise((resolve, reject) => {
      const all: Heard[] = []
      let rest = ''
      const headers = { authorization: `Bearer ${file.token}`, ...(from.lastEventId === undefined ? {} : { 'last-event-id': String(from.lastEventId) }) }
      const stream = request({ host: '127.0.0.1', port: file.port, path: `/api/events${from.after === undefined ? '' : `?after=${from.after}`}`, headers, agent: false }, (response) => {
        expect(response.headers['content-type']).toContain('text/event-stream')
        response.setEncoding('utf8').on('error', () => {}).on('data', (text: string) => {
          const frames = (rest + text).split('\n\n')
          rest = frames.pop()!
          for (const frame of frames) {
            const [, id, name, data] = /^id: (\d+)\nevent: (.+)\ndata: (.+)$/.exec(frame) ?? []
            if (id === undefined) continue
            const heard = { id: Number(id), name: name!, event: JSON.parse(data!) as DispatchEvent }
            all.push(heard)
            if (last(heard)) { stream.destroy(); return resolve(all) }
          }
        })
      })
      stream.on('error', (error) => { if (!stream.destroyed) reject(error) })
      stream.end()
    })
  }
  const ends = (id: string) => ({ event }: Heard) => event.kind === 'job.changed' && event.job.id === id && event.job.state === 'finished'

  test('a job over HTTP: submitted, listed, read, its log, its conversation', async () => {
    const made = await post('/api/jobs', { prompt: play([{ write: 'a.txt' }]), repository, profile: 'test', labels: { from: 'http' } })
    expect(made).toMatchObject({ status: 201, body: { state: 'queued', submittedFrom: 'api', labels: { from: 'http' } } })
    const { id, conversation } = made.body as Job
    await world.finished(id)
    expect((await world.http<JobList>(`/api/jobs?label=${encodeURIComponent('from=http')}`)).body.jobs.map((job) => job.id)).toEqual([id])
    const page = (await world.http<LogPage>(`/api/jobs/${id}/log?after=2&limit=3`)).body
    expect(page.entries.map((entry) => entry.seq)).toEqual([3, 4, 5])
    expect(page.next).toBe(5)
    expect((await world.http<Diff>(`/api/jobs/${id}/diff`)).body.files).toEqual([{ path: 'a.txt', added: 1, removed: 0 }])
    expect((await world.http(`/api/conversations/${conversation}`)).body).toMatchObject({ id: conversation, jobs: [id] })
    expect((await world.http<Graph>(`/api/graph?root=${id}`)).body.nodes).toHaveLength(1)
    expect((await post(`/api/jobs/${id}/cancel`)).status).toBe(409)
  })

  test('a plan as YAML, dry first; hold, release and cancel; pages of a list', async () => {
    const plan = `defaults: { repository: ${JSON.stringify(repository)}, profile: test, hold: true, labels: { set: pages } }\njobs:\n${Array.from({ length: 7 }, (_, index) => `  n${index}: { prompt: x }`).join('\n')}`
    const yaml = { 'content-type': 'application/yaml' }
    expect(await post('/api/plans?dryRun=1', plan, yaml)).toMatchObject({ status: 200, body: { dryRun: true, pipeline: null } })
    const stored = await post('/api/plans', plan, yaml)
    expect(stored).toMatchObject({ status: 201, body: { dryRun: false, pipeline: expect.stringMatching(/^p/) } })
    const { pipeline, jobs } = stored.body as PlanResult
    const ids = jobs.map((job) => job.id!)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body }: { body: JobList } = await world.http(`/api/jobs?pipeline=${pipeline}&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...body.jobs.map((job) => job.id))
      cursor = body.next
    }
    expect(seen).toEqual(ids.toReversed())
    for (const id of ids) expect(await post(`/api/jobs/${id}/cancel`)).toMatchObject({ status: 200, body: { changed: [{ id, state: 'finished' }] } })
    expect(await post('/api/plans', 'jobs: [', yaml)).toMatchObject({ status: 422, body: { error: { code: 'bad-plan', message: expect.stringContaining('line 1') } } })
  })

  test('events come after the commit, in order, and a listener that comes back misses and repeats nothing', async () => {
    const before = (await world.http<Status>('/api/status')).body.eventSeq
    const submit = async () => ((await post('/api/jobs', { prompt: play([{ bash: 'echo 1' }]), repository, profile: 'test' })).body as Job).id
    const whole: Promise<Heard[]>[] = []
    const first = await submit()
    const heardFirst = await hear({ after: before }, ends(first))
    const second = await submit()
    whole.push(hear({ after: before }, ends(second)))
    const heardSecond = await hear({ lastEventId: heardFirst.at(-1)!.id }, ends(second))
    const all = await whole[0]!
    expect([...heardFirst, ...heardSecond].map((heard) => heard.id)).toEqual(all.map((heard) => heard.id))
    expect(all.map((heard) => heard.id)).toEqual(all.map((heard) => heard.id).toSorted((a, b) => a - b))
    expect(new Set(all.map((heard) => heard.id)).size).toBe(all.length)
    const states = heardFirst.flatMap(({ event }) => (event.kind === 'job.changed' && event.job.id === first ? [event.job.state] : []))
    // An event carries the job as it is when it is sent: a state may be skipped, none comes back.
    const order = ['queued', 'starting', 'running', 'finished']
    expect(states.map((state) => order.indexOf(state))).toEqual(states.map((state) => order.indexOf(state)).toSorted((a, b) => a - b))
    expect(states).toContain('running')
    // The first that tells of the end may come before the last of the log does.
    const ranges = all.flatMap(({ event }) => (event.kind === 'log.appended' && event.jobId === first ? [event] : []))
    for (const [index, range] of ranges.entries()) expect(range.fromSeq).toBe(index === 0 ? 1 : ranges[index - 1]!.toSeq + 1)
    expect(ranges.at(-1)!.toSeq).toBe((await world.log(first)).length)
  })

  test('events survive a restart of the engine: the numbers go on', async () => {
    const before = (await world.http<Status>('/api/status')).body.eventSeq
    const { url, file } = world.engine()
    await world.engine().stop()
    await world.serve()
    // Open pages find their engine again.
    expect({ url: world.engine().url, token: world.engine().file.token }).toEqual({ url, token: file.token })
    const heard = await hear({ lastEventId: before }, ({ event }) => event.kind === 'engine.changed' && event.what === 'started')
    expect(heard.map(({ id }) => id)).toEqual(heard.map((_, index) => before + 1 + index))
  })

  test('a page gets its cookie by a link that works once; from another page it is worth nothing', async () => {
    const link = new URL(world.engine().link)
    const opened = await world.http(link.pathname + link.search, { headers: { authorization: '' } })
    expect(opened.status).toBe(303)
    const set = String(opened.headers['set-cookie'])
    expect(set).toMatch(/HttpOnly/i)
    expect(set).toMatch(/SameSite=Strict/i)
    expect((await world.http(link.pathname + link.search, { headers: { authorization: '' } })).status).toBe(401)
    const cookie = set.split(';')[0]!
    const page = { authorization: '', cookie, origin: world.engine().url }
    expect((await world.http('/api/status', { headers: { authorization: '', cookie } })).status).toBe(200)
    expect((await world.http('/api/wake', { method: 'POST', body: {}, headers: page })).status).toBe(200)
    expect((await world.http('/api/wake', { method: 'POST', body: {}, headers: { authorization: '', cookie } })).status).toBe(401)
    expect((await world.http('/api/wake', { method: 'POST', body: {}, headers: { ...page, origin: 'https://evil.example' } })).status).toBe(403)
    expect((await world.http('/api/status', { headers: { authorization: '', cookie: `${cookie}x` } })).status).toBe(401)
  })

  test('openapi.json names every call', async () => {
    const { body } = await world.http<{ openapi: string; paths: Record<string, object> }>('/api/openapi.json')
    expect(body.openapi).toMatch(/^3\./)
    const named = Object.entries(body.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    for (const { method, path } of Object.values(CALLS)) expect(named).toContain(`${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  })

  test('many wrong tokens are answered with 429 before they are tried', async () => {
    const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await world.http('/api/status', { headers: { authorization: 'Bearer wrong' } })).status))
    expect(statuses).toContain(429)
    expect(statuses).not.toContain(200)
    expect((await world.http('/api/status')).status).toBe(200)
  })
})
