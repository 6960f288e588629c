import { lstatSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'

/** What a path leads to, or null when it leads nowhere, for whatever reason. */
export function statOf(path: string): Stats | null {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

/** What lies at a path itself, links not followed, or null when nothing does. */
export function lstatOf(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch {
    return null
  }
}

/** Turns what the disk refused (no space, no permission, a file where a folder should be) into a value; a bug stays an exception. */
export async function orDiskFault<Value, Fault>(work: () => Promise<Value>, toFault: (message: string) => Fault): Promise<Value | Fault> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return toFault(error.message)
    throw error
  }
}
