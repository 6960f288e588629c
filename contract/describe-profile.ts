import type { Profile, ProfileSpec } from './profile.ts'
import { toVisibleLine } from './call-words.ts'
import { faultOfRule } from './rule.ts'
import { describeWindow, ownZone } from './window-times.ts'

/** What a profile may do, in plain sentences, the most dangerous first. */
export function describeProfile(profile: Omit<ProfileSpec, 'auth'> & { auth: { kind: Profile['auth']['kind'] } }): string[] {
  return [
    ...describeMode(profile),
    ...profile.allow.map((rule) => (faultOfRule(rule) === null ? `${describeRule(rule)} without asking.` : describeFault('allowed', rule))),
    ...profile.deny.map((rule) => (faultOfRule(rule) === null ? `Never: ${ruleWords(rule)}.` : describeFault('denied', rule))),
    ...(profile.tools === null ? [] : [profile.tools.length === 0 ? 'Has no tools at all.' : `Sees only these tools: ${profile.tools.join(', ')}.`]),
    describePrompts(profile),
    profile.sandbox === 'required' ? 'Commands run in a sandbox: they write only in the worktree and reach only the sites the profile lets Claude fetch; without the sandbox nothing starts.' : 'Commands run with your rights; nothing walls them in.',
    profile.trustProjectSettings ? 'The repository’s own Claude settings, hooks and servers take effect.' : 'The repository’s own Claude settings, hooks and servers have no effect.',
    profile.home === 'profile' ? 'Has a home folder of its own: your shell start files, git identity and ssh set-up are not read.' : 'Uses your home folder.',
    describeLogin(profile.auth.kind),
    ...describeReach(profile),
    describeLimits(profile),
    ...(profile.windows.length === 0 ? [] : [`Starts jobs only between ${profile.windows.map((window) => describeWindow(window, ownZone())).join(', or between ')}.`]),
  ]
}

type Described = Parameters<typeof describeProfile>[0]

function describeMode({ permissionMode }: Described): string[] {
  switch (permissionMode) {
    case 'manual':
      return ['May read files of the worktree and run read-only commands.']
    case 'acceptEdits':
      return ['May edit files in the worktree.', 'May read files of the worktree and run read-only commands.']
    case 'plan':
      return ['May only read and plan.']
    case 'dontAsk':
      return ['May do what is listed as allowed, and nothing else.']
    case 'auto':
      return ['May edit files in the worktree; for anything else Anthropic’s classifier decides.']
    case 'bypassPermissions':
      return ['May do anything without asking.']
  }
}

/** Of a profile stored by an older program: nothing is promised of it. */
const describeFault = (list: string, rule: string): string => `Lists as ${list} what is no rule and may do nothing: \`${toVisibleLine(rule)}\`. Mend it.`

function describeRule(rule: string): string {
  const inner = innerOf(rule)
  if (inner === null) return `Uses ${rule}`
  if (rule.startsWith('Bash(')) return `Runs \`${toPattern(inner)}\``
  if (rule.startsWith('Edit(') || rule.startsWith('Write(')) return `Writes ${inner}`
  if (rule.startsWith('Read(')) return `Reads ${inner}`
  if (rule.startsWith('WebFetch(')) return `Fetches from ${inner.replace(/^domain:/, '')}`
  return `Uses ${rule}`
}

function ruleWords(rule: string): string {
  const words = describeRule(rule)
  return `${words[0]!.toLowerCase()}${words.slice(1)}`
}

function innerOf(rule: string): string | null {
  return /^[A-Za-z]+\((.*)\)$/s.exec(rule)?.[1] ?? null
}

function toPattern(inner: string): string {
  return inner.replace(/(?::|\s)\*$/, ' …')
}

function describePrompts({ permissionMode, prompts, askTimeoutMs }: Described): string {
  if (permissionMode === 'bypassPermissions') return 'Never asks.'
  if (permissionMode === 'dontAsk') return 'Never asks: the rest is refused.'
  return prompts === 'ask' ? `Asks you for anything else; refuses after ${toSpan(askTimeoutMs)}.` : 'Refuses anything else at once.'
}

function describeLogin(kind: Profile['auth']['kind']): string {
  switch (kind) {
    case 'login':
      return 'Logs in with Claude’s own login, kept in this profile.'
    case 'api-key':
      return 'Logs in with an API key, which what Claude starts does not see in its environment.'
    case 'token':
      return 'Logs in with a token, which what Claude starts does not see in its environment.'
  }
}

function describeReach(profile: Described): string[] {
  const servers = Object.keys(profile.mcpServers)
  const variables = Object.keys(profile.env)
  return [
    ...(profile.repositories.length === 0 ? [] : [`May be used only in: ${profile.repositories.join(', ')}.`]),
    ...(servers.length === 0 ? [] : [`Starts these MCP servers: ${servers.join(', ')}.`]),
    ...(variables.length === 0 ? [] : [`Sets for Claude and all it starts: ${variables.join(', ')}.`]),
    ...(profile.copy.length === 0 ? [] : [`Copies into the worktree: ${profile.copy.join(', ')}.`]),
    ...(profile.setup === null ? [] : [`Runs \`${profile.setup.command}\` in the new worktree first.`]),
  ]
}

function describeLimits(profile: Described): string {
  const turns = profile.maxTurns === null ? 'any number of turns' : `${profile.maxTurns} turns`
  const budget = profile.budgetUsd === null ? 'no limit of cost' : `$${profile.budgetUsd}`
  return `Stops after ${toSpan(profile.timeoutMs)}, ${turns}, ${budget}; ${profile.slots === 1 ? 'one job' : `${profile.slots} jobs`} at a time.${profile.silenceMs === null ? '' : ` Stops also when Claude says nothing for ${toSpan(profile.silenceMs)}.`}`
}

function toSpan(ms: number): string {
  const [hours, minutes] = [ms / 3_600_000, ms / 60_000]
  if (Number.isInteger(hours)) return `${hours} h`
  return Number.isInteger(minutes) ? `${minutes} min` : `${Math.round(ms / 1000)} s`
}
