import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { defaultHome } from './home.ts'

const NAME = 'dispatch'

/** How a person calls this program's command line: by its name where that leads here, else by its place; with the data folder where it is not the usual one. What stands there can be copied into a terminal. */
export function findOwnCommand(home: string, env: NodeJS.ProcessEnv, from = import.meta.dirname): string {
  const own = findAbove(from, join('bin', NAME))
  const command = own === null || isOnPath(own, env) ? NAME : quote(own)
  return home === defaultHome(env) ? command : `${command} --home ${quote(home)}`
}

function findAbove(from: string, path: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return join(folder, path)
    if (dirname(folder) === folder) return null
  }
}

function isOnPath(own: string, env: NodeJS.ProcessEnv): boolean {
  const found = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute).map((folder) => join(folder, NAME)).find((path) => existsSync(path))
  return found !== undefined && realpathSync(found) === realpathSync(own)
}

const quote = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
