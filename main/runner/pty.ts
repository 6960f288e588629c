import { prepareLaunch } from './launch.ts'
import { identify, identifyNow, isSame } from './process-table.ts'
import { endKnown, endMarked, endTree, signalProcess, trackTree } from './process-tree.ts'
import type { Exit, ProcessIdentity, Runner, RunningProcess, StartRequest, Started } from './runner.ts'
import { openTerminal } from './terminal.ts'
import type { Terminal } from './terminal.ts'

// Claude Code takes 0.2-1.4 s to clean up after SIGINT.
const STOP_GRACE_MS = 3000
// What the program itself left behind had its chance when its parent was asked to stop.
const LEFTOVER_GRACE_MS = 500
// JSON lines are never wrapped by the terminal; a person looking on gets a usual size.
const DEFAULT_COLS = 120
const DEFAULT_ROWS = 30

/** Runs programs in pseudo-terminals, by node-pty. */
export function createRunner(): Runner {
  if (process.platform === 'win32') {
    throw new Error('Dispatch runs jobs in Unix terminals, which Windows does not have. Run Dispatch inside WSL.')
  }
  return { start, endTree, endMarked, isAlive: isSame }
}

async function start(request: StartRequest): Promise<Started> {
  const prepared = await prepareLaunch(request)
  if (!prepared.ok) return prepared
  let terminal: Terminal
  try {
    const { cwd, interactive = false, cols = DEFAULT_COLS, rows = DEFAULT_ROWS } = request
    terminal = openTerminal(prepared.launch, { cwd, cols, rows, interactive })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `The system gave no terminal for ${request.file}: ${reason} Close other programs or raise the limits of processes and open files.`
    return { ok: false, code: 'spawn-failed', message }
  }
  const identity = identifyNow(terminal.pid) ?? (await identify(terminal.pid)) ?? { pid: terminal.pid, startTime: '' }
  return { ok: true, process: toRunningProcess(terminal, identity) }
}

function toRunningProcess(terminal: Terminal, identity: ProcessIdentity): RunningProcess {
  let stopping: Promise<Exit> | undefined
  let hasEnded = false
  void terminal.ended.then(() => {
    hasEnded = true
  })
  return {
    identity,
    exited: terminal.drained,
    onData: terminal.onData,
    pause() {
      if (!stopping) terminal.pause()
    },
    resume: terminal.resume,
    write: terminal.write,
    resize: terminal.resize,
    stop({ graceMs = STOP_GRACE_MS } = {}) {
      if (stopping) return stopping
      // A reader that had paused, or never listened, would keep the program blocked in a write and its end from being seen.
      terminal.onData(() => undefined)
      terminal.resume()
      stopping = hasEnded ? terminal.drained : stop(terminal, identity, graceMs)
      return stopping
    },
  }
}

async function stop(terminal: Terminal, identity: ProcessIdentity, graceMs: number): Promise<Exit> {
  const tree = trackTree(identity)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    await tree.look()
    // To the group, as the keys of a terminal do: a launcher script and the program it started both hear it.
    await signalProcess(identity, signal, true)
    if (await endsWithin(terminal.ended, graceMs)) break
  }
  await tree.look()
  await signalProcess(identity, 'SIGKILL')
  await endKnown(tree, { graceMs: Math.min(graceMs, LEFTOVER_GRACE_MS) })
  return terminal.drained
}

async function endsWithin(ended: Promise<Exit>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs)
  })
  const inTime = await Promise.race([ended.then(() => true), late])
  clearTimeout(timer)
  return inTime
}
