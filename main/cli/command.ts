import type { Command } from 'commander'
import type { Context } from './context.ts'

/** One command: what it takes (commander's words) and what it does. Returns an exit code; nothing means 0. */
export interface CliCommand<Options = Record<string, unknown>> {
  define(command: Command): void
  run(context: Context, args: string[], options: Options): Promise<number | void>
}

/** A command whose options have a type of their own. Commander fills them as `define` says. */
export function defineCommand<Options>(command: CliCommand<Options>): CliCommand {
  return command as unknown as CliCommand
}

/** Collects a repeatable option. */
export const collect = (value: string, earlier: string[] | false | undefined): string[] => [...(earlier || []), value]

/** Where a command is found: loaded only when it is called. */
export interface CommandEntry { summary: string; load: () => Promise<CliCommand>; hidden?: boolean }
/** Commands of a command: `profile ls`. */
export interface CommandGroup { summary: string; loadGroup: () => Promise<Record<string, CommandEntry>>; /** What it does when none of them is named: `plan FILE`. */ load?: () => Promise<CliCommand> }
