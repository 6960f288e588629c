import { z } from 'zod'
import { CALLS, type CallName } from '../../contract/api.ts'
import { ERROR_CODES } from '../../contract/errors.ts'
import { VERSION } from '../version.ts'

type Schema = Record<string, unknown>

const toSchema = (type: z.ZodType, io: 'input' | 'output'): Schema => {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as Schema
  return schema
}

/** The OpenAPI 3.1 document of the same table that answers the calls. */
export function toOpenApi(): Schema {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const name of Object.keys(CALLS) as CallName[]) {
    const { method, path, args, result, summary } = CALLS[name]
    const template = path.replace(/:(\w+)/g, '{$1}')
    const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!)
    const input = toSchema(args, 'input') as { properties?: Record<string, Schema>; required?: string[] }
    const rest = Object.entries(input.properties ?? {}).filter(([key]) => !inPath.includes(key))
    const required = (input.required ?? []).filter((key) => !inPath.includes(key))
    const status = String((CALLS[name] as { status?: number }).status ?? 200)
    paths[template] ??= {}
    paths[template][method.toLowerCase()] = {
      operationId: name, summary,
      parameters: [
        ...inPath.map((key) => ({ name: key, in: 'path', required: true, schema: input.properties?.[key] ?? { type: 'string' } })),
        ...(method === 'GET' ? rest.map(([key, schema]) => ({ name: key, in: 'query', required: required.includes(key), schema })) : []),
      ],
      ...(method === 'GET' || rest.length === 0 ? {} : { requestBody: { required: required.length > 0, content: { 'application/json': { schema: { type: 'object', properties: Object.fromEntries(rest), required, additionalProperties: false } } } } }),
      responses: { [status]: { description: 'Done', content: { 'application/json': { schema: toSchema(result, 'output') } } }, default: { $ref: '#/components/responses/Error' } },
    }
  }
  return {
    openapi: '3.1.0', info: { title: 'Dispatch', version: VERSION, description: 'Every request needs `Authorization: Bearer TOKEN`; port and token are in engine.json of the data folder.' },
    security: [{ token: [] }], paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: { Error: { description: 'Refused', content: { 'application/json': { schema: { type: 'object', required: ['error'], properties: { error: { type: 'object', required: ['code', 'message'], properties: { code: { enum: Object.keys(ERROR_CODES) }, message: { type: 'string' }, details: { type: 'object' } } } } } } } } },
    },
  }
}
