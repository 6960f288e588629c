import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { TakeOver } from '../../contract/conversation.ts'
import { Refusal } from '../../contract/errors.ts'

/** Signals a terminal sends to everybody in it: ours to outlive, the child's to answer. */
const TERMINAL_SIGNALS = ['SIGINT', 'SIGQUIT'] as const
/** Signals sent to us alone, which the child must hear of. */
const PASSED_ON = ['SIGTERM', 'SIGHUP'] as const

/** What tells a program which terminal it paints on. The engine may have been started in another one, or in none. */
const TERMINAL_NAMES = ['TERM', 'COLORTERM', 'TERM_PROGRAM', 'TERM_PROGRAM_VERSION']

/** Runs a program in this terminal with exactly the given environment, but for the terminal's own kind; returns its exit code (128 + n for signal n). */
export function runInTerminal(program: Pick<TakeOver, 'file' | 'args' | 'cwd' | 'env'>): Promise<number> {
  return new Promise((settle, reject) => {
    const terminal = Object.fromEntries(TERMINAL_NAMES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
    const ignore = () => {}
    const pass = (signal: NodeJS.Signals) => child.kill(signal)
    // Before the program is there: it may be heard of, and we be signalled, while `spawn` is still returning.
    for (const signal of TERMINAL_SIGNALS) process.on(signal, ignore)
    for (const signal of PASSED_ON) process.on(signal, pass)
    const child = spawn(program.file, program.args, { cwd: program.cwd, env: { ...program.env, ...terminal }, stdio: 'inherit' })
    const restore = () => {
      for (const signal of TERMINAL_SIGNALS) process.off(signal, ignore)
      for (const signal of PASSED_ON) process.off(signal, pass)
    }
    child.on('error', (error) => {
      restore()
      reject(new Refusal('claude-missing', `expected to start ${program.file} in ${program.cwd}, found: ${error.message}; check the program with \`dispatch profile check NAME\``))
    })
    child.on('exit', (code, signal) => {
      restore()
      settle(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15))
    })
  })
}
