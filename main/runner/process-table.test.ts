import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { findMarked, identify, isSame, listProcesses, parsePs, parseStat } from './process-table.ts'
import { startScript } from './test-support.ts'

describe('listing', () => {
  it('finds this process with its parent', async () => {
    const mine = (await listProcesses()).find((info) => info.pid === process.pid)
    expect(mine).toMatchObject({ ppid: process.ppid, startTime: expect.stringMatching(/.+/) })
    expect(await identify(process.pid)).toEqual({ pid: process.pid, startTime: mine?.startTime })
  })

  it('reads names with parentheses and spaces', () => {
    const rest = 'S 10 20 30 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0'
    expect(parseStat(`12 (a) b (c) ${rest}`)).toMatchObject({ pid: 12, ppid: 10, session: 30, command: 'a) b (c', startTime: expect.stringMatching(/:4711$/) })
    expect(parseStat(`12 (gone) ${rest.replace('S', 'Z')}`)).toBeUndefined()
  })

  it('reads the lines of ps as macOS writes them', () => {
    const text = '    1     0     1 Ss   Mon  2 Nov 08:15:01 2026     /sbin/launchd\n  812   400   811 S+   Sun Nov 22 09:01:12 2026     /Applications/A b/c\n  813   400   811 Z    Sun Nov 22 09:01:12 2026     (x)\n'
    expect(parsePs(text)).toEqual([
      { pid: 1, ppid: 0, session: 1, startTime: 'Mon 2 Nov 08:15:01 2026', command: '/sbin/launchd' },
      { pid: 812, ppid: 400, session: 811, startTime: 'Sun Nov 22 09:01:12 2026', command: '/Applications/A b/c' },
    ])
    const own = parsePs(execFileSync('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart=,comm='], { encoding: 'utf8' })).find((info) => info.pid === process.pid)
    expect(own).toMatchObject({ ppid: process.ppid })
  })
})

describe('identity', () => {
  it('belongs to one process only', async () => {
    const identity = await identify(process.pid)
    expect(await isSame(identity!)).toBe(true)
    expect(await isSame({ pid: process.pid, startTime: 'another' })).toBe(false)
    expect(await isSame({ pid: process.pid, startTime: '' })).toBe(false)
    const program = await startScript('exit 0')
    await program.exited
    expect(await isSame(program.process.identity)).toBe(false)
  })

  it('is the same before and after the program replaces itself', async () => {
    const program = await startScript('echo one; read -r line; exec sh -c "echo two; sleep 60"', [], { interactive: true })
    await program.shows('one')
    program.process.write('\n')
    await program.shows('two')
    expect(await identify(program.process.identity.pid)).toEqual(program.process.identity)
  })
})

describe('marks', () => {
  it('match name and value exactly', async () => {
    const name = `DISPATCH_TEST_${process.pid}`
    const env = { PATH: '/usr/bin:/bin', A: '1', [name]: 'j1.1', Z: '2' }
    const program = await startScript('echo ready; exec sleep 60', [], { env })
    await program.shows('ready')
    expect(await findMarked(name, 'j1.1')).toEqual([program.process.identity])
    expect(await findMarked(name, 'j1')).toEqual([])
    expect(await findMarked(name, 'j1.11')).toEqual([])
    expect(await findMarked(name.slice(1), 'j1.1')).toEqual([])
  })
})
