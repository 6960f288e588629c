import { z } from 'zod'
import { DAYS, type Window as WindowOf } from './window-times.ts'

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/

function isZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** A time of day at which jobs may start. `days` are those on which it begins; one whose end is not after its beginning goes over midnight. Without a zone: the engine's own. */
export const Window = z.strictObject({
  days: z.array(z.enum(DAYS)).min(1).max(7).optional(),
  from: z.string().regex(CLOCK, { error: 'expected a time of day such as 22:00' }),
  to: z.string().refine((text) => text === '24:00' || CLOCK.test(text), { error: 'expected a time of day such as 06:00, or 24:00' }),
  zone: z.string().max(64).refine(isZone, { error: 'expected the name of a time zone such as Europe/Berlin' }).optional(),
}).refine((window) => window.from !== window.to, { error: 'expected a window that begins and ends at different times; for a whole day write from 00:00 to 24:00' }) satisfies z.ZodType<WindowOf>
export type Window = z.infer<typeof Window>
