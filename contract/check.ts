import { z } from 'zod'
import './messages.ts'
import { holdsNoNul, text, WITHOUT_NUL } from './plain-text.ts'
import { FileGlob } from './touches.ts'

const LONGEST_MS = 30 * 24 * 3600 * 1000
/** A schema's largest size as JSON. */
export const MAX_SCHEMA = 64 * 1024
const Globs = z.array(FileGlob).min(1).max(200)

/** Paths are those of the repository, with `/`; a pattern without one of `*?[{` is a file, or a folder and all below it. */
export const FilesCheck = z.strictObject({
  /** Each must match at least one file the work changed. */
  changed: Globs.optional(),
  /** None may match a file the work changed. */
  unchanged: Globs.optional(),
}).refine(({ changed, unchanged }) => (changed ?? unchanged) !== undefined, { error: 'expected changed or unchanged, found neither: name the files that must have changed, or must not' })
export type FilesCheck = z.infer<typeof FilesCheck>

/** The members of a check, in the order they are asked; the first that fails ends it. */
export const CHECK_KINDS = ['files', 'schema', 'command', 'prompt'] as const
export type CheckKind = (typeof CHECK_KINDS)[number]

/** What decides whether the work is really done, after Claude said so. At least one of `files`, `schema`, `command`, `prompt`. */
export const Check = z.strictObject({
  files: FilesCheck.optional(),
  /** A JSON Schema (draft 7, or 2020-12 where `$schema` says so) that the JSON of Claude's last words must fit. Claude is told of it. `format` is not looked at. */
  schema: z.record(z.string(), z.unknown()).refine((schema) => JSON.stringify(schema).length <= MAX_SCHEMA, { error: `expected a schema of at most ${MAX_SCHEMA / 1024} kB` }).refine(holdsNoNul, WITHOUT_NUL).optional(),
  /** Run by a shell in the job's folder; passes when it exits 0. */
  command: text(32_768).min(1).optional(),
  /** What a reviewer is asked: a second Claude that can only read, and answers pass or fail with its reasons. */
  prompt: text(32_768).refine((value) => value.trim() !== '', { error: 'expected a question for the reviewer, found only blank space' }).optional(),
  /** The reviewer's profile: how it logs in, its model and its limits. Whatever its rights are, it can only read. `read-only` when absent. */
  profile: text(64).min(1).optional(),
  /** Of the command, and of the reviewer. */
  timeoutMs: z.number().int().min(1000).max(LONGEST_MS).default(600_000),
}).refine((check) => CHECK_KINDS.some((kind) => check[kind] !== undefined), { error: `expected at least one of ${CHECK_KINDS.join(', ')}, found none: say what decides, or leave the check out` })
  .refine((check) => check.profile === undefined || check.prompt !== undefined, { error: 'expected prompt beside profile, found none: the profile is the reviewer’s', path: ['profile'] })
export type Check = z.infer<typeof Check>

/** What one member of the check found. */
export const CheckStep = z.object({
  kind: z.enum(CHECK_KINDS),
  result: z.enum(['passed', 'failed']),
  /** One sentence, or the reviewer's reasons. */
  detail: z.string(),
  /** Of the command. */
  exitCode: z.number().int().nullable().optional(),
  /** What the reviewer cost; counted in the run's. */
  costUsd: z.number().optional(),
})
export type CheckStep = z.infer<typeof CheckStep>

/** Fact three: what the check found. `exitCode` is the command's; `output` the command's, or what else was found wrong. `steps` are those that were taken, in their order. */
export const Verified = z.object({ result: z.enum(['passed', 'failed', 'none']), exitCode: z.number().int().nullable(), output: z.string(), steps: z.array(CheckStep).optional() })
export type Verified = z.infer<typeof Verified>
