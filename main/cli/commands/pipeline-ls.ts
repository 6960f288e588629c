import { formatShort, formatMoney } from '../../../contract/formats.ts'
import { defineCommand } from '../command.ts'
import { parseWhole } from '../parse.ts'
import { toCounts, toSpan } from '../pipeline-text.ts'
import { plainLine } from '../plain.ts'
import { layTable } from '../table.ts'

const COLUMNS = [{ head: 'ID' }, { head: 'TITLE', flex: 1, least: 12 }, { head: 'AGE', right: true }, { head: 'TIME', right: true, drop: 2 }, { head: 'COST', right: true, drop: 1 }, { head: 'JOBS', flex: 2, least: 12 }]

/** `dispatch pipeline ls`. */
export const pipelineLs = defineCommand<{ limit: string }>({
  define(command) {
    command.option('--limit <n>', 'at most so many', '50')
  },
  async run(context, _, options) {
    const found = await context.connection.call('pipelines.list', { limit: parseWhole(options.limit, '--limit', { least: 1, most: 200 }) })
    if (context.json) return context.outJson(found)
    if (found.pipelines.length === 0) return context.note('no pipelines: `dispatch plan FILE` submits one')
    const now = context.now()
    context.out(layTable(COLUMNS, found.pipelines.map((each) => [
      { text: each.id }, { text: plainLine(each.title) }, { text: formatShort(now - each.createdAt) }, { text: toSpan(each, now) }, { text: each.costUsd > 0 ? formatMoney(each.costUsd) : '' }, { text: toCounts(each) },
    ]), context.width))
  },
})
