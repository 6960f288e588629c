import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from './settings.ts'

/** A place on the screens, in points. */
export interface Area { x: number; y: number; width: number; height: number }

export const WindowState = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int(), maximized: z.boolean() })
/** Where the window was. */
export type WindowState = z.infer<typeof WindowState>

/** A width that shows rail, list and detail beside one another. */
const USUAL = { width: 1280, height: 840 }
/** The narrow layout's width. */
export const LEAST = { width: 360, height: 480 }
/** So much of the title bar must be on a screen for a person to take hold of it. */
const GRIP = { width: 120, height: 32 }

/** Where to open the window: where it was, made to fit, if a screen still shows it; else in the usual size, where the system puts it. */
export function placeWindow(saved: WindowState | null, screens: readonly Area[]): { x?: number; y?: number; width: number; height: number } {
  const shown = saved && screens.find((screen) => overlap(saved.x, saved.width, screen.x, screen.width) >= GRIP.width && saved.y >= screen.y - 1 && saved.y + GRIP.height <= screen.y + screen.height)
  const largest = shown ?? screens[0]
  const fit = (length: number, least: number, most: number | undefined): number => Math.max(least, Math.min(length, most ?? length))
  const size = { width: fit(saved?.width ?? USUAL.width, LEAST.width, largest?.width), height: fit(saved?.height ?? USUAL.height, LEAST.height, largest?.height) }
  return shown ? { x: saved.x, y: saved.y, ...size } : size
}

const overlap = (a: number, aLength: number, b: number, bLength: number): number => Math.min(a + aLength, b + bLength) - Math.max(a, b)

const fileOf = (home: string): string => join(home, 'desktop', 'window.json')

export function readWindowState(home: string): WindowState | null {
  const parsed = WindowState.safeParse(readJson(fileOf(home)))
  return parsed.success ? parsed.data : null
}

export function writeWindowState(home: string, state: WindowState): void {
  writeJson(fileOf(home), state)
}
