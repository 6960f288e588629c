import { z } from 'zod'

/** What was found, short enough for one line. */
function found(input: unknown): string {
  if (input === undefined) return 'nothing'
  if (typeof input === 'string') return input === '' ? 'an empty text' : JSON.stringify(input.length > 40 ? `${input.slice(0, 40)}…` : input)
  if (input === null || typeof input === 'number' || typeof input === 'boolean') return String(input)
  return Array.isArray(input) ? (input.length === 0 ? 'an empty list' : 'a list') : 'an object'
}

const NAMES: Record<string, string> = { int: 'a whole number', number: 'a number', string: 'a text', boolean: 'true or false', array: 'a list', object: 'an object', record: 'an object' }
const UNITS: Record<string, string> = { string: 'characters', array: 'entries', set: 'entries' }

/** Every refusal of a schema in our words: what was expected, what was found. A schema's own words win over these. */
z.config({
  customError: (issue) => {
    switch (issue.code) {
      case 'invalid_key': return issue.issues[0]?.message
      case 'invalid_type': return `expected ${NAMES[issue.expected] ?? issue.expected}, found ${Number.isNaN(issue.input) ? 'something that is none' : found(issue.input)}`
      case 'invalid_value': return `expected one of ${issue.values.map(String).join(', ')}, found ${found(issue.input)}`
      case 'too_small': return issue.origin in UNITS && issue.minimum === 1 ? `expected ${issue.origin === 'string' ? 'something' : 'at least one entry'}, found ${found(issue.input)}` : `expected at least ${issue.minimum} ${UNITS[issue.origin] ?? ''}`.trimEnd() + `, found ${found(issue.input)}`
      case 'too_big': return `expected at most ${issue.maximum} ${UNITS[issue.origin] ?? ''}`.trimEnd() + (issue.origin in UNITS ? ', found more' : `, found ${found(issue.input)}`)
      case 'unrecognized_keys': return `${issue.keys.join(', ')}: this key is not known. Take it out, or look for a misspelling`
      case 'invalid_union': return `expected another form, found ${found(issue.input)}`
      default: return undefined
    }
  },
})
