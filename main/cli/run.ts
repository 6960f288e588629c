import { Command, CommanderError } from 'commander'
import type { CliCommand, CommandEntry, CommandGroup } from './command.ts'
import { COMMANDS } from './commands.ts'
import { createConnection } from './connect.ts'
import { toPaint, type Context, type Surroundings } from './context.ts'
import { toReported, usage } from './failure.ts'
import { groupHelp, rootHelp } from './help.ts'
import { findHome } from '../home.ts'
import { nearest } from './near.ts'
import { VERSION } from '../version.ts'

/** What stands before the command's name, and the rest. */
interface Split { globals: string[]; name: string | undefined; rest: string[]; help: boolean; version: boolean }

const GLOBAL_FLAGS = ['--json', '--quiet', '-q', '--no-color', '--help', '-h', '--version', '-V']

/** Finds the command's name among the global options, which may stand before and after it. */
export function splitArgs(argv: readonly string[]): Split {
  const globals: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!
    if (!word.startsWith('-') || word === '-') return { ...flags(globals), globals: globals.filter((each) => !isAsking(each)), name: word, rest: argv.slice(i + 1) }
    if (word === '--home') {
      const folder = argv[++i]
      if (folder === undefined) throw usage('expected a folder after --home, found nothing: write --home DIR')
      globals.push(word, folder)
    } else if (GLOBAL_FLAGS.includes(word) || word.startsWith('--home=')) globals.push(word)
    else throw usage(`expected a command, found the option ${word}: ${hint(nearest(word, [...GLOBAL_FLAGS, '--home']))}`)
  }
  return { ...flags(globals), globals: globals.filter((each) => !isAsking(each)), name: undefined, rest: [] }
}

const isAsking = (word: string): boolean => ['--help', '-h', '--version', '-V'].includes(word)
const flags = (globals: readonly string[]) => ({
  help: globals.includes('--help') || globals.includes('-h'),
  version: globals.includes('--version') || globals.includes('-V'),
})
const hint = (near: string | undefined): string => (near ? `did you mean ${near}? \`dispatch help\` lists them all` : '`dispatch help` lists what there is')

/** Runs one command line and returns its exit code. Never throws. */
export async function runCli(argv: readonly string[], around: Surroundings): Promise<number> {
  const asked = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length)
  const context = createContext(around, { json: asked.includes('--json'), quiet: asked.includes('--quiet') || asked.includes('-q'), colour: !asked.includes('--no-color') })
  try {
    const exit = await dispatchArgs(argv, context)
    const warning = await context.connection.warning()
    if (warning !== null) context.note(warning, 'data-folder')
    return exit
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    return context.fail(error)
  } finally {
    await context.connection.close().catch(() => {})
  }
}

async function dispatchArgs(argv: readonly string[], context: Context): Promise<number> {
  const split = splitArgs(argv)
  if (split.version) return context.json ? printJson(context, { version: VERSION }) : print(context, VERSION)
  if (split.name === undefined) return help(context, rootHelp(VERSION))
  if (split.name === 'help') {
    const words = split.rest.filter((word) => !word.startsWith('-'))
    return words.length === 0 || words[0] === 'help' ? help(context, rootHelp(VERSION)) : runNamed([...words, '--help'], context)
  }
  return runNamed([split.name, ...split.globals, ...(split.help ? ['--help'] : []), ...split.rest], context)
}

function print(context: Context, text: string): number {
  context.out(text)
  return 0
}

/** Help is text, also where JSON was asked for: then as the one member of an object. */
function help(context: Context, text: string): number {
  return context.json ? printJson(context, { help: text }) : print(context, text)
}

function printJson(context: Context, value: unknown): number {
  context.outJson(value)
  return 0
}

async function runNamed([name, ...rest]: readonly string[], context: Context): Promise<number> {
  const entry = find(COMMANDS, name!, '')
  const whole = async (load: CommandEntry['load']): Promise<number> => runCommand(await load(), { path: name!, summary: entry.summary, args: rest }, context)
  if (!('loadGroup' in entry)) return whole(entry.load)
  const group = await entry.loadGroup()
  const first = rest.find((word) => !word.startsWith('-') || word === '--')
  if (entry.load && !(first !== undefined && Object.hasOwn(group, first))) return whole(entry.load)
  const split = splitArgs(rest)
  if (split.name === undefined) {
    if (split.help) return help(context, groupHelp(name!, entry.summary, group))
    throw usage(`expected a command after \`dispatch ${name}\`, found nothing: write one of ${Object.keys(group).join(', ')}`)
  }
  const inner = find(group, split.name, name!)
  const args = [...split.globals, ...(split.help ? ['--help'] : []), ...split.rest]
  return runCommand(await inner.load(), { path: `${name} ${split.name}`, summary: inner.summary, args }, context)
}

function find<Entry extends CommandEntry | CommandGroup>(table: Record<string, Entry>, name: string, group: string): Entry {
  const entry = Object.hasOwn(table, name) ? table[name] : undefined
  if (entry) return entry
  if (!group && LATER.includes(name)) throw usage(`expected a command of this version, found ${name}: it comes in a later one; \`dispatch help\` lists what there is`)
  const prefix = group ? `dispatch ${group}` : 'dispatch'
  const near = nearest(name, Object.keys(table))
  const meant = near ? `did you mean \`${prefix} ${near}\`? ` : ''
  throw usage(`expected a command of \`${prefix}\`, found ${JSON.stringify(name)}: ${meant}\`dispatch help${group ? ` ${group}` : ''}\` lists them all`)
}

/** Promised, and not there yet: nothing else is suggested for them. */
const LATER = ['channel', 'device', 'mcp']

interface Invocation { path: string; summary: string; args: readonly string[] }

async function runCommand(command: CliCommand, { path, summary, args }: Invocation, context: Context): Promise<number> {
  const parser = new Command(`dispatch ${path}`).description(`${summary}.`).exitOverride().helpCommand(false).showSuggestionAfterError(false)
    .configureOutput({ writeOut: (text) => void help(context, text.trimEnd()), writeErr: () => {} })
  command.define(parser)
  parser.option('--json', 'print JSON: one document, or one object a line where it streams').option('--home <dir>', 'the data folder (else DISPATCH_HOME, else the platform’s)')
    .option('-q, --quiet', 'say nothing beside the result').option('--no-color', 'no colours (as NO_COLOR does)').helpOption('-h, --help', 'show this')
  try {
    parser.parse(args, { from: 'user' })
  } catch (error) {
    throw error instanceof CommanderError && error.exitCode !== 0 ? explain(error, parser) : error
  }
  const options = parser.opts<{ home?: string }>()
  Object.assign(context, { home: findHome(options.home, context.env, context.cwd()) })
  context.connection = createConnection(context.home)
  return (await command.run(context, parser.args, options)) ?? 0
}

/** Commander's refusals in our form. */
function explain(error: CommanderError, parser: Command): Error {
  const subject = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  const name = parser.name()
  switch (error.code) {
    case 'commander.unknownOption': {
      const near = nearest(subject, parser.options.flatMap((option) => [option.long ?? '', option.short ?? '']).filter((each) => each !== ''))
      return usage(`expected an option of \`${name}\`, found ${subject}: ${near ? `did you mean ${near}? ` : ''}\`${name} --help\` lists them; write -- before a text that begins with a dash`)
    }
    case 'commander.missingArgument': return usage(`expected ${subject.toUpperCase()} after \`${name}\`, found nothing: see \`${name} --help\``)
    case 'commander.excessArguments': {
      const taken = parser.registeredArguments.length
      return usage(`expected ${taken || 'no'} argument${taken === 1 ? '' : 's'} after \`${name}\`, found ${parser.args.length}: put a text of several words in quotes`)
    }
    case 'commander.optionMissingArgument': return usage(`expected a value after ${subject.split(' ')[0]}, found nothing: write ${subject}`)
    default: return usage(`expected a valid \`${name}\`, found ${error.message.replace(/^error: /, '')}: see \`${name} --help\``)
  }
}

/** How much of what could not be written is said on standard error instead: an id, or the beginning of a document with it. */
const UNSAID = 200

/** Writes a result. One that cannot be written must not be lost without a word: a job is stored by then. A reader that went away wants none. */
function say({ stdout, stderr }: Surroundings, text: string, json: boolean): void {
  stdout.write(text, (error) => {
    const code = (error as NodeJS.ErrnoException | null | undefined)?.code
    if (!code || code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return
    const message = `expected to write to standard output, found ${code}: it was to say ${text.trimEnd().slice(0, UNSAID)}${text.length > UNSAID ? '…' : ''}`
    stderr.write(json ? `${JSON.stringify({ error: { code: 'unsaid', message } })}\n` : `dispatch: ${message}\n`)
  })
}

function createContext(around: Surroundings, wish: { json: boolean; quiet: boolean; colour: boolean }): Context {
  const { stdout, stderr, env } = around
  const tty = stdout.isTTY === true
  const home = findHome(undefined, env, around.cwd())
  return {
    ...around,
    home,
    json: wish.json,
    quiet: wish.quiet,
    tty,
    width: tty ? stdout.columns || 80 : null,
    connection: createConnection(home),
    now: Date.now,
    out: (...given) => {
      const lines = given.flat()
      if (lines.length > 0) say(around, `${lines.join('\n')}\n`, wish.json)
    },
    outJson: (value) => say(around, `${JSON.stringify(value)}\n`, true),
    note: (message, code = 'note') => {
      if (!wish.quiet) stderr.write(wish.json ? `${JSON.stringify({ note: { code, message } })}\n` : `dispatch: ${message}\n`)
    },
    fail: (error) => {
      const { exit, ...reported } = toReported(error)
      stderr.write(wish.json ? `${JSON.stringify({ error: reported })}\n` : `dispatch: ${reported.message}\n`)
      if (env.DISPATCH_DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`)
      return exit
    },
    paint: toPaint(tty && wish.colour && !env.NO_COLOR && env.TERM !== 'dumb'),
  }
}
