/** What to start. `env` is the whole environment of the program: nothing is added, nothing inherited. */
export interface StartRequest {
  /** Absolute, relative to `cwd` when it holds a slash, else looked up in `env.PATH`. */
  file: string
  args: readonly string[]
  cwd: string
  env: Readonly<Record<string, string>>
  /** Opened read-only as stdin, relative to `cwd`. Without it stdin is /dev/null, unless `interactive`. */
  stdinFile?: string
  /** stdin is the terminal: keys come by `write` and are echoed as the program sets it. */
  interactive?: boolean
  cols?: number
  rows?: number
}

export type StartFailureCode = 'program-missing' | 'program-not-executable' | 'folder-missing' | 'input-missing' | 'spawn-failed'

export interface StartFailure {
  ok: false
  code: StartFailureCode
  message: string
}

export type Started = { ok: true; process: RunningProcess } | StartFailure

/** A process for ever: a pid alone is reused, a pid with its start time is not. */
export interface ProcessIdentity {
  pid: number
  /** Opaque, compared for equality only. Empty when the process was gone before it could be read: then it never counts as alive. */
  startTime: string
}

/** Exactly one of the two is set. `signal` is a name such as 'SIGKILL'. */
export interface Exit {
  exitCode: number | null
  signal: string | null
}

export interface StopOptions {
  /** Patience after SIGINT and again after SIGTERM, before SIGKILL. */
  graceMs?: number
}

export interface RunningProcess {
  readonly identity: ProcessIdentity
  /** Resolves only after the last data was delivered; so it waits while nobody listens or reading is paused. */
  readonly exited: Promise<Exit>
  /** Reading starts with the first listener. Bytes come as the terminal gives them: a line ends in \r\n. */
  onData(listener: (chunk: Buffer) => void): void
  /** Stops reading, so that the program blocks once the terminal's buffer is full. */
  pause(): void
  resume(): void
  /** Keys for an interactive program. Dropped when it is not: nobody would read them, and the terminal would echo them into the output. */
  write(data: string | Buffer): void
  resize(cols: number, rows: number): void
  /**
   * SIGINT, grace, SIGTERM, grace, SIGKILL, each to the program's group; then the end of every descendant ever seen.
   * After the program's own end it signals nobody. The first call decides, later ones share its promise. Reading goes on whatever `pause` said, so that the end can be reached.
   */
  stop(options?: StopOptions): Promise<Exit>
}

export interface EndOptions {
  /** Patience between SIGTERM and SIGKILL. */
  graceMs?: number
}

export interface Runner {
  start(request: StartRequest): Promise<Started>
  /** Ends the process, when it is still the same one, and its descendants; resolves with how many it ended. */
  endTree(identity: ProcessIdentity, options?: EndOptions): Promise<number>
  /** Ends every process started with NAME=value in its environment, wherever it hangs in the tree. */
  endMarked(name: string, value: string, options?: EndOptions): Promise<number>
  isAlive(identity: ProcessIdentity): Promise<boolean>
}
