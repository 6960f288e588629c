import type { Day } from '../../../contract/window-times.ts'
import type { PermissionMode, Profile } from '../../../contract/profile.ts'
import { toSpanText } from '../../ui/span.ts'

export interface EnvRow { name: string; value: string }
/** Times of day at which jobs may start; no days: every day; no zone: the engine’s own. */
export interface WindowRow { from: string; to: string; days: readonly Day[]; zone: string }

/** A profile as it is typed: every field a text, lists one item a line. */
export interface Draft {
  name: string; description: string
  permissionMode: PermissionMode; prompts: Profile['prompts']; askTimeoutMs: string; allow: string; deny: string; allTools: boolean; tools: string; sandbox: Profile['sandbox']; trustProjectSettings: boolean
  repositories: string; home: Profile['home']; setup: string; setupTimeoutMs: string; copy: string
  authKind: Profile['auth']['kind']; secret: string; env: readonly EnvRow[]; inheritEnv: string; mcpServers: string
  appendSystemPrompt: string; model: string; maxTurns: string; budgetUsd: string; timeoutMs: string; silenceMs: string; windows: readonly WindowRow[]; slots: string; onInterrupt: Profile['onInterrupt']; claude: string
}
export type DraftKey = keyof Draft

/** Ten minutes: what the engine takes when none is given. */
export const SETUP_MS = 600_000
const toLines = (list: readonly string[]): string => list.join('\n')
const orEmpty = (value: string | number | null): string => (value === null ? '' : String(value))

export function toDraft(profile: Profile): Draft {
  return {
    name: profile.name, description: profile.description, permissionMode: profile.permissionMode, prompts: profile.prompts, askTimeoutMs: toSpanText(profile.askTimeoutMs),
    allow: toLines(profile.allow), deny: toLines(profile.deny), allTools: profile.tools === null, tools: toLines(profile.tools ?? []), sandbox: profile.sandbox, trustProjectSettings: profile.trustProjectSettings,
    repositories: toLines(profile.repositories), home: profile.home, setup: profile.setup?.command ?? '', setupTimeoutMs: toSpanText(profile.setup?.timeoutMs ?? SETUP_MS), copy: toLines(profile.copy),
    authKind: profile.auth.kind, secret: '', env: Object.entries(profile.env).map(([name, value]) => ({ name, value })), inheritEnv: toLines(profile.inheritEnv),
    mcpServers: Object.keys(profile.mcpServers).length === 0 ? '' : JSON.stringify(profile.mcpServers, null, 2),
    appendSystemPrompt: profile.appendSystemPrompt ?? '', model: profile.model ?? '', maxTurns: orEmpty(profile.maxTurns), budgetUsd: orEmpty(profile.budgetUsd), timeoutMs: toSpanText(profile.timeoutMs),
    silenceMs: profile.silenceMs === null ? '' : toSpanText(profile.silenceMs), windows: profile.windows.map(({ from, to, days, zone }) => ({ from, to, days: days ?? [], zone: zone ?? '' })),
    slots: String(profile.slots), onInterrupt: profile.onInterrupt, claude: profile.claude ?? '',
  }
}

/** A new profile after another: all but its name, and no login: a key is not ours to copy. */
export function toTemplate(profile: Profile): Draft {
  return { ...toDraft(profile), name: '', authKind: 'login' }
}
