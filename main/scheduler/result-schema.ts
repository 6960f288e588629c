import { createContext, runInContext } from 'node:vm'
import { Ajv, type Options, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'

type Schema = Record<string, unknown>

/** Nothing is fetched: a reference that leads out of the schema is a fault. Formats would be a second language of patterns. */
const OPTIONS: Options = { strict: false, validateFormats: false, allErrors: false, logger: false, addUsedSchema: false }
/** A pattern can take for ever over a text made for it; neither may stop the engine. */
const LONGEST_MS = 500

/** Why a schema cannot be used; null when it can. */
export function faultInSchema(schema: Schema): string | null {
  const compiled = compile(schema)
  return compiled.ok ? null : `expected a JSON Schema, found one that cannot be read: ${compiled.message}`
}

/** Where a value does not fit a schema; null when it does. */
export function faultInValue(schema: Schema, value: unknown): string | null {
  const compiled = compile(schema)
  if (!compiled.ok) return compiled.message
  const fits = within(() => compiled.validate(value))
  if (!fits.ok) return fits.message
  if (fits.value === true) return null
  const error = compiled.validate.errors?.[0]
  const extra = error?.params['additionalProperty'] ?? error?.params['allowedValues']
  return `${error?.instancePath === '' || error === undefined ? 'it' : error.instancePath} ${error?.message ?? 'does not fit'}${extra === undefined ? '' : ` (${JSON.stringify(extra)})`}`
}

/** What is added to the prompt of a job whose result must fit a schema. */
export function askForJson(schema: Schema | undefined): string {
  if (schema === undefined) return ''
  return `\n\nWhen you are done, end your last message with exactly one fenced json block (\`\`\`json … \`\`\`) that fits this JSON Schema:\n${JSON.stringify(schema)}\n`
}

function compile(schema: Schema): { ok: true; validate: ValidateFunction } | { ok: false; message: string } {
  const made = within(() => (String(schema['$schema'] ?? '').includes('2020-12') ? new Ajv2020(OPTIONS) : new Ajv(OPTIONS)).compile(schema))
  if (!made.ok) return made
  // An asynchronous schema answers with a promise, which would pass for a yes.
  return '$async' in made.value ? { ok: false, message: '$async is not supported' } : { ok: true, validate: made.value }
}

/** Calls something that must not take long; the clock of a context of its own ends it in the middle of whatever it does. */
function within<Value>(act: () => Value): { ok: true; value: Value } | { ok: false; message: string } {
  try {
    return { ok: true, value: runInContext('act()', createContext({ act }), { timeout: LONGEST_MS }) as Value }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return { ok: false, message: `it took longer than ${LONGEST_MS} ms, perhaps for one of its patterns` }
    return { ok: false, message: error instanceof Error ? error.message.slice(0, 500) : String(error) }
  }
}
