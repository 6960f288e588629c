import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** How this program is started again: its file and arguments. */
export interface Program { file: string; args: readonly string[] }

/** Linux has no call for it: a file in the autostart folder, as the desktop-entry specification says. */
export function toAutostartEntry({ file, args }: Program): string {
  // Inside quotes four characters need a backslash, the backslash itself twice; % begins a field code.
  const quote = (text: string): string => `"${text.replace(/["`$\\]/g, (character) => (character === '\\' ? '\\\\\\\\' : `\\\\${character}`)).replaceAll('%', '%%')}"`
  return ['[Desktop Entry]', 'Type=Application', 'Name=Dispatch', 'Comment=Runs the queue of Claude Code jobs', `Exec=${[file, ...args].map(quote).join(' ')}`, 'Icon=dispatch', 'Terminal=false', 'X-GNOME-Autostart-enabled=true', ''].join('\n')
}

const autostartFile = (env: NodeJS.ProcessEnv): string => join(env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(homedir(), '.config'), 'autostart', 'dispatch.desktop')

/** Writes or removes the entry that starts Dispatch with the session. */
export function setAutostart(on: boolean, program: Program, env: NodeJS.ProcessEnv): void {
  const path = autostartFile(env)
  if (!on) return rmSync(path, { force: true })
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, toAutostartEntry(program))
}
