import type { Profile } from '../../../contract/profile.ts'
import { describeLimit, describeSpent, nameLimit } from '../../../contract/usage-words.ts'
import type { ProfileUsage } from '../../../contract/usage.ts'
import { formatDate, formatDuration } from '../../../contract/formats.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { parseWhole } from '../parse.ts'
import { plainLine } from '../plain.ts'

/** `dispatch profile show NAME`. */
export const profileShow = defineCommand<{ version?: string }>({
  define(command) {
    command.argument('<name>', 'a profile').option('--version <n>', 'an older version')
  },
  async run(context, [name], options) {
    const version = options.version === undefined ? {} : { version: parseWhole(options.version, '--version', { least: 1, most: 1_000_000 }) }
    const profile = await context.connection.call('profiles.get', { name: name!, ...version })
    const usage = (await context.connection.call('profiles.usage', { profile: name! })).profiles[0]!
    if (context.json) return context.outJson({ ...profile, usage })
    printProfile(context, profile)
    printUsage(context, usage)
  },
})

/** How much it is used, and what Claude told of its limits. */
function printUsage(context: Context, { running, queued, today, week, limits }: ProfileUsage): void {
  const now = context.now()
  const shown: [string, string][] = [['jobs', `${running} running, ${queued} queued`], ['today', describeSpent(today)], ['last 7 days', describeSpent(week)], ...limits.map((limit): [string, string] => [nameLimit(limit), describeLimit(limit, now)])]
  context.out('', ...shown.map(([key, value]) => `${context.paint('faint', plainLine(key).padEnd(20))} ${plainLine(value)}`))
}

/** A profile's members, one a line; whether a secret is stored, never the secret. */
export function printProfile(context: Context, profile: Profile): void {
  const { auth, name, version, builtIn, paused, createdAt, ...rest } = profile
  context.out(`${context.paint('bold', name)}  version ${version} of ${formatDate(createdAt)}${builtIn ? ', built in' : ''}${paused ? ', paused' : ''}`)
  const shown: [string, string][] = [['auth', auth.kind === 'login' ? 'login' : `${auth.kind} (${auth.stored ? 'stored' : 'not stored yet'})`]]
  for (const [key, value] of Object.entries(rest)) shown.push([key, show(key, value)])
  context.out(shown.map(([key, value]) => `${context.paint('faint', key.padEnd(20))} ${value}`))
}

function show(key: string, value: unknown): string {
  if (key.endsWith('Ms') && typeof value === 'number') return formatDuration(value)
  if (value === null) return '–'
  return plainLine(typeof value === 'string' ? value || '–' : JSON.stringify(value))
}
