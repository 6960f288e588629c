import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The platform's application-data folder for Dispatch. */
export function defaultHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Dispatch')
  if (platform === 'win32') return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'Dispatch')
  return join(env.XDG_DATA_HOME && env.XDG_DATA_HOME.startsWith('/') ? env.XDG_DATA_HOME : join(homedir(), '.local', 'share'), 'dispatch')
}

/** The data folder: `--home`, else DISPATCH_HOME, else the platform's. Always absolute. */
export function findHome(option: string | undefined, env: NodeJS.ProcessEnv, cwd: string): string {
  const given = option ?? env.DISPATCH_HOME
  return given ? resolve(cwd, given) : defaultHome(env)
}
