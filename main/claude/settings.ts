import type { PermissionMode } from '../../contract/profile.ts'

/** Where Claude asks when a call needs a person. The header goes in literally, so that no token is in Claude's environment. */
export interface HookTarget { url: string; token: string; timeoutMs: number }

/** What the settings of one run are made of. */
export interface SettingsInput {
  profile: { permissionMode: PermissionMode; allow: string[]; deny: string[]; sandbox: 'off' | 'required' }
  apiKeyHelper: string | null
  hook: HookTarget | null
  /** Absolute files and folders Claude's own tools must not read or write: keys, the engine's file. */
  secretPaths: string[]
  /** Absolute folders outside of its own that Claude may read without asking. */
  readPaths: string[]
}

interface HttpHook { type: 'http'; url: string; timeout: number; headers: Record<string, string> }

/**
 * The part of Claude's settings that Dispatch writes.
 * Claude ignores a file with a wrong schema without a word, hence this type and a test with the real program.
 */
export interface ClaudeSettings {
  permissions: { allow: string[]; deny: string[]; defaultMode: string }
  cleanupPeriodDays: number
  apiKeyHelper?: string
  hooks?: { PermissionRequest: { hooks: HttpHook[] }[] }
  skipDangerousModePermissionPrompt?: true
  sandbox?: {
    enabled: true
    failIfUnavailable: true
    autoAllowBashIfSandboxed: boolean
    allowUnsandboxedCommands: false
    network: { allowedDomains: string[]; strictAllowlist: true }
    filesystem: { allowWrite: string[]; denyRead: string[]; denyWrite: string[] }
  }
}

/** Claude deletes transcripts after 30 days unless told otherwise; a conversation here may wait for years. */
const KEEP_TRANSCRIPTS_DAYS = 3650
/** Claude gives up on a hook by itself; the answer "refused" must come from Dispatch first. */
const HOOK_MARGIN_S = 60

/** The content of the settings file of one run. */
export function toSettings(input: SettingsInput): ClaudeSettings {
  const { profile, hook, secretPaths } = input
  return {
    permissions: {
      allow: [...profile.allow, ...input.readPaths.map((path) => `Read(/${path}/**)`)],
      deny: [...profile.deny, ...secretPaths.flatMap(toDenyRules)],
      defaultMode: profile.permissionMode === 'manual' ? 'default' : profile.permissionMode,
    },
    cleanupPeriodDays: KEEP_TRANSCRIPTS_DAYS,
    ...(input.apiKeyHelper === null ? {} : { apiKeyHelper: input.apiKeyHelper }),
    ...(hook === null ? {} : { hooks: { PermissionRequest: [{ hooks: [toHttpHook(hook)] }] } }),
    ...(profile.permissionMode === 'bypassPermissions' ? { skipDangerousModePermissionPrompt: true as const } : {}),
    ...(profile.sandbox === 'required' ? { sandbox: toSandbox(profile.permissionMode, profile.allow, secretPaths) } : {}),
  }
}

/** `//` makes a path of a rule absolute. The path itself and all below it, so that files and folders may be named alike. */
function toDenyRules(path: string): string[] {
  return ['Read', 'Edit'].flatMap((tool) => [`${tool}(/${path})`, `${tool}(/${path}/**)`])
}

function toHttpHook(hook: HookTarget): HttpHook {
  return { type: 'http', url: hook.url, timeout: Math.ceil(hook.timeoutMs / 1000) + HOOK_MARGIN_S, headers: { Authorization: `Bearer ${hook.token}` } }
}

function toSandbox(mode: PermissionMode, allow: string[], secretPaths: string[]): NonNullable<ClaudeSettings['sandbox']> {
  return {
    enabled: true,
    failIfUnavailable: true,
    // A profile that asks before commands goes on asking inside the sandbox.
    autoAllowBashIfSandboxed: mode !== 'manual' && mode !== 'plan' && mode !== 'dontAsk',
    // Else the model may run a command outside the sandbox by an argument of its own.
    allowUnsandboxedCommands: false,
    network: { allowedDomains: toDomains(allow), strictAllowlist: true },
    filesystem: { allowWrite: [], denyRead: secretPaths, denyWrite: secretPaths },
  }
}

/** The network inside the sandbox is what the profile lets Claude fetch: `WebFetch(domain:example.org)`. */
function toDomains(allow: string[]): string[] {
  return allow.flatMap((rule) => /^WebFetch\(domain:([A-Za-z0-9.*_-]+)\)$/.exec(rule)?.[1] ?? [])
}
