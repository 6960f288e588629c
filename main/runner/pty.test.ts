import Database from 'better-sqlite3'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { identify } from './process-table.ts'
import { endTree } from './process-tree.ts'
import { makeFolder, onCleanUp, startBehindGap, startProgram, startScript, until } from './test-support.ts'
import type { Collected } from './test-support.ts'

const openDescriptors = () => readdirSync('/proc/self/fd').length

describe('output', () => {
  it('is complete when the exit is told: 5 MB', async () => {
    const program = await startScript('head -c 5242880 /dev/zero | tr "\\0" x; printf END; exit 7')
    expect(await program.exited).toEqual({ exitCode: 7, signal: null })
    expect(program.bytes()).toBe(5_242_880 + 3)
    expect(program.text().endsWith('xEND')).toBe(true)
  })

  it('is complete when the exit is told: fifty small ones side by side', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, async (_, i) => {
      const program = await startScript('echo "$1"; exit $1', [String(i)])
      return [await program.exited, program.text()]
    }))
    expect(results).toEqual(results.map((_, i) => [{ exitCode: i, signal: null }, `${i}\r\n`]))
  })

  it('is complete when reading paused before the program ended', async () => {
    const program = await startScript('echo first; head -c 3000 /dev/zero | tr "\\0" x; echo last')
    program.process.pause()
    await until(async () => (await identify(program.process.identity.pid)) === undefined)
    expect(program.text()).toBe('')
    program.process.resume()
    expect(await program.exited).toEqual({ exitCode: 0, signal: null })
    expect(program.text()).toBe(`first\r\n${'x'.repeat(3000)}last\r\n`)
  })

  it('ends although a process left behind keeps the terminal', async () => {
    const program = await startScript('setsid perl -e \'$SIG{HUP}="IGNORE"; $|=1; print "left $$\\n"; sleep 60\' & while [ ! -e "$1" ]; do sleep 0.01; done; echo done', [join(makeFolder(), 'go')])
    await program.shows('left ')
    const orphan = Number(/left (\d+)/.exec(program.text())?.[1])
    onCleanUp(() => process.kill(orphan, 'SIGKILL'))
    process.kill(program.process.identity.pid, 'SIGTERM')
    expect(await program.exited).toEqual({ exitCode: null, signal: 'SIGTERM' })
    expect(await identify(orphan)).toBeDefined()
  })

  it('blocks the program while reading is paused', async () => {
    const program = await startScript('exec head -c 2000000 /dev/zero')
    program.process.pause()
    const written = () => Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${program.process.identity.pid}/io`, 'utf8'))?.[1])
    const isWriting = () => readFileSync(`/proc/${program.process.identity.pid}/syscall`, 'utf8').startsWith('1 0x1 ')
    let last = -1
    await until(() => {
      const isStuck = isWriting() && written() === last
      last = written()
      return isStuck
    })
    expect(last).toBeLessThan(200_000)
    expect(program.bytes()).toBeLessThan(200_000)
    program.process.resume()
    await program.exited
    expect(program.bytes()).toBe(2_000_000)
  })

  it('does not hang up a program that leaves its terminal', async () => {
    const file = join(makeFolder(), 'out')
    const program = await startScript('exec >"$1" 2>&1; sleep 0.2; echo survived', [file])
    expect(await program.exited).toEqual({ exitCode: 0, signal: null })
    expect(readFileSync(file, 'utf8')).toBe('survived\n')
  })
})

describe('exit', () => {
  it('by a signal has its name and no code', async () => {
    const program = await startScript('kill -9 $$')
    expect(await program.exited).toEqual({ exitCode: null, signal: 'SIGKILL' })
  })

  it('is the program\'s own, and so is the pid', async () => {
    const program = await startScript('echo $$; exit 200')
    expect(await program.exited).toEqual({ exitCode: 200, signal: null })
    expect(program.text()).toBe(`${program.process.identity.pid}\r\n`)
  })
})

describe('the terminal', () => {
  it('echoes nothing into the output of a program that takes no keys', async () => {
    const go = join(makeFolder(), 'go')
    const program = await startScript('echo ready; while [ ! -e "$1" ]; do sleep 0.01; done; echo end', [go])
    await program.shows('ready')
    program.process.write('secret\n')
    program.process.resize(100, 40)
    writeFileSync(go, '')
    await program.exited
    expect(program.text()).toBe('ready\r\nend\r\n')
  })

  it('never blocks this process, however much a program writes at once', async () => {
    const programs = await Promise.all(Array.from({ length: 40 }, () => startScript('exec head -c 300000 /dev/zero')))
    await Promise.all(programs.map((program) => program.exited))
    expect(programs.map((program) => program.bytes())).toEqual(programs.map(() => 300_000))
  })

  it('is stdin when interactive, takes keys and is resized', async () => {
    const program = await startScript('echo ready; read -r line; echo "got $line"; stty size; [ -t 0 ] && echo terminal', [], { interactive: true, cols: 90, rows: 20 })
    await program.shows('ready')
    program.process.resize(101, 33)
    program.process.write('héllo\r')
    await program.exited
    expect(program.text()).toContain('got héllo\r\n33 101\r\nterminal')
    program.process.resize(50, 50)
    program.process.write('after the end')
  })

  it('takes more input than the kernel buffers', async () => {
    const program = await startScript('stty raw -echo; echo ready; head -c 200000 | wc -c', [], { interactive: true })
    await program.shows('ready')
    program.process.write('y'.repeat(200_000))
    await program.exited
    expect(program.text()).toContain('200000')
  })
})

describe('descriptors', () => {
  async function descriptorsOf(env: Record<string, string>): Promise<string[]> {
    const program = await startProgram({ file: '/bin/ls', args: ['/proc/self/fd'], env })
    await program.exited
    // `ls` itself holds the folder it lists, as 3.
    return program.text().split(/\s+/).filter(Boolean)
  }

  it('a program sees 0, 1 and 2 only, whatever is open here', async () => {
    const folder = makeFolder()
    const others: Collected[] = []
    for (let i = 0; i < 12; i++) others.push(await startScript('exec sleep 60'))
    others.push(await startBehindGap())
    const database = new Database(join(folder, 'x.sqlite'))
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a)')
    onCleanUp(() => database.close())
    const server = createServer().listen(0, '127.0.0.1')
    onCleanUp(() => server.close())
    await new Promise((resolve) => server.on('listening', resolve))
    expect(await descriptorsOf({})).toEqual(['0', '1', '2', '3'])
    expect(await descriptorsOf({ 'odd-name': '1' })).toEqual(['0', '1', '2', '3'])
    await Promise.all(others.map((other) => other.process.stop()))
  })

  it('are all given back after 200 starts', async () => {
    await (await startScript('exit 0')).exited
    const before = openDescriptors()
    for (let round = 0; round < 10; round++) {
      await Promise.all(Array.from({ length: 20 }, async () => (await startScript('echo x')).exited))
    }
    expect(openDescriptors()).toBeLessThanOrEqual(before)
  })
})

describe('stop', () => {
  it('asks first: a program that cleans up on SIGINT ends as it likes', async () => {
    const program = await startScript('trap "echo bye; exit 0" INT; echo ready; while :; do sleep 0.05; done')
    await program.shows('ready')
    const [first, second] = [program.process.stop(), program.process.stop({ graceMs: 1 })]
    expect(first).toBe(second)
    expect(await first).toEqual({ exitCode: 0, signal: null })
    expect(program.text()).toContain('bye')
    expect(await program.process.stop()).toEqual({ exitCode: 0, signal: null })
  })

  it('then ends by SIGTERM what ignores SIGINT', async () => {
    const program = await startScript('trap "" INT; echo ready; exec sleep 60')
    await program.shows('ready')
    expect(await program.process.stop({ graceMs: 150 })).toEqual({ exitCode: null, signal: 'SIGTERM' })
  })

  it('then kills what ignores both, with all it started, even in sessions of their own', async () => {
    const stubborn = '$SIG{$_}="IGNORE" for qw(INT TERM HUP); $|=1;'
    const program = await startProgram({
      file: '/usr/bin/perl',
      args: ['-e', `${stubborn} for my $n (1..2) { if (!fork) { exec "setsid", "perl", "-e", '${stubborn} print "child $$\\n"; sleep 60' } } sleep 1 while 1`],
    })
    await until(() => (program.text().match(/child \d+/g) ?? []).length === 2)
    const children = [...program.text().matchAll(/child (\d+)/g)].map((match) => Number(match[1]))
    expect(await program.process.stop({ graceMs: 150 })).toEqual({ exitCode: null, signal: 'SIGKILL' })
    for (const pid of children) expect(await identify(pid)).toBeUndefined()
  })

  it('ends what a program leaves behind that itself ends well', async () => {
    const program = await startScript('setsid sh -c \'trap "" HUP; echo "child $$"; while :; do sleep 0.05; done\' & trap "exit 3" INT; while :; do sleep 0.05; done')
    await program.shows('\n')
    const child = Number(/child (\d+)/.exec(program.text())?.[1])
    expect(await program.process.stop()).toEqual({ exitCode: 3, signal: null })
    expect(await identify(child)).toBeUndefined()
  })

  it('ends a program that is blocked because nobody reads', async () => {
    const program = await startScript('exec head -c 9000000 /dev/zero')
    program.process.pause()
    const exit = await program.process.stop({ graceMs: 150 })
    expect(exit.signal ?? exit.exitCode).not.toBeNull()
    expect(program.process.identity.startTime).not.toBe('')
  })

  it('after the end only tells it, and leaves others alone', async () => {
    const program = await startScript('setsid sh -c \'trap "" HUP; echo "child $$"; while :; do sleep 0.05; done\' & while [ ! -e "$1" ]; do sleep 0.01; done; exit 4', [join(makeFolder(), 'go')])
    await program.shows('\n')
    const identity = (await identify(Number(/child (\d+)/.exec(program.text())?.[1])))!
    onCleanUp(() => endTree(identity))
    process.kill(program.process.identity.pid, 'SIGKILL')
    await program.exited
    expect(await program.process.stop()).toEqual({ exitCode: null, signal: 'SIGKILL' })
    expect(await identify(identity.pid)).toEqual(identity)
  })
})
