import { z } from 'zod'

/** One Claude session and the jobs that belong to it, oldest first. Times epoch ms. */
export const Conversation = z.object({
  id: z.string(),
  profile: z.string(),
  repository: z.string(),
  sessionId: z.string().nullable(),
  jobs: z.array(z.string()),
  /** Who has it open outside the queue, if anybody. */
  takenOverBy: z.object({ pid: z.number().int(), since: z.number() }).nullable(),
  createdAt: z.number(),
})
export type Conversation = z.infer<typeof Conversation>

/** What a terminal needs to take a conversation over: start `file` with `args` in `cwd` and exactly this environment. */
export const TakeOver = z.object({
  conversation: z.string(),
  lease: z.string(),
  file: z.string(),
  args: z.array(z.string()),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
})
export type TakeOver = z.infer<typeof TakeOver>
