import { defineCommand } from '../command.ts'
import { plainLine } from '../plain.ts'
import { layTable } from '../table.ts'

const COLUMNS = [
  { head: 'NAME' }, { head: 'MODE' }, { head: 'PROMPTS' }, { head: 'AUTH' }, { head: 'SLOTS', right: true },
  { head: 'SANDBOX', drop: 2 }, { head: 'STATE' }, { head: 'DESCRIPTION', flex: 1, least: 10, drop: 1 },
]

/** `dispatch profile ls`. */
export const profileLs = defineCommand({
  define() {},
  async run(context) {
    const found = await context.connection.call('profiles.list', {})
    if (context.json) return context.outJson(found)
    const rows = found.profiles.map((profile) => [
      { text: profile.name }, { text: profile.permissionMode }, { text: profile.prompts }, { text: profile.auth.kind }, { text: String(profile.slots) },
      { text: profile.sandbox === 'required' ? 'sandbox' : '' }, { text: profile.paused ? 'paused' : '' }, { text: plainLine(profile.description), paint: (text: string) => context.paint('faint', text) },
    ])
    context.out(layTable(COLUMNS, rows, context.width))
  },
})
