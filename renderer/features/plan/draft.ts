import type { Failure } from '../../../contract/errors.ts'
import type { PlanVars } from '../../../contract/plan.ts'

/** A plan as it is typed, the folder its relative repositories are meant from (null until somebody chose one), and the values typed for its variables. */
export interface PlanDraft { text: string; folder: string | null; set: Readonly<Record<string, string>> }
/** Why it cannot be submitted, and at which line, when the engine knows. */
export interface PlanFault { line: number | null; message: string }

const KEY = 'dispatch.plan'

/** The plan kept in this browser; null when there is none that can be read. */
export function readPlanDraft(storage: Pick<Storage, 'getItem'>): PlanDraft | null {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? 'null') as Partial<PlanDraft> | null
    return kept && typeof kept.text === 'string' ? { text: kept.text, folder: typeof kept.folder === 'string' ? kept.folder : null, set: textsOf(kept.set) } : null
  } catch {
    return null
  }
}

const textsOf = (kept: unknown): Record<string, string> => (typeof kept === 'object' && kept !== null ? Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : {})

export const writePlanDraft = (storage: Pick<Storage, 'setItem'>, draft: PlanDraft): void => storage.setItem(KEY, JSON.stringify(draft))

/** What a plan wants to know: its variables with their defaults, and why a value cannot be taken. `only`: nothing else is wrong. */
export interface Asked { vars: PlanVars; faults: Readonly<Record<string, string>>; only: boolean }

/** The variables a refusal tells of; null when it is about something else. */
export function toAsked({ details }: Pick<Failure, 'details'>): Asked | null {
  const vars = details?.['vars'] as PlanVars | undefined
  return vars === undefined ? null : { vars, faults: (details?.['faults'] ?? {}) as Asked['faults'], only: details?.['faultsOnly'] === true }
}

/** The values that were typed for variables a plan has; what is empty is left to the default. */
export const valuesFor = (vars: PlanVars, set: PlanDraft['set']): Record<string, string> => Object.fromEntries(Object.keys(vars).flatMap((name) => (set[name] ? [[name, set[name]]] : [])))

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
