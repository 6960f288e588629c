import { z } from 'zod'

/** How work comes into a branch: as one commit, by a merge commit, or commit by commit. */
export const LAND_HOW = ['squash', 'merge', 'rebase'] as const
export type LandHow = (typeof LAND_HOW)[number]

/** A branch work may be landed in: a local branch by its short name. */
export const LandInto = z.string().min(1).max(255).refine((name) => !name.startsWith('-') && !/[\0-\x20~^:?*[\\\x7f]|\.\.|@\{|\/$|\.lock$/.test(name), { error: 'expected the name of a branch such as main' })

/**
 * Lands a job's work as the last step of its life, before its dependents start. `into`: the branch the repository's checkout stands on when the job is submitted, where none is named.
 * `unverified`: also work no check has passed on; without it, a job that lands needs a check.
 */
export const Land = z.strictObject({ into: LandInto.optional(), how: z.enum(LAND_HOW).default('squash'), unverified: z.boolean().default(false) }, { error: 'expected {into, how, unverified}' })
export type Land = z.infer<typeof Land>

/** `in main, as one commit`. */
export const describeLand = ({ into, how, unverified }: Land): string => `in ${into ?? 'the branch the checkout stands on'}, ${HOW_WORDS[how]}${unverified ? ', also unverified' : ''}`
const HOW_WORDS: Record<LandHow, string> = { squash: 'as one commit', merge: 'by a merge commit', rebase: 'commit by commit' }

/** That a job's work was landed. */
export const Landed = z.object({ at: z.number(), into: z.string(), how: z.enum(LAND_HOW), head: z.string(), commit: z.string() })
export type Landed = z.infer<typeof Landed>

/** What a landing did, or (dry run) would do. */
export const Landing = z.object({
  dryRun: z.boolean(),
  repository: z.string(),
  into: z.string(),
  how: z.enum(LAND_HOW),
  /** The jobs whose work it brings. */
  jobs: z.array(z.object({ id: z.string(), title: z.string() })),
  /** The branch before and after. */
  before: z.string(),
  after: z.string(),
  /** The commits that are new in the branch, newest first. */
  commits: z.array(z.object({ commit: z.string(), subject: z.string() })),
  /** The checkout that stands on the branch and was moved along; null when none does. */
  checkout: z.string().nullable(),
})
export type Landing = z.infer<typeof Landing>

/** `Landed in main as 2 commits (squash), now at 1a2b3c4d5e6f.` */
export function describeLanding({ dryRun, into, how, commits, after, checkout }: Landing): string {
  const count = `${commits.length} ${commits.length === 1 ? 'commit' : 'commits'}`
  return `${dryRun ? 'Would be landed' : 'Landed'} in ${into} as ${count} (${how})${dryRun ? '' : `, now at ${after.slice(0, 12)}`}${checkout === null ? '' : `; ${dryRun ? 'would move' : 'moved'} the checkout ${checkout} along`}.`
}
