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
  const open = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string' && !hasNoNul(next)) return false
    if (typeof next !== 'object' || next === null) continue
    for (const [key, each] of Object.entries(next)) {
      if (!hasNoNul(key)) return false
      if (each !== undefined) open.push(each)
    }
  }
  return true
}
