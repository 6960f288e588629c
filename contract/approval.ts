import { z } from 'zod'

/** Where a question stands. `expired`: nobody answered in time. `withdrawn`: the run ended or the engine restarted first. Both were refused. */
export const APPROVAL_STATES = ['asked', 'allowed', 'denied', 'expired', 'withdrawn'] as const
export type ApprovalState = (typeof APPROVAL_STATES)[number]

/** One question of Claude's: may it use this tool with this input? Times epoch ms. */
export const Approval = z.object({
  id: z.string(),
  job: z.string(),
  jobTitle: z.string(),
  run: z.number().int(),
  repository: z.string(),
  profile: z.string(),
  tool: z.string(),
  input: z.record(z.string(), z.unknown()),
  /** The question in one readable line: "run `rm -rf build` in api". */
  question: z.string(),
  state: z.enum(APPROVAL_STATES),
  askedAt: z.number(),
  expiresAt: z.number(),
  answeredAt: z.number().nullable(),
  /** The words that went back to Claude with a refusal; with a lasting permission, what it covers. */
  message: z.string().nullable(),
  /** What "always" would allow for the rest of the job, in words. */
  grant: z.string().optional(),
})
export type Approval = z.infer<typeof Approval>
