import fc from 'fast-check'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createSseParser, openEvents } from './events.ts'
import { ConnectionLost } from './failure.ts'

const stream = '\u{feff}: hello\n\nid: 1\nevent: job.changed\ndata: {"a":1}\n\nid:2\r\ndata: one\r\ndata: two\r\n\r\ndata\n\nevent: x\n\nid: 3\rdata: ünïcödé 👍\r\rdata: unfinished'
const expected = [{ id: '1', event: 'job.changed', data: '{"a":1}' }, { id: '2', event: 'message', data: 'one\ntwo' }, { id: '2', event: 'message', data: '' }, { id: '3', event: 'message', data: 'ünïcödé 👍' }]

test('the stream is read by the rules', () => {
  expect(createSseParser()(stream.slice(1))).toEqual(expected)
})

test('wherever the pieces are cut, the messages are the same', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 }), (cuts) => {
    const parse = createSseParser()
    const places = [1, ...cuts.filter((cut) => cut > 0).sort((a, b) => a - b), stream.length]
    const found = places.slice(1).flatMap((place, index) => parse(stream.slice(places[index], place)))
    expect(found).toEqual(expected)
  }))
})

async function serveText(pieces: readonly Buffer[], status = 200) {
  const seen: { url?: string; authorization?: string } = {}
  const server = createServer((request, response) => {
    Object.assign(seen, { url: request.url, authorization: request.headers.authorization })
    response.writeHead(status, { 'content-type': 'text/event-stream' })
    for (const piece of pieces) response.write(piece)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const engine = { pid: process.pid, port: (server.address() as AddressInfo).port, token: 'secret', url: '', version: '0', startedAt: 0 }
  return { engine, seen, stop: () => { server.closeAllConnections(); server.close() } }
}

test('events come from a real server, also when a character is cut in two, and its end is a lost connection', async () => {
  const bytes = Buffer.from('id: 7\nevent: profile.changed\ndata: {"kind":"profile.changed","name":"ü"}\n\nid: 9\nevent: quota.changed\ndata: {"profile":"x"}\n\ndata: no json\n\n')
  const cut = bytes.indexOf(0xc3) + 1
  const { engine, seen, stop } = await serveText([bytes.subarray(0, cut), bytes.subarray(cut)])
  const heard: unknown[] = []
  const opened = await openEvents(engine, 5)
  await expect((async () => { for await (const each of opened.events) heard.push(each) })()).rejects.toBeInstanceOf(ConnectionLost)
  stop()
  expect(heard).toEqual([{ seq: 7, event: { kind: 'profile.changed', name: 'ü' } }, { seq: 9, event: { kind: 'quota.changed', profile: 'x' } }])
  expect(seen).toEqual({ url: '/api/events?after=5', authorization: 'Bearer secret' })
})

test('a refused stream and a closed port are told apart', async () => {
  const { engine, stop } = await serveText([], 401)
  await expect(openEvents(engine, 0)).rejects.toMatchObject({ name: 'Refusal', code: 'unauthorized' })
  stop()
  await expect(openEvents(engine, 0)).rejects.toBeInstanceOf(ConnectionLost)
})
