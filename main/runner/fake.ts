import type { Exit, ProcessIdentity, Runner, RunningProcess, StartFailure, StartFailureCode, StartRequest, Started } from './runner.ts'

/** One start as a test sees and steers it. */
export interface FakeProcess {
  readonly request: StartRequest
  readonly identity: ProcessIdentity
  /** The exit it ended with, once it has. */
  readonly exit: Exit | undefined
  /** `stop` was called. */
  readonly stopped: boolean
  readonly paused: boolean
  /** What was given to `write`, in order. */
  readonly written: readonly string[]
  readonly size: { readonly cols: number | undefined; readonly rows: number | undefined }
  /** Output; held back while paused and until somebody listens. */
  emit(data: string | Buffer): void
  /** Ends it, by default with exit code 0. The first end counts. */
  end(exit?: Exit): void
}

export interface FakeRunner extends Runner {
  readonly starts: readonly FakeProcess[]
  /** Every `endMarked` call, as NAME=value. */
  readonly endedMarks: readonly string[]
  /** The next start that no earlier `nextStart` has given: one that already happened, or the one to come. */
  nextStart(): Promise<FakeProcess>
  /** The next `start` fails. */
  failNext(code: StartFailureCode, message?: string): void
}

export interface FakeOptions {
  /** How a process ends that is stopped. Claude Code exits with 0 on SIGINT. */
  stopExit?: Exit
}

const EXIT_0: Exit = { exitCode: 0, signal: null }
const KILLED: Exit = { exitCode: null, signal: 'SIGKILL' }

/** A runner without processes, for tests of what runs jobs. */
export function createFakeRunner({ stopExit = EXIT_0 }: FakeOptions = {}): FakeRunner {
  const starts: FakeProcess[] = []
  const endedMarks: string[] = []
  const failures: StartFailure[] = []
  const waiting: ((process: FakeProcess) => void)[] = []
  let given = 0

  function kill(matching: (process: FakeProcess) => boolean): number {
    const targets = starts.filter((process) => process.exit === undefined && matching(process))
    for (const target of targets) target.end(KILLED)
    return targets.length
  }
  const isIt = (identity: ProcessIdentity) => (process: FakeProcess) =>
    process.identity.pid === identity.pid && process.identity.startTime === identity.startTime

  return {
    starts,
    endedMarks,
    async start(request): Promise<Started> {
      const failure = failures.shift()
      if (failure) return failure
      // Far above any real pid, so that nothing real is hit should one leak out.
      const { fake, process } = createFakeProcess(request, { pid: 1_000_000_000 + starts.length, startTime: `fake:${starts.length}` }, stopExit)
      starts.push(fake)
      const waiter = waiting.shift()
      if (waiter) {
        given = starts.length
        waiter(fake)
      }
      return { ok: true, process }
    },
    nextStart() {
      const next = starts[given]
      if (!next) return new Promise((resolve) => waiting.push(resolve))
      given++
      return Promise.resolve(next)
    },
    failNext(code, message = `Start refused by the test: ${code}.`) {
      failures.push({ ok: false, code, message })
    },
    endTree: async (identity) => kill(isIt(identity)),
    endMarked: async (name, value) => {
      endedMarks.push(`${name}=${value}`)
      return kill((process) => process.request.env[name] === value)
    },
    isAlive: async (identity) => starts.some((process) => process.exit === undefined && isIt(identity)(process)),
  }
}

function createFakeProcess(request: StartRequest, identity: ProcessIdentity, stopExit: Exit): { fake: FakeProcess; process: RunningProcess } {
  const listeners: ((chunk: Buffer) => void)[] = []
  const held: Buffer[] = []
  const written: string[] = []
  const exited = Promise.withResolvers<Exit>()
  let size: FakeProcess['size'] = { cols: request.cols, rows: request.rows }
  let exit: Exit | undefined
  let stopped = false
  let paused = false

  function flush(): void {
    if (!stopped && (paused || listeners.length === 0)) return
    for (const chunk of held.splice(0)) for (const listener of listeners) listener(chunk)
    if (exit) exited.resolve(exit)
  }
  const fake: FakeProcess = {
    request,
    identity,
    written,
    get exit() { return exit },
    get stopped() { return stopped },
    get paused() { return paused },
    get size() { return size },
    emit(data) {
      if (exit) throw new Error('emit after end: a process that has ended says nothing more')
      held.push(Buffer.from(data as string))
      flush()
    },
    end(how = EXIT_0) {
      exit ??= how
      flush()
    },
  }
  const process: RunningProcess = {
    identity,
    exited: exited.promise,
    onData(listener) { listeners.push(listener); flush() },
    pause() { paused = true },
    resume() { paused = false; flush() },
    write(data) { written.push(String(data)) },
    resize(cols, rows) { size = { cols, rows } },
    async stop() { stopped = true; fake.end(stopExit); return exited.promise },
  }
  return { fake, process }
}
