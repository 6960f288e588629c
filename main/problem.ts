import { explain, isStorageTrouble } from './store/explain-error.ts'

/** Something that went wrong and no job is to blame for, as one line; where it is a bug, with where it happened. */
export function describeProblem(message: string, error: unknown, home: string): string {
  if (error === undefined) return message
  if (isStorageTrouble(error)) return `${message}. ${explain(error, home).message}`
  return `${message}: ${error instanceof Error ? error.stack : String(error)}`
}
