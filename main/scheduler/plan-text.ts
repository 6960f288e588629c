import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import type { ZodError } from 'zod'
import { failure, type Result } from '../../contract/errors.ts'
import { Plan } from '../../contract/plan.ts'
import { fillVars, type VarValues } from './plan-vars.ts'

/** Says where in the file something is wrong: `line 12: …`; no line for a plan that came as data. */
export type Locate = (path: readonly (string | number)[]) => string

/** YAML or JSON text (JSON is YAML) as a plan, its variables filled in; every error names its line. */
export function parsePlan(text: string, set: VarValues = {}): Result<{ plan: Plan; locate: Locate }> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: true, maxAliasCount: 100 } as Parameters<typeof parseDocument>[1])
  const wrong = document.errors[0]
  if (wrong) {
    const { line } = lines.linePos(wrong.pos[0])
    const message = wrong.code === 'DUPLICATE_KEY' ? `the key ${keyAt(text, wrong.pos[0])} stands here a second time. Give each its own name, or take one out` : wrong.message.split('\n')[0]!.replace(/ at line .*$/, '')
    return failure('bad-plan', `line ${line}: ${message}`, { line })
  }
  if (document.contents === null) return failure('bad-plan', 'line 1: expected a plan with `jobs`, found an empty one. Write for example `jobs: { a: { prompt: "…" } }`.', { line: 1 })
  const locate: Locate = (path) => {
    const line = lineOf(document, lines, path)
    return line === null ? '' : `line ${line}: `
  }
  try {
    const filled = fillVars(document.toJS({ maxAliasCount: 100 }), set, locate)
    return filled.ok ? checkPlan(filled.value.data, locate) : filled
  } catch (error) {
    // A few lines of references to references can stand for gigabytes; the parser stops there.
    return failure('bad-plan', `Expected a plan that can be read, found one whose references (&name, *name) grow too large (${error instanceof Error ? error.message : String(error)}). Write them out.`)
  }
}

/** The key that begins at a place of the text, as it is written there. */
const keyAt = (text: string, at: number): string => /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^:\n]+)/.exec(text.slice(at, at + 200))?.[0].trim() ?? ''

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number | null {
  for (let length = path.length; length >= 0; length--) {
    const parent = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const pair = length > 0 && isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1]) : undefined
    const node = (pair?.key ?? (length === 0 ? document.contents : document.getIn(path.slice(0, length), true))) as { range?: [number, number, number] | null } | null | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return null
}

/** A plan that came as data, its variables filled in. */
export function fillPlan(plan: Plan, set: VarValues): Result<{ plan: Plan; locate: Locate }> {
  const locate: Locate = () => ''
  const filled = fillVars(plan, set, locate)
  if (!filled.ok) return filled
  return filled.value.changed ? checkPlan(filled.value.data, locate) : { ok: true, value: { plan, locate } }
}

/** Mistakes told at once; more of them tell nobody more. */
const MOST_TOLD = 10

/** Unknown data as a plan. */
function checkPlan(data: unknown, locate: Locate): Result<{ plan: Plan; locate: Locate }> {
  const parsed = Plan.safeParse(data)
  if (parsed.success) return { ok: true, value: { plan: parsed.data, locate } }
  const { issues } = parsed.error
  const told = [...new Set(issues.map((issue) => sayIssue(issue, locate)))]
  const more = told.length > MOST_TOLD ? [`… and ${told.length - MOST_TOLD} more.`] : []
  return failure('bad-plan', [...told.slice(0, MOST_TOLD), ...more].join('\n'), { path: issues[0]!.path })
}

function sayIssue(issue: ZodError['issues'][number], locate: Locate): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  return `${locate(path as string[])}${path.join('.') || 'plan'}: ${message}`
}
