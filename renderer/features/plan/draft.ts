import type { Failure } from '../../../contract/errors.ts'
import type { PlanProblem, PlanVars } from '../../../contract/plan.ts'

/** A plan as it is typed, the folder its relative repositories are meant from (null until somebody chose one), and the values typed for its variables. */
export interface PlanDraft { text: string; folder: string | null; set: Readonly<Record<string, string>> }
/** Why it cannot be submitted, and at which line, when the engine knows. */
export interface PlanFault { line: number | null; message: string }
/** All that is wrong with it, as far as it is told, and how many mistakes are left. */
export interface PlanFaults { faults: readonly PlanFault[]; more: number }

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

/** What a refusal of the engine's tells. Values of variables that cannot be taken are left out: they are told at their fields. */
export function toFaults({ message, details }: Pick<Failure, 'message' | 'details'>): PlanFaults {
  const problems = details?.['problems'] as readonly PlanProblem[] | undefined
  if (problems === undefined) return { faults: [{ line: null, message }], more: 0 }
  return { faults: problems.filter((problem) => problem.variable === undefined).map(({ line, message: told }) => ({ line, message: told })), more: Number(details?.['more'] ?? 0) }
}

/** The folder a file lies in. */
export const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*$/, '') || '/'

/** What enter adds to a line of YAML: its indent, and one step more after a colon. */
export function indentAfter(line: string): string {
  const indent = /^ */.exec(line)![0]
  return /:\s*(#.*)?$/.test(line) ? `${indent}  ` : indent
}
