import { describe, expect, it } from 'vitest'
import { createFakeRunner } from './fake.ts'
import type { StartRequest } from './runner.ts'

const request: StartRequest = { file: 'claude', args: ['-p'], cwd: '/', env: { DISPATCH_RUN: 'j1.1' } }

async function startOne(fake = createFakeRunner()) {
  const started = await fake.start(request)
  if (!started.ok) throw new Error(started.message)
  const text: string[] = []
  started.process.onData((chunk) => text.push(chunk.toString()))
  return { fake, process: started.process, steer: await fake.nextStart(), text }
}

describe('the fake runner', () => {
  it('gives starts in order, past ones and those to come', async () => {
    const fake = createFakeRunner()
    await fake.start({ ...request, cwd: '/a' })
    const [first, second] = [fake.nextStart(), fake.nextStart()]
    expect((await first).request.cwd).toBe('/a')
    await fake.start({ ...request, cwd: '/b' })
    expect((await second).request.cwd).toBe('/b')
    const third = fake.nextStart()
    await fake.start({ ...request, cwd: '/c' })
    expect((await third).request.cwd).toBe('/c')
    expect(fake.starts).toHaveLength(3)
  })

  it('delivers all output before the exit, also after a pause', async () => {
    const { process, steer, text } = await startOne()
    steer.emit('a')
    process.pause()
    steer.emit(Buffer.from('b'))
    steer.end({ exitCode: 3, signal: null })
    expect(text).toEqual(['a'])
    process.resume()
    expect(await process.exited).toEqual({ exitCode: 3, signal: null })
    expect(text).toEqual(['a', 'b'])
    expect(() => steer.emit('late')).toThrow('after end')
  })

  it('stops with the exit it was told, and the first end counts', async () => {
    const { fake, process, steer } = await startOne(createFakeRunner({ stopExit: { exitCode: null, signal: 'SIGTERM' } }))
    expect(await fake.isAlive(process.identity)).toBe(true)
    expect(await process.stop()).toEqual({ exitCode: null, signal: 'SIGTERM' })
    steer.end({ exitCode: 1, signal: null })
    expect(await process.exited).toEqual({ exitCode: null, signal: 'SIGTERM' })
    expect([steer.stopped, await fake.isAlive(process.identity)]).toEqual([true, false])
    expect(await (await startOne()).process.stop()).toEqual({ exitCode: 0, signal: null })
  })

  it('fails once when told', async () => {
    const fake = createFakeRunner()
    fake.failNext('program-missing', 'no claude')
    expect(await fake.start(request)).toEqual({ ok: false, code: 'program-missing', message: 'no claude' })
    expect((await fake.start(request)).ok).toBe(true)
  })

  it('ends by identity and by mark', async () => {
    const { fake, process } = await startOne()
    expect(await fake.endTree({ ...process.identity, startTime: 'other' })).toBe(0)
    expect(await fake.endMarked('DISPATCH_RUN', 'j1')).toBe(0)
    expect(await fake.endMarked('DISPATCH_RUN', 'j1.1')).toBe(1)
    expect(await process.exited).toEqual({ exitCode: null, signal: 'SIGKILL' })
    expect(fake.endedMarks).toEqual(['DISPATCH_RUN=j1', 'DISPATCH_RUN=j1.1'])
  })
})
