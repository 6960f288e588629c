import { describe, expect, it } from 'vitest'
import { identify, listProcesses } from './process-table.ts'
import { descendants, endMarked, endProcesses, endTree, signalProcess, trackTree } from './process-tree.ts'
import type { Collected } from './test-support.ts'
import { PATH, startScript, until } from './test-support.ts'

const info = (pid: number, ppid: number) => ({ pid, ppid, session: 0, startTime: `t${pid}`, command: 'x' })

/** A program with a child in its own session and a grandchild; all ignore hang-up. */
async function startFamily(env: Record<string, string> = {}): Promise<{ program: Collected; pids: number[] }> {
  const loop = 'while :; do sleep 0.05; done'
  const script = `trap "" HUP; setsid sh -c 'sh -c "echo pid \\$\\$; ${loop}" & echo pid $$; ${loop}' & echo pid $$; ${loop}`
  const program = await startScript(script, [], { env: { PATH, ...env } })
  await until(() => (program.text().match(/pid \d+/g) ?? []).length === 3)
  return { program, pids: [...program.text().matchAll(/pid (\d+)/g)].map((match) => Number(match[1])) }
}

const living = async (pids: readonly number[]) => (await Promise.all(pids.map(identify))).filter(Boolean).length

describe('descendants', () => {
  it('are found over all generations, a circle notwithstanding', () => {
    const list = [info(1, 0), info(2, 1), info(3, 2), info(4, 3), info(5, 1), info(6, 7), info(7, 6)]
    expect(descendants(list, 2).map(({ pid }) => pid).sort()).toEqual([3, 4])
    expect(descendants(list, 6).map(({ pid }) => pid)).toEqual([7])
    expect(descendants(list, 99)).toEqual([])
  })
})

describe('endTree', () => {
  it('ends a process with all descendants and counts at least these', async () => {
    const { program, pids } = await startFamily()
    expect(await endTree(program.process.identity)).toBeGreaterThanOrEqual(3)
    expect(await living(pids)).toBe(0)
    expect((await program.exited).signal).toBe('SIGTERM')
  })

  it('leaves another process with the same pid alone', async () => {
    const { program, pids } = await startFamily()
    expect(await endTree({ ...program.process.identity, startTime: 'of another one' })).toBe(0)
    expect(await living(pids)).toBe(3)
  })

  it('knows children whose parent has died between two looks', async () => {
    const { program, pids } = await startFamily()
    const tree = trackTree(program.process.identity)
    await tree.look()
    process.kill(program.process.identity.pid, 'SIGKILL')
    await program.exited
    const left = await tree.look()
    expect(left.map(({ pid }) => pid)).toEqual(expect.arrayContaining(pids.filter((pid) => pid !== program.process.identity.pid)))
    // Its short sleeps may be over by now.
    expect(await endProcesses(left, { graceMs: 500 })).toBeGreaterThanOrEqual(2)
    expect(await living(pids)).toBe(0)
  })

  it('knows a process of the same session whose parent had died before the first look', async () => {
    const program = await startScript('sh -c \'trap "" HUP; while :; do sleep 0.05; done & echo pid $!\'; echo ready; while :; do sleep 0.05; done')
    await program.shows('ready')
    const pid = Number(/pid (\d+)/.exec(program.text())?.[1])
    expect(descendants(await listProcesses(), program.process.identity.pid).map((each) => each.pid)).not.toContain(pid)
    await endTree(program.process.identity)
    expect(await living([pid])).toBe(0)
  })
})

describe('endMarked', () => {
  it('ends orphans that inherited the mark, after their parent was killed', async () => {
    const name = `DISPATCH_RUN_${process.pid}`
    const { program, pids } = await startFamily({ [name]: 'j7.1' })
    const other = await startFamily({ [name]: 'j7.11' })
    process.kill(program.process.identity.pid, 'SIGKILL')
    expect(await program.exited).toEqual({ exitCode: null, signal: 'SIGKILL' })
    expect(await living(pids)).toBe(2)
    const orphan = (await listProcesses()).find(({ pid }) => pid === pids.find((each) => each !== program.process.identity.pid))
    expect(orphan).toBeDefined()
    expect(await endMarked(name, 'j7.1')).toBeGreaterThanOrEqual(2)
    expect(await living(pids)).toBe(0)
    expect(await living(other.pids)).toBe(3)
    expect(await endMarked(name, 'none')).toBe(0)
  })

  it('kills what ignores SIGTERM', async () => {
    const name = `DISPATCH_RUN_${process.pid}`
    const program = await startScript('trap "" TERM HUP INT; echo ready; while :; do sleep 0.05; done', [], { env: { PATH, [name]: 'j8.1' } })
    await program.shows('ready')
    expect(await endMarked(name, 'j8.1', { graceMs: 100 })).toBeGreaterThanOrEqual(1)
    expect(await program.exited).toEqual({ exitCode: null, signal: 'SIGKILL' })
  })
})

describe('never', () => {
  it('signals init, itself or its ancestors', async () => {
    const spared = await Promise.all([1, process.pid, process.ppid].map(identify))
    expect(await endProcesses(spared.filter((each) => each !== undefined), { graceMs: 10 })).toBe(0)
    expect(await living([process.pid, process.ppid])).toBe(2)
    expect(await signalProcess((await identify(process.pid))!, 'SIGTERM')).toBe(false)
    expect(await signalProcess({ pid: 0, startTime: 'x' }, 'SIGTERM')).toBe(false)
  })

  it('signals a pid that has become another process', async () => {
    const program = await startScript('echo ready; exec sleep 60')
    await program.shows('ready')
    const { pid } = program.process.identity
    expect(await signalProcess({ pid, startTime: 'earlier' }, 'SIGKILL')).toBe(false)
    expect(await endProcesses([{ pid, startTime: 'earlier' }])).toBe(0)
    expect(await living([pid])).toBe(1)
    expect(await signalProcess(program.process.identity, 'SIGKILL')).toBe(true)
    expect((await program.exited).signal).toBe('SIGKILL')
  })
})
