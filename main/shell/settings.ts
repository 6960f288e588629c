import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { failure, type Result } from '../../contract/errors.ts'

/** What a notification can be about. */
export const NOTE_KINDS = ['succeeded', 'failed', 'approval', 'held', 'limit'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]

const Notify = z.strictObject({ succeeded: z.boolean().default(true), failed: z.boolean().default(true), approval: z.boolean().default(true), held: z.boolean().default(true), limit: z.boolean().default(true) })

/** The desktop's own settings: they belong to this machine's window, not to the engine. */
export const DesktopSettings = z.strictObject({
  /** Closing the window leaves the engine and the tray. */
  closeToTray: z.boolean().default(true),
  startAtLogin: z.boolean().default(false),
  /** The shortcut that opens the composer from everywhere; null = none. */
  quickSubmit: z.string().min(1).max(100).nullable().default('CommandOrControl+Shift+J'),
  notify: Notify.prefault({}),
})
export type DesktopSettings = z.output<typeof DesktopSettings>

/** Only what changes. */
export const DesktopChange = z.strictObject({ closeToTray: z.boolean(), startAtLogin: z.boolean(), quickSubmit: DesktopSettings.shape.quickSubmit.unwrap(), notify: z.strictObject({ succeeded: z.boolean(), failed: z.boolean(), approval: z.boolean(), held: z.boolean(), limit: z.boolean() }).partial() }).partial()
export type DesktopChange = z.infer<typeof DesktopChange>

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
