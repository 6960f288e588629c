import type { CommandEntry } from './command.ts'
import { COMMANDS, SECTIONS } from './commands.ts'

const GLOBALS = `Options of every command:
  --json        one JSON document, or one object a line where it streams
  --home DIR    the data folder (else DISPATCH_HOME, else the platform's)
  -q, --quiet   say nothing beside the result
  --no-color    no colours (as NO_COLOR does)
  -h, --help    what a command takes
  -V, --version

Exit codes: 0 done · 1 a job failed · 2 usage or bad input · 3 cancelled, held or lost · 4 not found
            5 refused · 6 no engine and one is needed · 124 \`wait\` timed out

Where an ID is taken, a unique prefix of 4 or more characters will do.`

/** The page of \`dispatch help\`. */
export function rootHelp(version: string): string {
  const sections = SECTIONS.map((section) => {
    const lines = Object.entries(COMMANDS).filter(([, entry]) => entry.section === section).map(([name, entry]) => `  ${name.padEnd(11)} ${entry.summary}`)
    return [`${section}:`, ...lines].join('\n')
  })
  return [`dispatch ${version}: a task queue for Claude Code`, 'Usage: dispatch COMMAND [OPTIONS]', ...sections, GLOBALS].join('\n\n')
}

/** The page of a command with commands of its own. */
export function groupHelp(name: string, summary: string, group: Record<string, CommandEntry>): string {
  const lines = Object.entries(group).map(([each, entry]) => `  ${each.padEnd(8)} ${entry.summary}`)
  return [`Usage: dispatch ${name} COMMAND [OPTIONS]`, `${summary}.`, lines.join('\n'), `\`dispatch help ${name} COMMAND\` says what each takes.`].join('\n\n')
}
