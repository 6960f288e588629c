import { z } from 'zod'
import './messages.ts'

/** Neither a file's name, nor an argument, nor a variable of an environment, nor a commit's message can hold a NUL: refused where it comes in, not where it is used. */
export const WITHOUT_NUL = { error: 'expected text, found a NUL character: take it out' }

/** Whether a text can be handed on to programs. */
export const hasNoNul = (value: string): boolean => !value.includes('\0')

/** A text of at most so many characters, none of them NUL. */
export const text = (max: number) => z.string().max(max).refine(hasNoNul, WITHOUT_NUL)

/** Whether no text in a value, however deep, holds a NUL; keys count as texts. */
export function holdsNoNul(value: unknown): boolean {
  if (typeof value === 'string') return hasNoNul(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, each]) => hasNoNul(key) && holdsNoNul(each))
}
