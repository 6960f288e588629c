import { z } from 'zod'

/** What runs that ended since a moment cost, as Claude reckons it. */
export const Spent = z.object({ since: z.number(), runs: z.number().int(), costUsd: z.number() })
export type Spent = z.infer<typeof Spent>

/** One limit of a subscription as Claude told of it: `five_hour`, `seven_day` …; `status` in Claude's words (allowed, allowed_warning, rejected); `utilization` from 0 to 1. `at`: when it was told. */
export const LimitState = z.object({ kind: z.string(), status: z.string(), utilization: z.number().nullable(), resetsAt: z.number().nullable(), at: z.number() })
export type LimitState = z.infer<typeof LimitState>

/** How much a profile is used. `today` begins at the engine's midnight, `week` seven days ago. What a check's reviewer cost counts for the job's profile. */
export const ProfileUsage = z.object({
  profile: z.string(),
  running: z.number().int(),
  queued: z.number().int(),
  today: Spent,
  week: Spent,
  /** Told when a run ends; one that has reset since is left out. Empty where Claude told of none: keys have no such limits. */
  limits: z.array(LimitState),
})
export type ProfileUsage = z.infer<typeof ProfileUsage>
