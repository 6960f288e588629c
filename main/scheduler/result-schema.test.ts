import { expect, test } from 'vitest'
import { findJson } from './json-answer.ts'
import { faultInSchema, faultInValue } from './result-schema.ts'

const person = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['name'], additionalProperties: false }

test.each<[unknown, RegExp | null]>([
  [{ name: 'Ada' }, null],
  [{}, /^it must have required property 'name'$/],
  [{ name: 1 }, /^\/name must be string$/],
  [{ name: 'Ada', more: 1 }, /^it must NOT have additional properties \("more"\)$/],
  [null, /^it must be object$/],
])('%j in a schema', (value, fault) => {
  const found = faultInValue(person, value)
  if (fault === null) expect(found).toBeNull()
  else expect(found).toMatch(fault)
})

test.each<[string, Record<string, unknown>, RegExp | null]>([
  ['draft 7', { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }, null],
  ['2020-12', { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }] }, null],
  ['an unknown word', { type: 'object', 'x-ours': 1 }, null],
  ['a format', { type: 'string', format: 'date' }, null],
  ['a wrong type', { type: 'objekt' }, /schema is invalid/],
  ['a pattern that is none', { pattern: '(' }, /Invalid regular expression/],
  ['a reference to elsewhere', { $ref: 'https://example.org/x.json' }, /can't resolve reference/],
  ['another draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, /no schema with key or ref/],
  ['an asynchronous one', { $async: true, type: 'object' }, /not supported/],
])('a schema with %s', (_, schema, fault) => {
  const found = faultInSchema(schema)
  if (fault === null) expect(found).toBeNull()
  else expect(found).toMatch(fault)
})

test('2020-12 means what it says', () => {
  expect(faultInValue({ $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }] }, [1])).toMatch(/^\/0 must be string/)
})

test('a pattern that takes for ever is ended', () => {
  expect(faultInValue({ type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(40)}!`)).toMatch(/took longer than 500 ms/)
})

test.each<[string, string, unknown]>([
  ['all of it', ' {"a": 1}\n', { a: 1 }],
  ['the last block', 'First\n```json\n{"a": 1}\n```\nthen\n```json\r\n{"a": 2}\r\n```\r\nDone.', { a: 2 }],
  ['a block in a list', '- it\n  ```json\n  [1]\n  ```', [1]],
])('JSON of an answer: %s', (_, text, value) => {
  expect(findJson(text)).toEqual({ ok: true, value })
})

test.each([['', /empty/], ['It is done.', /no JSON in it: "It is done\."/], ['```json\n{a}\n```', /a json block that is no JSON/], [' '.repeat(300_000), /300000 characters/]])('no JSON of an answer', (text, message) => {
  const found = findJson(text)
  expect(found.ok ? '' : found.message).toMatch(message)
})
