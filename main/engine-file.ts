import { existsSync, renameSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import type { EngineFile } from '../contract/engine.ts'

export const ENGINE_FILE = 'engine.json'

/** Writes where the engine is found, and writes it again whenever somebody takes it away, until it is told to remove it. */
export function keepEngineFile(home: string, file: EngineFile, report: (message: string, error?: unknown) => void): { remove(): void } {
  const path = join(home, ENGINE_FILE)
  let watcher: FSWatcher | null = null
  let removed = false

  // The file alone: its folder tells of every write of the database. A system that cannot watch any more goes without.
  const follow = (): void => {
    watcher?.close()
    try {
      watcher = watch(path, { persistent: false }, look).on('error', () => {})
    } catch {
      watcher = null
    }
  }
  const look = (kind: 'rename' | 'change'): void => {
    if (removed || !existsSync(home)) return
    const there = existsSync(path)
    if (there && kind === 'change') return
    try {
      if (!there) write(path, file)
      follow()
    } catch (error) {
      report(`${path} was removed, and could not be written again: no command finds this engine`, error)
    }
  }

  write(path, file)
  follow()
  return {
    remove: () => {
      removed = true
      watcher?.close()
      rmSync(path, { force: true })
    },
  }
}

/** Whole or not at all, and readable by its owner alone. */
function write(path: string, file: EngineFile): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}
