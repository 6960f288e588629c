import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach } from 'vitest'
import { createRunner } from './pty.ts'
import type { Exit, RunningProcess, StartRequest } from './runner.ts'

export const PATH = process.env.PATH ?? '/usr/bin:/bin'

const runner = createRunner()
const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

export function onCleanUp(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp)
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dispatch-runner-'))
  onCleanUp(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A started program whose output is collected; ended after the test if it still runs. */
export interface Collected {
  process: RunningProcess
  text(): string
  bytes(): number
  /** Resolves as soon as the output holds `wanted`. */
  shows(wanted: string): Promise<void>
  exited: Promise<Exit>
}

export async function startProgram(request: Partial<StartRequest> & { file: string }): Promise<Collected> {
  const started = await runner.start({ args: [], cwd: '/', env: { PATH }, ...request })
  if (!started.ok) throw new Error(`${started.code}: ${started.message}`)
  const chunks: Buffer[] = []
  const text = () => Buffer.concat(chunks).toString()
  const watchers = new Set<() => void>()
  started.process.onData((chunk) => {
    chunks.push(chunk)
    for (const watcher of watchers) watcher()
  })
  onCleanUp(() => started.process.stop({ graceMs: 50 }))
  return {
    process: started.process,
    text,
    bytes: () => chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    shows: (wanted) => new Promise((resolve) => {
      const check = () => {
        if (!text().includes(wanted)) return
        watchers.delete(check)
        resolve()
      }
      watchers.add(check)
      check()
    }),
    exited: started.process.exited,
  }
}

/** Starts `sh -c script` with positional arguments. */
export function startScript(script: string, args: readonly string[] = [], request: Partial<StartRequest> = {}): Promise<Collected> {
  return startProgram({ file: '/bin/sh', args: ['-c', script, 'sh', ...args], ...request })
}

/** For facts outside of this process that announce themselves by nothing. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await delay(10)
}

/** A program whose terminal has a descriptor behind a gap in the numbers: node-pty alone hands such a one to every later child. */
export async function startBehindGap(): Promise<Collected> {
  const fillers = Array.from({ length: 40 }, () => openSync('/dev/null', 'r'))
  const program = await startScript('exec sleep 60')
  for (const filler of fillers) closeSync(filler)
  return program
}
