import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

function find(folder: string): string {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string }
    if (name === 'dispatch' && version !== undefined) return version
  } catch { /* not here: look further up */ }
  const above = dirname(folder)
  return above === folder ? '0.0.0' : find(above)
}

/** This program's version: that of the package.json above wherever the code was bundled to. */
export const VERSION = find(import.meta.dirname)
