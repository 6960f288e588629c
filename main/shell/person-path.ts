import { execFile } from 'node:child_process'
import { delimiter } from 'node:path'

/** A shell whose start files take longer is not worth waiting for. */
const SHELL_MS = 3000
/** Start files may print things of their own around the answer. */
const MARK = '@@PATH@@'

/**
 * The PATH a person's terminal has. A program started from a dock or menu gets the session's short one, in which `claude` and the tools
 * of their projects are often missing. The login shell is asked; null when it does not say.
 */
export function readPersonPath(shell: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(shell, ['-ilc', `printf '${MARK}%s${MARK}' "$PATH"`], { timeout: SHELL_MS, encoding: 'utf8', env: { ...process.env, TERM: 'dumb' } }, (_error, stdout) => {
      resolve(stdout.split(MARK)[1] || null)
    })
    child.stdin?.end()
  })
}

/** Two paths as one: the person's order first, nothing twice. */
export function joinPaths(first: string, second: string): string {
  return [...new Set([...first.split(delimiter), ...second.split(delimiter)].filter((folder) => folder !== ''))].join(delimiter)
}

/** Whether this program was started without a terminal, on a system where that shortens PATH. */
export function lacksPersonPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return platform !== 'win32' && env.TERM === undefined
}
