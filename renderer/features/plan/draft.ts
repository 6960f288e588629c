import type { Failure } from '../../../contract/errors.ts'

/** A plan as it is typed, and the folder its relative repositories are meant from; null until somebody chose one. */
export interface PlanDraft { text: string; folder: string | null }
/** Why it cannot be submitted, and at which line, when the engine knows. */
export interface PlanFault { line: number | null; message: string }

const KEY = 'dispatch.plan'

/** The plan kept in this browser; null when there is none that can be read. */
export function readPlanDraft(storage: Pick<Storage, 'getItem'>): PlanDraft | null {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? 'null') as Partial<PlanDraft> | null
    return kept && typeof kept.text === 'string' ? { text: kept.text, folder: typeof kept.folder === 'string' ? kept.folder : null } : null
  } catch {
    return null
  }
}

export const writePlanDraft = (storage: Pick<Storage, 'setItem'>, draft: PlanDraft): void => storage.setItem(KEY, JSON.stringify(draft))

/** A refusal of the engine's, with the line it names taken out of its message. */
export function toFault(refusal: Pick<Failure, 'message'>): PlanFault {
  const [, line, message] = /^line (\d+): (.*)$/s.exec(refusal.message) ?? []
  return line === undefined ? { line: null, message: refusal.message } : { line: Number(line), message: message! }
}

/** The folder a file lies in. */
export const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*$/, '') || '/'

/** What enter adds to a line of YAML: its indent, and one step more after a colon. */
export function indentAfter(line: string): string {
  const indent = /^ */.exec(line)![0]
  return /:\s*(#.*)?$/.test(line) ? `${indent}  ` : indent
}
