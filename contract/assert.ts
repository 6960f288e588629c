/**
 * Closes a switch over a union: a new member breaks the build wherever it must be thought of.
 * Throws, because reaching it at run time is a bug and never an expected failure.
 */
export function assertNever(value: never, what = 'value'): never {
  throw new Error(`unexpected ${what}: ${JSON.stringify(value)}`)
}
