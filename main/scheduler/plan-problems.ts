import { Refusal, type ErrorCode } from '../../contract/errors.ts'
import { MAX_PROBLEMS, type PlanProblem } from '../../contract/plan.ts'

/** A place in a plan: `['jobs', 'docs', 'after', 1]`. */
export type Path = readonly (string | number)[]
/** Says in which line of the file a place stands; null for a plan that came as data. */
export type Locate = (path: Path) => number | null

/** One thing that is wrong. `at`: its place, or its line where the text cannot be read as a plan, or null where neither is known. `variable`: the one whose value it is about. */
export interface Mistake { code?: ErrorCode; at: Path | number | null; message: string; details?: Record<string, unknown> | undefined; variable?: string }

/** Everything that is wrong with one plan, gathered to be told at once. */
export interface Problems {
  /** The same at the same place is taken up once. */
  add(mistake: Mistake): void
  /** One more of a kind of which as many have been added as are told of a plan. */
  count(): void
  /** What stands at a place is wrong, or not known yet: nothing more is concluded from it. */
  doubt(path: Path): void
  isDoubted(path: Path): boolean
  /** Goes into the details of the refusal. */
  note(details: Record<string, unknown>): void
  isEmpty(): boolean
  /** Null as long as nothing is wrong. */
  refusal(): Promise<Refusal | null>
}

/** An empty list of what is wrong. `locate` is asked for when there is something to be found. */
export function startProblems(locate: () => Promise<Locate>): Problems {
  let counted = 0
  const mistakes = new Map<string, Mistake>()
  const doubts = new Set<string>()
  const noted: Record<string, unknown> = {}
  return {
    doubt: (path) => { doubts.add(keyOf(path)) },
    add: (mistake) => {
      const key = `${JSON.stringify(mistake.at)} ${mistake.message}`
      if (!mistakes.has(key)) mistakes.set(key, mistake)
    },
    count: () => { counted++ },
    isDoubted: (path) => doubts.size > 0 && [path, path.slice(0, path[0] === 'jobs' ? 2 : 1)].some((each) => doubts.has(keyOf(each))),
    note: (details) => { Object.assign(noted, details) },
    isEmpty: () => mistakes.size === 0,
    refusal: async () => {
      if (mistakes.size === 0) return null
      const find = await locate()
      return toRefusal([...mistakes.values()].map((mistake) => ({ mistake, line: lineOf(mistake.at, find) })), noted, counted)
    },
  }
}

const lineOf = (at: Mistake['at'], locate: Locate): number | null => (at === null || typeof at === 'number' ? at : locate(at))

/** What is doubted: a field of a job or of the defaults as a whole, or a member of the plan. */
function keyOf([top, key, field]: Path): string {
  if (top === 'jobs' && key !== undefined) return `${key}/${field ?? '*'}`
  return top === 'defaults' ? `/${key ?? '*'}` : `: ${top}`
}

/** In the order of their lines, what has none first; the first one gives the refusal its code and the beginning of its message. */
function toRefusal(found: { mistake: Mistake; line: number | null }[], noted: Record<string, unknown>, counted: number): Refusal {
  const sorted = found.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const problems = sorted.slice(0, MAX_PROBLEMS).map(({ mistake, line }): PlanProblem => ({
    code: mistake.code ?? 'bad-plan', line, message: mistake.message,
    ...(Array.isArray(mistake.at) ? { path: [...mistake.at] } : {}), ...(mistake.variable === undefined ? {} : { variable: mistake.variable }),
  }))
  const more = sorted.length - problems.length + counted
  const lines = problems.map(({ line, message }) => `${line === null ? '' : `line ${line}: `}${message}`)
  const faultsOnly = 'faults' in noted ? { faultsOnly: sorted.every(({ mistake }) => mistake.variable !== undefined) } : {}
  return new Refusal(problems[0]!.code, [...lines, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n'), { ...sorted[0]!.mistake.details, ...noted, ...faultsOnly, problems, more })
}
