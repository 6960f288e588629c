import { describeLast, formatInZone } from '../../../contract/schedule-words.ts'
import { formatUntil } from '../../../contract/formats.ts'
import { defineCommand } from '../command.ts'
import { plainLine } from '../plain.ts'
import { layTable } from '../table.ts'

const COLUMNS = [
  { head: 'ID' }, { head: 'EVERY' }, { head: 'ZONE', drop: 3 }, { head: 'NEXT' }, { head: 'TITLE', flex: 1, least: 16 }, { head: 'PROFILE', flex: 2, least: 6, drop: 2 }, { head: 'LAST', flex: 1, least: 12, drop: 4 },
]

/** `dispatch schedule ls`. */
export const scheduleLs = defineCommand({
  define() {},
  async run(context) {
    const found = await context.connection.call('schedules.list', {})
    if (context.json) return context.outJson(found)
    if (found.schedules.length === 0) return context.note('no schedules: `dispatch submit PROMPT --every "0 2 * * *"` adds one')
    const faint = (text: string) => context.paint('faint', text)
    const rows = found.schedules.map((each) => [
      { text: each.id }, { text: plainLine(each.every) }, { text: each.zone, paint: faint },
      each.nextAt === null ? { text: each.paused ? 'paused' : 'none left', paint: (text: string) => context.paint('amber', text) } : { text: `${formatInZone(each.nextAt, each.zone)} (${formatUntil(each.nextAt, context.now())})` },
      { text: plainLine(each.title) }, { text: each.job.profile, paint: faint }, { text: plainLine(describeLast(each)), paint: faint },
    ])
    context.out(layTable(COLUMNS, rows, context.width))
  },
})
