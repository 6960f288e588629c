import type { Command } from 'commander'
import { resolve } from 'node:path'
import type { Profile } from '../../../contract/profile.ts'
import { collect, defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { usage } from '../failure.ts'
import { applySettings, parseSetting, type Setting } from '../profile-set.ts'
import { readBytes, readTextFile } from '../prompt.ts'
import { readSecret } from '../secret.ts'
import { printProfile } from './profile-show.ts'

interface Options { file?: string; set?: string[] }
const MOST_BYTES = 4 * 1024 * 1024

function define(command: Command): void {
  command.argument('<name>', 'the profile').option('--file <file>', 'members as JSON; - reads standard input')
    .option('--set <key=value>', 'one member, JSON or text, dotted for inner ones; auth.key=- asks for the key; repeatable', collect)
}

/** `dispatch profile add NAME`. */
export const profileAdd = defineCommand<Options>({
  define,
  async run(context, [name], options) {
    const { values, settings } = await readChange(context, options)
    const members = withoutName(applySettings(values, settings, null), name!)
    const profile = await context.connection.call('profiles.add', { ...members, name: name! })
    print(context, profile)
  },
})

/** `dispatch profile edit NAME`: only what is named changes. */
export const profileEdit = defineCommand<Options>({
  define,
  async run(context, [name], options) {
    const { values, settings } = await readChange(context, options)
    if (Object.keys(values).length === 0 && settings.length === 0) throw usage('expected something to change, found neither --file nor --set: write for example --set slots=2')
    const before = settings.some(({ path }) => path.length > 1) ? await context.connection.call('profiles.get', { name: name! }) : null
    const members = withoutName(applySettings(values, settings, before), name!)
    const profile = await context.connection.call('profiles.edit', { ...members, name: name! })
    print(context, profile)
  },
})

/** The name stands on the command line; a file may repeat it, and nothing else can be meant. */
function withoutName({ name: found, ...members }: Record<string, unknown>, name: string): Record<string, unknown> {
  if (found !== undefined && found !== name) throw usage(`expected the members of ${name}, found another name (${JSON.stringify(found)}): a profile keeps its name; \`dispatch profile add\` makes a new one`)
  return members
}

async function readChange(context: Context, options: Options): Promise<{ values: Record<string, unknown>; settings: Setting[] }> {
  const asksSecret = (options.set ?? []).filter((each) => /^auth\.(key|token)=-$/.test(each))
  if (asksSecret.length > 0 && options.file === '-') throw usage('expected standard input for one thing, found it asked for the file and for a secret: put the file in a file')
  const values = options.file === undefined ? {} : await readValues(context, options.file)
  const settings: Setting[] = []
  for (const text of options.set ?? []) settings.push(await parseSetting(text, (key) => readSecret(key, context)))
  return { values, settings }
}

async function readValues(context: Context, file: string): Promise<Record<string, unknown>> {
  const from = file === '-' ? 'standard input' : file
  const text = file === '-' ? (await readBytes(context.stdin, MOST_BYTES)).toString('utf8') : await readTextFile(resolve(context.cwd(), file), MOST_BYTES)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own message would quote the text, and with it a secret.
    throw usage(`expected JSON in ${from}, found something else: write an object of members`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw usage(`expected a JSON object in ${from}, found ${Array.isArray(value) ? 'a list' : typeof value}: write {"slots": 2}`)
  return value as Record<string, unknown>
}

function print(context: Context, profile: Profile): void {
  if (context.json) context.outJson(profile)
  else if (!context.quiet) printProfile(context, profile)
}
