import { z } from 'zod'
import './messages.ts'
import { holdsNoNul, text, WITHOUT_NUL } from './plain-text.ts'
import { faultOfRule } from './rule.ts'
import { Window } from './windows.ts'

/** Claude's permission modes; `manual` is what Claude calls default. */
export const PERMISSION_MODES = ['manual', 'acceptEdits', 'plan', 'dontAsk', 'auto', 'bypassPermissions'] as const
export type PermissionMode = (typeof PERMISSION_MODES)[number]

/** A name that is also a folder: lower-case letters, digits, dash, underscore. */
export const ProfileName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, { error: 'expected 1 to 64 lower-case letters, digits, - or _, starting with a letter or digit' })

const EnvName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'expected an environment variable name' })
const Command = z.strictObject({ command: text(32_768).min(1), timeoutMs: z.number().int().min(1000).max(24 * 3600 * 1000).default(600_000) })
/** A path inside a repository: relative, no step upwards. */
const InnerPath = text(1024).min(1).refine((path) => !path.startsWith('/') && !path.split(/[\\/]/).includes('..'), { error: 'expected a path inside the repository, such as .env' })

const Rule = text(2000).min(1).superRefine((rule, context) => {
  const fault = faultOfRule(rule)
  if (fault !== null) context.addIssue({ code: 'custom', message: fault })
})
/** Rules as they are stored: an older program took any text. */
const StoredRules = z.array(z.string()).default([])

/** How Claude logs in. Key and token are write-only: they go in and never come out. */
export const Auth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('login') }),
  z.strictObject({ kind: z.literal('api-key'), key: text(4096).min(1).optional() }),
  z.strictObject({ kind: z.literal('token'), token: text(4096).min(1).optional() }),
])
export type Auth = z.infer<typeof Auth>

/** What Claude inherits of the engine's environment unless the profile says otherwise. */
export const DEFAULT_INHERIT_ENV = ['PATH', 'LANG', 'TERM', 'SSH_AUTH_SOCK']

const fields = {
  description: text(1000),
  auth: Auth,
  /** Set for Claude and everything it starts. */
  env: z.record(EnvName, text(32_768)),
  /** Names taken over from the engine's own environment. The environment is exactly: what Dispatch sets + these + env. */
  inheritEnv: z.array(EnvName).max(200),
  /** `user`: the person's home folder (shell start files, git identity, ssh set-up are read). `profile`: a folder of the profile's own. */
  home: z.enum(['user', 'profile']),
  permissionMode: z.enum(PERMISSION_MODES),
  allow: z.array(Rule).max(1000),
  deny: z.array(Rule).max(1000),
  /** The tools Claude may see; null = all. */
  tools: z.array(text(200).min(1)).max(200).nullable(),
  /** `ask`: a question goes to the inbox and the job waits. `deny`: it is refused at once. */
  prompts: z.enum(['deny', 'ask']),
  /** How long a question waits before it is refused. */
  askTimeoutMs: z.number().int().min(1000).max(7 * 24 * 3600 * 1000),
  /** Globs of folders where this profile may be used; empty = anywhere. `~` is the person's home. */
  repositories: z.array(text(4096).min(1)).max(200),
  /** Give the repository's own .claude settings, hooks and servers power over the run. */
  trustProjectSettings: z.boolean(),
  /** Runs in the new worktree before Claude. */
  setup: Command.nullable(),
  /** Files and folders that git ignores but the work needs: copied from the checkout into the worktree. */
  copy: z.array(InnerPath).max(200),
  mcpServers: z.record(text(64).min(1), z.record(z.string(), z.unknown()).refine(holdsNoNul, WITHOUT_NUL)),
  sandbox: z.enum(['off', 'required']),
  appendSystemPrompt: text(100_000).nullable(),
  model: text(200).min(1).nullable(),
  maxTurns: z.number().int().min(1).max(100_000).nullable(),
  budgetUsd: z.number().positive().max(100_000).nullable(),
  timeoutMs: z.number().int().min(1000).max(30 * 24 * 3600 * 1000),
  /** A run in which Claude says nothing for so long is stopped; null = any silence is borne. A command that prints nothing while it runs is silence too. */
  silenceMs: z.number().int().min(1000).max(30 * 24 * 3600 * 1000).nullable(),
  /** Jobs of this profile start only within one of these; empty = at any time. What runs when one closes runs on. The newest version counts for all jobs of the profile. */
  windows: z.array(Window).max(50),
  /** How many jobs of this profile run at once. */
  slots: z.number().int().min(1).max(64),
  /** What becomes of a run whose engine died: its session is resumed, or the job ends lost. */
  onInterrupt: z.enum(['resume', 'lost']),
  /** Path of the `claude` program; DISPATCH_CLAUDE wins over it, and null looks on PATH. */
  claude: text(4096).min(1).nullable(),
}

/** A profile with every default filled in, as submitted. */
export const ProfileSpec = z.strictObject({
  name: ProfileName,
  description: fields.description.default(''),
  auth: fields.auth.default({ kind: 'login' }),
  env: fields.env.default({}),
  inheritEnv: fields.inheritEnv.default(DEFAULT_INHERIT_ENV),
  home: fields.home.default('user'),
  permissionMode: fields.permissionMode.default('acceptEdits'),
  allow: fields.allow.default([]),
  deny: fields.deny.default([]),
  tools: fields.tools.default(null),
  prompts: fields.prompts.default('ask'),
  askTimeoutMs: fields.askTimeoutMs.default(3_600_000),
  repositories: fields.repositories.default([]),
  trustProjectSettings: fields.trustProjectSettings.default(false),
  setup: fields.setup.default(null),
  copy: fields.copy.default([]),
  mcpServers: fields.mcpServers.default({}),
  sandbox: fields.sandbox.default('off'),
  appendSystemPrompt: fields.appendSystemPrompt.default(null),
  model: fields.model.default(null),
  maxTurns: fields.maxTurns.default(80),
  budgetUsd: fields.budgetUsd.default(null),
  timeoutMs: fields.timeoutMs.default(3_600_000),
  silenceMs: fields.silenceMs.default(null),
  windows: fields.windows.default([]),
  slots: fields.slots.default(1),
  onInterrupt: fields.onInterrupt.default('resume'),
  claude: fields.claude.default(null),
})
export type ProfileSpecInput = z.input<typeof ProfileSpec>
export type ProfileSpec = z.output<typeof ProfileSpec>

/** A profile as it is stored: what was taken once is read for good. */
export const StoredSpec = ProfileSpec.extend({ allow: StoredRules, deny: StoredRules })

/** An edit: only the keys that change; no defaults are filled in. */
export const ProfileEdit = z.strictObject(fields).partial()
export type ProfileEdit = z.infer<typeof ProfileEdit>

/** How Claude logs in, as it comes back: whether a secret is stored, never the secret. */
export const ShownAuth = z.object({ kind: z.enum(['login', 'api-key', 'token']), stored: z.boolean() })

/** A profile as it comes back. Versioned: an edit makes a new version, a job keeps the one it was submitted with. */
export const Profile = StoredSpec.omit({ auth: true }).extend({
  auth: ShownAuth,
  version: z.number().int(),
  builtIn: z.boolean(),
  paused: z.boolean(),
  createdAt: z.number(),
})
export type Profile = z.infer<typeof Profile>

/** Names of the built-in profiles, in the order they are shown. */
export const BUILT_IN_PROFILES: readonly ProfileSpecInput[] = [
  { name: 'default', description: 'Edits files in the worktree; asks before anything else.', permissionMode: 'acceptEdits', prompts: 'ask' },
  { name: 'read-only', description: 'Reads and plans; every change is refused.', permissionMode: 'plan', prompts: 'deny' },
  { name: 'careful', description: 'Asks before every edit and every command that is not read-only.', permissionMode: 'manual', prompts: 'ask' },
  { name: 'autonomous', description: 'Never asks. Commands run in a sandbox, in a home folder of its own.', permissionMode: 'bypassPermissions', prompts: 'deny', sandbox: 'required', home: 'profile' },
]

/** What `profile check` found, without spending anything. */
export const ProfileCheck = z.object({
  profile: z.string(),
  claude: z.object({ path: z.string().nullable(), version: z.string().nullable(), ok: z.boolean(), message: z.string() }),
  login: z.object({ loggedIn: z.boolean().nullable(), method: z.string().nullable(), message: z.string() }),
  sandbox: z.object({ required: z.boolean(), ok: z.boolean(), message: z.string() }),
  ok: z.boolean(),
})
export type ProfileCheck = z.infer<typeof ProfileCheck>
