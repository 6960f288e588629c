import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DesktopChange, DesktopSettings } from '../../contract/desktop.ts'
import { failure, type Result } from '../../contract/errors.ts'

/** The settings after a change. */
export function changeSettings(settings: DesktopSettings, change: DesktopChange): DesktopSettings {
  return DesktopSettings.parse({ ...settings, ...change, notify: { ...settings.notify, ...change.notify } })
}

/** An unknown value as a change. */
export function parseChange(value: unknown): Result<DesktopChange> {
  const parsed = DesktopChange.safeParse(value)
  if (parsed.success) return { ok: true, value: parsed.data }
  const issue = parsed.error.issues[0]!
  return failure('bad-input', `${issue.path.join('.')}: ${issue.message}`, { field: issue.path.join('.') })
}

const fileOf = (home: string): string => join(home, 'desktop', 'settings.json')

/** The stored settings; the defaults where there are none or they cannot be read: a window that opens is worth more than a setting. */
export function readSettings(home: string): DesktopSettings {
  const parsed = DesktopSettings.safeParse(readJson(fileOf(home)))
  return parsed.success ? parsed.data : DesktopSettings.parse({})
}

export function writeSettings(home: string, settings: DesktopSettings): void {
  writeJson(fileOf(home), settings)
}

/** The value of a JSON file; undefined when it is not there or is no JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** Whole or not at all. */
export function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
