import { z } from 'zod'
import './messages.ts'
import { Plan } from './plan.ts'

/** Where a number is expected, a variable may stand for it. */
const VARIABLE = { type: 'string', pattern: '^\\{\\{\\s*vars\\.[A-Za-z_][A-Za-z0-9_-]*\\s*\\}\\}$' } as const

/** The JSON Schema of a plan file, for editors. It knows the fields and their bounds; names, lines and cycles are told by `dispatch plan --dry-run`. */
export function planSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Plan, {
    io: 'input', target: 'draft-7', unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.type !== 'number' && jsonSchema.type !== 'integer') return
      const number = { ...jsonSchema }
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as keyof typeof jsonSchema]
      jsonSchema.anyOf = [number as typeof jsonSchema, VARIABLE]
    },
  })
  return { ...schema, title: 'Dispatch plan', description: 'A graph of jobs, submitted as a whole with `dispatch plan FILE`.' }
}
