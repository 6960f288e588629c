import { z } from 'zod'
import { CALLS, type CallName } from '../../contract/api.ts'
import { ERROR_CODES } from '../../contract/errors.ts'
import { DispatchEvent } from '../../contract/event.ts'
import { Plan, PlanData } from '../../contract/plan.ts'
import { VERSION } from '../version.ts'

type Schema = Record<string, unknown>

const toSchema = (type: z.ZodType, io: 'input' | 'output'): Schema => {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    io, unrepresentable: 'any',
    // The door lets any object through, so that all that is wrong with it is told at once.
    override: ({ zodSchema, jsonSchema }) => { if (zodSchema === PlanData) Object.assign(jsonSchema, toSchema(Plan, io)) },
  }) as Schema
  return schema
}

const ERROR = { $ref: '#/components/responses/Error' }
/** What HTTP has beside the table: the stream, and this document. */
const UNTABLED = {
  '/api/events': {
    get: {
      operationId: 'events.stream', summary: 'What happens, as Server-Sent Events, each after its commit; `id` is the sequence number, and Last-Event-ID resumes without loss or repeat',
      parameters: [{ name: 'after', in: 'query', required: false, schema: { type: 'integer', minimum: 0 } }, { name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'integer', minimum: 0 } }],
      responses: { 200: { description: 'Each `data` is one event', content: { 'text/event-stream': { schema: toSchema(DispatchEvent, 'output') } } }, default: ERROR },
    },
  },
  '/api/openapi.json': { get: { operationId: 'openapi.get', summary: 'This document', parameters: [], responses: { 200: { description: 'Done', content: { 'application/json': { schema: { type: 'object' } } } }, default: ERROR } } },
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
      responses: { [status]: { description: 'Done', content: { 'application/json': { schema: toSchema(result, 'output') } } }, default: ERROR },
    }
  }
  Object.assign(paths, UNTABLED)
  return {
    openapi: '3.1.0', info: { title: 'Dispatch', version: VERSION, description: 'Every request needs `Authorization: Bearer TOKEN`; port and token are in engine.json of the data folder.' },
    security: [{ token: [] }], paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: { Error: { description: 'Refused', content: { 'application/json': { schema: { type: 'object', required: ['error'], properties: { error: { type: 'object', required: ['code', 'message'], properties: { code: { enum: Object.keys(ERROR_CODES) }, message: { type: 'string' }, details: { type: 'object' } } } } } } } } },
    },
  }
}
