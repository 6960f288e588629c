import type { PermissionMode } from '../../contract/profile.ts'

/** Which session a run belongs to. The id of a new one is chosen before the start, so that it is known whatever happens. */
export type ClaudeSession = { kind: 'new'; id: string } | { kind: 'resume'; id: string } | { kind: 'fork'; from: string; id: string }

/** Everything the command line of one run is made of. The prompt is never part of it: it comes on standard input. */
export interface ClaudeLaunch {
  session: ClaudeSession
  /** Shown in Claude's own lists of sessions. */
  name: string
  permissionMode: PermissionMode
  /** `user`: the repository's own settings, hooks and servers have no power. */
  settingSources: 'user' | 'user,project'
  settingsFile: string
  mcpConfigFile: string | null
  /** The tools Claude may see; null = all, empty = none. */
  tools: string[] | null
  model: string | null
  maxTurns: number | null
  budgetUsd: number | null
  appendSystemPromptFile: string | null
  /** A person takes the session over in a terminal: the same rights, no limits of a queued run. */
  interactive: boolean
}

/**
 * The arguments after the program's name.
 * Values a person wrote go as `--flag=value`, so that one starting with a dash stays a value.
 */
export function toArgv(launch: ClaudeLaunch): string[] {
  const argv = launch.interactive ? [] : ['-p', '--output-format', 'stream-json', '--verbose', '--include-partial-messages']
  argv.push(...toSessionArgs(launch.session), `--name=${oneLine(launch.name)}`)
  // Without the mode a resumed session comes up in Claude's own default, which may allow more than the profile does.
  argv.push('--permission-mode', launch.permissionMode, '--setting-sources', launch.settingSources, '--strict-mcp-config', `--settings=${launch.settingsFile}`)
  if (launch.mcpConfigFile !== null) argv.push(`--mcp-config=${launch.mcpConfigFile}`)
  if (launch.tools !== null) argv.push(`--tools=${launch.tools.join(',')}`)
  if (launch.model !== null) argv.push(`--model=${launch.model}`)
  if (launch.appendSystemPromptFile !== null) argv.push(`--append-system-prompt-file=${launch.appendSystemPromptFile}`)
  if (!launch.interactive && launch.maxTurns !== null) argv.push('--max-turns', String(launch.maxTurns))
  if (!launch.interactive && launch.budgetUsd !== null) argv.push('--max-budget-usd', toDecimal(launch.budgetUsd))
  return argv
}

function toSessionArgs(session: ClaudeSession): string[] {
  switch (session.kind) {
    case 'new':
      return ['--session-id', session.id]
    case 'resume':
      return ['--resume', session.id]
    case 'fork':
      return ['--resume', session.from, '--fork-session', '--session-id', session.id]
  }
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim().slice(0, 200) || 'job'
}

/** Without an exponent, which Claude does not read; a ten-thousandth of a cent is enough. */
function toDecimal(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '')
}
