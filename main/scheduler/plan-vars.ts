import { PlanVars } from '../../contract/plan.ts'
import type { Problems } from './plan-problems.ts'

/** Values given when a plan is submitted. */
export type VarValues = Readonly<Record<string, string | number>>

const NAME = /\{\{\s*vars\.([A-Za-z0-9_.-]+)\s*\}\}/g
const ALONE = /^\{\{\s*vars\.([A-Za-z0-9_.-]+)\s*\}\}$/

/**
 * A plan as data with every `{{vars.name}}` in its texts replaced; the same data when there is none. What depends on a variable without a value stays as it is, and is doubted.
 * The file has been read before: a value is only ever text, whatever YAML would make of it.
 * Where something is wrong, the details of the refusal have the variables with their defaults, and under `faults` why a value cannot be taken.
 */
export function fillVars(data: unknown, set: VarValues, problems: Problems): unknown {
  const declared = PlanVars.safeParse(isRecord(data) ? data['vars'] ?? {} : {})
  if (!isRecord(data)) return data
  // What is wrong with the block itself says whoever reads the plan next.
  const vars = declared.success ? declared.data : null
  const faults: Record<string, string> = {}
  const values = vars === null ? new Map<string, string | number>() : valuesOf(vars, set, { problems, faults })
  const used = new Set<string>()
  // One list for all places: it is copied only where something is wrong.
  const path: (string | number)[] = []
  const fill = (text: string): string | number => {
    if (!text.includes('{{')) return text
    for (const [whole, name] of text.matchAll(NAME)) {
      used.add(name!)
      if (values.has(name!)) continue
      if (vars !== null && !Object.hasOwn(vars, name!)) problems.add({ at: [...path], message: `${whole} is no variable of this plan. ${known(vars)}` })
      problems.doubt([...path])
    }
    const alone = values.get(ALONE.exec(text)?.[1] ?? '')
    // A number that is the whole value stays one: `priority: "{{vars.priority}}"`.
    return typeof alone === 'number' ? alone : text.replace(NAME, (whole, name: string) => String(values.get(name) ?? whole))
  }
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return fill(value)
    return Array.isArray(value) || isRecord(value) ? replaceInside(value, (key, each) => {
      if (key === 'vars' && path.length === 0) return each
      path.push(key)
      const filled = walk(each)
      path.pop()
      return filled
    }) : value
  }
  const filled = walk(data)
  for (const name of Object.keys(vars ?? {})) if (!used.has(name)) problems.add({ at: ['vars', name], message: `vars.${name} is used nowhere. Write {{vars.${name}}} where its value belongs, or take it out.` })
  if (vars !== null && ('vars' in data || used.size > 0)) problems.note({ vars, faults })
  return filled
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same list or record when nothing inside it became something else: most of a plan has no variables. */
function replaceInside(value: Record<string, unknown> | unknown[], replace: (key: string | number, each: unknown) => unknown): unknown {
  const replaced = new Map<string | number, unknown>()
  const visit = (key: string | number, each: unknown): void => {
    const now = replace(key, each)
    if (now !== each) replaced.set(key, now)
  }
  if (Array.isArray(value)) value.forEach((each, index) => visit(index, each))
  else for (const key of Object.keys(value)) visit(key, value[key])
  if (replaced.size === 0) return value
  const put = <Key extends string | number>(key: Key, each: unknown): unknown => (replaced.has(key) ? replaced.get(key) : each)
  return Array.isArray(value) ? value.map((each, index) => put(index, each)) : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, put(key, each)]))
}

const known = (declared: PlanVars): string => (Object.keys(declared).length === 0 ? 'Declare it: `vars: { name: value }`.' : `Known: ${Object.keys(declared).join(', ')}.`)

/** What each variable stands for: what was given, else its default. */
function valuesOf(declared: PlanVars, set: VarValues, { problems, faults }: { problems: Problems; faults: Record<string, string> }): Map<string, string | number> {
  const values = new Map<string, string | number>()
  for (const name of Object.keys(set)) if (!Object.hasOwn(declared, name)) problems.add({ at: null, message: `--set ${name}: the plan has no such variable. ${known(declared)}` })
  for (const [name, preset] of Object.entries(declared)) {
    const blame = (fault: string, told = `: ${fault}.`): void => {
      faults[name] = fault
      problems.add({ at: ['vars', name], message: `vars.${name}${told}`, variable: name })
    }
    const given = Object.hasOwn(set, name) ? set[name]! : preset
    const number = typeof preset === 'number' && typeof given === 'string' && given.trim() !== '' ? Number(given) : Number.NaN
    if (given === null) blame('expected a value, found none', ` has no value. Give one with --set ${name}=VALUE.`)
    else if (String(given).includes('{{')) blame('expected a value without {{, found one that would name something itself')
    else if (typeof preset === 'number' && typeof given === 'string' && !Number.isFinite(number)) blame(`expected a number as its default is one, found ${JSON.stringify(given)}`)
    else values.set(name, Number.isFinite(number) ? number : given)
  }
  return values
}
