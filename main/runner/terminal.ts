import { closeSync, constants as fsConstants, openSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { constants as osConstants } from 'node:os'
import { ReadStream } from 'node:tty'
import type { Launch } from './launch.ts'
import type { Exit } from './runner.ts'

/** node-pty's native part, whose `Terminal` classes are not used; see `openTerminal`. */
interface Native {
  fork(
    file: string, args: string[], env: string[], cwd: string, cols: number, rows: number, uid: number, gid: number,
    utf8: boolean, helperPath: string, onExit: (code: number, signal: number) => void,
  ): { fd: number; pid: number; pty: string }
  resize(fd: number, cols: number, rows: number, pixelWidth: number, pixelHeight: number): void
}

/** One program in one terminal. */
export interface Terminal {
  readonly pid: number
  /** The program's end, at once; some of its output may still be unread. */
  readonly ended: Promise<Exit>
  /** The program's end after the last of its output was delivered. */
  readonly drained: Promise<Exit>
  onData(listener: (chunk: Buffer) => void): void
  pause(): void
  resume(): void
  write(data: string | Buffer): void
  resize(cols: number, rows: number): void
}

export interface TerminalOptions {
  cwd: string
  cols: number
  rows: number
  /** Somebody writes to it. */
  interactive: boolean
}

// After the program's end a process it left behind may hold the terminal open, and then no end-of-file comes. The kernel's buffer holds
// at most 20 KB, which is read within one turn: one quiet interval says that all is here, and 20 are enough whatever the others still write.
const QUIET_MS = 50
const MAX_QUIET_CHECKS = 20
const WRITE_RETRY_MS = 5

let loaded: { native: Native; helperPath: string } | undefined

/**
 * Forks a program into a new terminal. Throws when the system has no terminal or process left.
 *
 * Uses the native part of node-pty directly, because its `UnixTerminal` adds PWD and TERM to the environment and closes the terminal 200 ms
 * after the program's end, read or not: a reader that paused then would lose the rest.
 */
export function openTerminal(launch: Launch, options: TerminalOptions): Terminal {
  const { native, helperPath } = load()
  const ended = Promise.withResolvers<Exit>()
  const { fd, pid, pty } = native.fork(
    launch.file, launch.args, launch.env, options.cwd, options.cols, options.rows, -1, -1, true, helperPath,
    (code, signal) => ended.resolve(toExit(code, signal)),
  )
  const { slave, stream } = openEnds(fd, pid, pty)
  const reader = createReader(stream, slave, ended.promise)
  return {
    pid,
    ended: ended.promise,
    ...reader,
    // What nobody reads would only be echoed into the output. (Echo cannot be switched off from here instead: setting a terminal's mode
    // waits until its output is read, which nobody but this blocked thread would do.)
    write: options.interactive ? createWriter(fd, reader.isOpen) : () => undefined,
    resize(cols, rows) {
      if (reader.isOpen()) native.resize(fd, cols, rows, 0, 0)
    },
  }
}

function openEnds(fd: number, pid: number, pty: string): { slave: number; stream: ReadStream } {
  let slave: number | undefined
  try {
    // Held open until the end: a program that redirects all its output would otherwise leave the terminal, and be hung up with it.
    slave = openSync(pty, fsConstants.O_RDWR | fsConstants.O_NOCTTY)
    return { slave, stream: new ReadStream(fd) }
  } catch (error) {
    process.kill(pid, 'SIGKILL')
    closeSync(fd)
    if (slave !== undefined) closeSync(slave)
    throw error
  }
}

// On Linux closing our slave lets the master read to the end and then tells EIO. On macOS it would throw away or wait for what is unread.
const slaveClosesFirst = process.platform === 'linux'

function createReader(stream: ReadStream, slave: number, ended: Promise<Exit>) {
  const listeners: ((chunk: Buffer) => void)[] = []
  const closed = Promise.withResolvers<void>()
  let isPaused = false
  const state: ReadingState = { hasEnded: false, isOpen: true, isReading: () => listeners.length > 0 && !isPaused, received: 0, checks: 0 }

  // EIO is how Linux says that the last user of the terminal has gone; 'close' follows every error.
  stream.on('error', () => undefined)
  stream.on('close', () => {
    state.isOpen = false
    clearTimeout(state.timer)
    if (!state.hasEnded || !slaveClosesFirst) closeSync(slave)
    closed.resolve()
  })
  void ended.then(() => {
    if (!state.isOpen) return
    state.hasEnded = true
    if (slaveClosesFirst) closeSync(slave)
    closeWhenQuiet(stream, state)
  })
  function follow(): void {
    if (!state.isReading()) return
    stream.resume()
    closeWhenQuiet(stream, state)
  }
  return {
    drained: Promise.all([ended, closed.promise]).then(([exit]) => exit),
    isOpen: () => state.isOpen,
    onData(listener: (chunk: Buffer) => void) {
      listeners.push(listener)
      if (listeners.length > 1) return
      stream.on('data', (chunk: Buffer) => {
        state.received += chunk.length
        for (const each of listeners) each(chunk)
      })
      if (isPaused) stream.pause()
      follow()
    },
    pause() {
      isPaused = true
      stream.pause()
    },
    resume() {
      isPaused = false
      follow()
    },
  }
}

interface ReadingState {
  hasEnded: boolean
  isOpen: boolean
  isReading(): boolean
  received: number
  checks: number
  timer?: NodeJS.Timeout
}

/** Once the program has ended, closes the terminal as soon as nothing more comes, for the case that others keep it open. */
function closeWhenQuiet(stream: ReadStream, state: ReadingState): void {
  if (!state.hasEnded || !state.isOpen || !state.isReading()) return
  const before = state.received
  clearTimeout(state.timer)
  // The timer may be late and come before data that waits: only after setImmediate has everything readable been read.
  state.timer = setTimeout(() => setImmediate(() => {
    state.checks++
    if (state.isReading() && (state.received === before || state.checks >= MAX_QUIET_CHECKS)) stream.destroy()
    else closeWhenQuiet(stream, state)
  }), QUIET_MS)
}

function createWriter(fd: number, isOpen: () => boolean): (data: string | Buffer) => void {
  let pending = Buffer.alloc(0)
  let timer: NodeJS.Timeout | undefined
  function flush(): void {
    timer = undefined
    if (!isOpen()) return
    try {
      // Never blocks: the descriptor is non-blocking. At once, so that it cannot hit a descriptor that was closed and reused meanwhile.
      while (pending.length > 0) pending = pending.subarray(writeSync(fd, pending))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') timer = setTimeout(flush, WRITE_RETRY_MS)
      else pending = Buffer.alloc(0)
    }
  }
  return (data) => {
    pending = Buffer.concat([pending, Buffer.from(data as string)])
    if (!timer) flush()
  }
}

function load(): { native: Native; helperPath: string } {
  if (loaded) return loaded
  const require = createRequire(import.meta.url)
  const utils = require.resolve('node-pty/lib/utils.js')
  const { dir, module } = (require(utils) as { loadNativeModule(name: string): { dir: string; module: Native } }).loadNativeModule('pty')
  // Used on macOS only. A packed app keeps programs outside of its archive.
  const helperPath = resolve(dirname(utils), dir, 'spawn-helper').replace(/\b(app|node_modules)\.asar\b(?!\.unpacked)/, '$1.asar.unpacked')
  loaded = { native: module, helperPath }
  return loaded
}

const signalNames = new Map(Object.entries(osConstants.signals).map(([name, number]) => [number, name]))

function toExit(code: number, signal: number): Exit {
  return signal === 0 ? { exitCode: code, signal: null } : { exitCode: null, signal: signalNames.get(signal) ?? `SIG${signal}` }
}
