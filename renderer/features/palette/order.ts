import type { Command, CommandContext } from '../../commands/command.ts'
import { commandWords as words } from '../../words/commands.ts'

/** Whether a command is about the jobs in front of the person. */
const isAboutJobs = ({ group }: Command): boolean => group === 'job'

/** What is about the jobs in front of the person comes first, and of that what moves them on; the rest as it was. Answers to a question are not among the first: a hasty return would give one. */
export function inFrontFirst(commands: readonly Command[], { targets }: Pick<CommandContext, 'targets'>): Command[] {
  if (targets.length === 0) return [...commands]
  const rank = (command: Command): number => (!isAboutJobs(command) ? 2 : command.changes ? 0 : 1)
  return commands.toSorted((a, b) => rank(a) - rank(b))
}

/** The jobs in front, by name; null where there are none, or where commands may mean a whole pipeline. */
export function nameTargets({ targets, view }: { targets: CommandContext['targets']; view: { route: { name: string } } }): string | null {
  if (targets.length === 0 || view.route.name === 'pipeline') return null
  return targets.length === 1 ? targets[0]!.title : words.manyJobs(targets.length)
}

/** The key each command answers to. Where two have the same one, the first of them is run by it, and the other is not said to be. */
export function ownKeys(able: readonly Command[]): Map<Command, string> {
  const first = new Map<string, Command>()
  for (const command of able) for (const key of command.keys ?? []) if (!first.has(key)) first.set(key, command)
  return new Map(able.flatMap((command) => { const own = command.keys?.find((key) => first.get(key) === command); return own === undefined ? [] : [[command, own] as const] }))
}
