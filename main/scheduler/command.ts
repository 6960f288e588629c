import { constants } from 'node:os'
import type { LogKind } from '../../contract/log.ts'
import { checkEnvironment } from '../profiles/environment.ts'
import { profileFolders } from '../profiles/folders.ts'
import { after } from './after.ts'
import { createCommandOutput } from './command-output.ts'
import { FOLDER_MARKER, RUN_MARKER } from './core.ts'
import { HIGH_WATER } from './log-writer.ts'
import type { RunContext } from './run.ts'

/** How a check or a set-up command ended. `output` is its last 64 kB. */
export interface CommandEnd { exitCode: number | null; signal: string | null; timedOut: boolean; output: string; startError: string | null }

/** Runs a shell command in the run's folder with the profile's environment; every line of its output goes to the log. */
export async function runCommand(run: RunContext, command: { command: string; timeoutMs: number; kind: LogKind; step: string }): Promise<CommandEnd> {
  const { core, live, profile } = run
  const env = checkEnvironment({ profile, engineEnv: core.engineEnv, folders: profileFolders(core.home, profile.name), person: core.person, run: { job: run.row.id, number: live.number, marker: run.marker } })
  live.log.entry({ kind: command.kind, text: `$ ${command.command}`, data: { step: command.step, command: command.command } })
  const started = await core.runner.start({ file: '/bin/sh', args: ['-c', command.command], cwd: run.folder!, env: { ...env, [FOLDER_MARKER]: core.folderId }, cols: 200 })
  if (!started.ok) return { exitCode: null, signal: null, timedOut: false, output: '', startError: started.message }
  live.process = started.process
  if (live.stopCause !== null) void started.process.stop()
  const output = createCommandOutput((text) => live.log.entry({ kind: command.kind, text, data: { step: command.step } }))
  const decoder = new TextDecoder()
  let paused = false
  live.log.onDrain(() => { if (paused) { paused = false; started.process.resume() } })
  started.process.onData((chunk) => {
    if (!output.full) live.log.raw(chunk)
    output.take(decoder.decode(chunk, { stream: true }))
    if (!paused && live.log.pending > HIGH_WATER) { paused = true; started.process.pause() }
  })
  let timedOut = false
  const takeBack = after(command.timeoutMs, () => { timedOut = true; void started.process.stop() })
  const exit = await started.process.exited
  takeBack()
  output.take(decoder.decode())
  output.end()
  live.process = null
  await core.runner.endMarked(RUN_MARKER, run.marker)
  return { ...exit, timedOut, output: output.tail(), startError: null }
}

/** How a command ended, in words. */
export function describeEnd(end: CommandEnd, timeoutMs: number): string {
  if (end.startError !== null) return `could not be started: ${end.startError}`
  if (end.timedOut) return `did not end within ${Math.round(timeoutMs / 1000)} s`
  if (end.signal !== null) return `was ended by ${end.signal}`
  if (end.exitCode === 127) return 'exited 127: the shell found no such command. Is it on the PATH of the profile?'
  return `exited ${end.exitCode}`
}

/** The exit code a shell would show. */
export function toExitCode(end: CommandEnd): number | null {
  return end.signal === null ? end.exitCode : 128 + (constants.signals[end.signal as NodeJS.Signals] ?? 0)
}
