import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Failure, failure } from '../../contract/errors.ts'
import type { Profile } from '../../contract/profile.ts'
import { type ClaudeSession, toArgv } from '../claude/argv.ts'
import { locateClaude } from '../claude/program.ts'
import { toSettings } from '../claude/settings.ts'
import { buildEnvironment, type Person } from './environment.ts'
import { prepareFolders, profileFolders } from './folders.ts'
import { apiKeyHelperCommand, findSecret } from './secrets.ts'
import { toSystemPrompt } from './system-prompt.ts'

/** What one run is started with. */
export interface RunInput {
  /** The profile in the version the job was submitted with. */
  profile: Profile
  dataFolder: string
  engineEnv: Record<string, string | undefined>
  person: Person
  job: { id: string; title: string }
  /** Number of the run; 0 for a conversation that a person takes over. */
  runNumber: number
  /** Tells this run's processes from all others (DISPATCH_RUN). */
  marker: string
  prompt: string
  session: ClaudeSession
  /** Claude's working folder: the worktree. */
  repositoryFolder: string
  /** Where Claude asks. Left out when the profile refuses instead, or when a person sits before the terminal. */
  hook: { url: string; token: string } | null
  /** The job's own wishes over the profile's; undefined = the profile's. */
  model?: string | null
  maxTurns?: number | null
  budgetUsd?: number | null
  interactive?: boolean
  /** What Claude is told of this job besides the profile's own words. */
  instructions?: string | null
  /** Further files and folders Claude must not read. */
  secretPaths?: string[]
  /** Folders outside of its own that it may. */
  readPaths?: string[]
}

/** A command ready to be started in `repositoryFolder`, with standard input from `promptFile` unless a person types. */
export interface PreparedRun {
  ok: true
  file: string
  args: string[]
  env: Record<string, string>
  promptFile: string
  settingsFile: string
  claudePath: string
  /** Everything of this run; `cleanRun` removes it. */
  folder: string
}

/**
 * Gives the token as descriptor 3 and becomes Claude. A here-document is a pipe that Claude has drained before its first command runs:
 * a file there could be opened again by that command through /proc. Every path is an argument: nothing of it is read as shell.
 */
const WITH_TOKEN = 'exec 3<<TOKEN || exit\n$(cat -- "$0")\nTOKEN\nexec "$@"'

/** Writes the files of a run and puts its command together. Fails when Claude or the profile's secret is not there. */
export function prepareRun(input: RunInput): PreparedRun | Failure {
  const { profile, dataFolder } = input
  const found = locateClaude({ profileClaude: profile.claude, env: input.engineEnv })
  if (!found.ok) return found
  const secret = findRunSecret(profile, dataFolder)
  if (!secret.ok) return secret
  const folders = profileFolders(dataFolder, profile.name)
  const made = prepareFolders(folders)
  if (!made.ok) return made
  const folder = runFolder(dataFolder, profile.name, input.job.id, input.runNumber)
  const files = writeRunFiles(input, folder, secret.path)
  if (!files.ok) return files
  const args = toArgv({
    session: input.session,
    name: `${input.job.id} ${input.job.title}`,
    permissionMode: profile.permissionMode,
    settingSources: profile.trustProjectSettings ? 'user,project' : 'user',
    settingsFile: files.settingsFile,
    mcpConfigFile: files.mcpConfigFile,
    tools: profile.tools,
    model: input.model === undefined ? profile.model : input.model,
    maxTurns: input.maxTurns === undefined ? profile.maxTurns : input.maxTurns,
    budgetUsd: input.budgetUsd === undefined ? profile.budgetUsd : input.budgetUsd,
    appendSystemPromptFile: files.systemPromptFile,
    interactive: input.interactive === true,
  })
  const env = buildEnvironment({ profile, engineEnv: input.engineEnv, folders, person: input.person, run: { job: input.job.id, number: input.runNumber, marker: input.marker } })
  const command = profile.auth.kind === 'token' ? withToken(secret.path!, found.path, args, env) : { file: found.path, args, env }
  return { ok: true, ...command, promptFile: files.promptFile, settingsFile: files.settingsFile, claudePath: found.path, folder }
}

/** Removes the files of a run. */
export function cleanRun(dataFolder: string, profile: string, job: string, runNumber: number): void {
  rmSync(runFolder(dataFolder, profile, job, runNumber), { recursive: true, force: true })
}

function runFolder(dataFolder: string, profile: string, job: string, runNumber: number): string {
  return join(profileFolders(dataFolder, profile).runs, `${job}.${runNumber}`)
}

function withToken(tokenFile: string, claude: string, args: string[], env: Record<string, string>): { file: string; args: string[]; env: Record<string, string> } {
  return { file: '/bin/sh', args: ['-c', WITH_TOKEN, tokenFile, claude, ...args], env: { ...env, CLAUDE_CODE_OAUTH_TOKEN_FILE_DESCRIPTOR: '3' } }
}

function findRunSecret(profile: Profile, dataFolder: string): { ok: true; path: string | null } | Failure {
  if (profile.auth.kind === 'login') return { ok: true, path: null }
  const path = findSecret(dataFolder, { profile: profile.name, version: profile.version, kind: profile.auth.kind })
  if (path !== null) return { ok: true, path }
  const what = profile.auth.kind === 'token' ? 'a token' : 'an API key'
  return failure('unauthorized', `expected ${what} stored for profile ${profile.name}, found none: give it one with \`dispatch profile edit ${profile.name}\``)
}

interface RunFiles { ok: true; promptFile: string; settingsFile: string; mcpConfigFile: string | null; systemPromptFile: string | null }

function writeRunFiles(input: RunInput, folder: string, secretFile: string | null): RunFiles | Failure {
  const { profile, dataFolder, repositoryFolder } = input
  const folders = profileFolders(dataFolder, profile.name)
  const hook = input.hook === null || profile.prompts === 'deny' || input.interactive === true ? null : { ...input.hook, timeoutMs: profile.askTimeoutMs }
  const settings = toSettings({
    profile,
    apiKeyHelper: profile.auth.kind === 'api-key' && secretFile !== null ? apiKeyHelperCommand(secretFile) : null,
    hook,
    secretPaths: [join(dataFolder, 'secrets'), join(dataFolder, 'engine.json'), join(folders.config, '.credentials.json'), folders.runs, ...(input.secretPaths ?? [])],
    readPaths: input.readPaths ?? [],
  })
  const servers = profile.trustProjectSettings ? { ...readProjectServers(repositoryFolder), ...profile.mcpServers } : profile.mcpServers
  const systemPrompt = toSystemPrompt([profile.appendSystemPrompt, input.instructions ?? null], repositoryFolder, profile.trustProjectSettings)
  try {
    // A folder left by an earlier start of the same run is not built upon.
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text, { mode: 0o600, flag: 'wx' })
      return join(folder, name)
    }
    return {
      ok: true,
      promptFile: write('prompt.txt', input.prompt),
      settingsFile: write('settings.json', JSON.stringify(settings, null, 2)),
      mcpConfigFile: Object.keys(servers).length === 0 ? null : write('mcp.json', JSON.stringify({ mcpServers: servers }, null, 2)),
      systemPromptFile: systemPrompt === null ? null : write('system-prompt.md', systemPrompt),
    }
  } catch (error) {
    return failure('data-folder', `expected to write the files of a run in ${folder}, found: ${(error as Error).message}`)
  }
}

/** The servers of a trusted repository's .mcp.json. They are passed by us, because Claude is told to use no others. */
function readProjectServers(folder: string): Record<string, unknown> {
  try {
    const { mcpServers } = JSON.parse(readFileSync(join(folder, '.mcp.json'), 'utf8')) as { mcpServers?: unknown }
    return typeof mcpServers === 'object' && mcpServers !== null && !Array.isArray(mcpServers) ? (mcpServers as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
