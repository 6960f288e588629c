import type { Status } from '../../../contract/engine.ts'
import { describeSpent } from '../../../contract/usage-words.ts'
import { formatAge, formatCount } from '../../../contract/formats.ts'
import { stateMark } from '../../../contract/words.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { noteStale } from '../stale-note.ts'
import { layTable } from '../table.ts'

/** `dispatch status`. */
export const status = defineCommand({
  define() {},
  async run(context) {
    const found = await context.connection.call('engine.status', {})
    await noteStale(context, (['starting', 'running', 'waiting'] as const).reduce((sum, each) => sum + (found.jobs[each] ?? 0), 0))
    if (context.json) context.outJson(found)
    else {
      printStatus(context, found)
      if (found.engine.running && context.tty) context.out(`page       ${(await context.connection.call('engine.link', {})).link} (opens once)`)
    }
  },
})

const STATES = ['running', 'starting', 'waiting', 'queued', 'blocked', 'held'] as const

/** What the engine is doing, for people. */
function printStatus(context: Context, found: Status): void {
  const { engine } = found
  const state = !engine.running ? context.paint('amber', 'not running') : found.paused ? context.paint('amber', 'paused') : context.paint('green', 'running')
  const since = engine.startedAt === null ? '' : `, started ${formatAge(engine.startedAt, context.now())}`
  context.out(`engine     ${state}${engine.running ? ` (process ${engine.pid}${since})` : ': start the desktop app or `dispatch serve`'}`)
  if (engine.url) context.out(`address    ${engine.url}`)
  context.out(`data       ${found.home}`, `version    ${found.version}`, `slots      ${found.slots.used} of ${found.slots.total} in use`)
  if (found.unstored) context.out(`${context.paint('red', 'unstored')}   ${found.unstored.message} Kept in memory meanwhile: ${found.unstored.waits.join(', ')}. Nothing is lost while the engine runs.`)
  const counts = STATES.filter((each) => (found.jobs[each] ?? 0) > 0).map((each) => {
    const { mark, word, tone } = stateMark({ state: each, outcome: null })
    return context.paint(tone, `${mark} ${found.jobs[each]} ${word}`)
  })
  context.out(`jobs       ${counts.length > 0 ? counts.join('  ') : 'none unfinished'}`)
  if (found.today) context.out(`today      ${describeSpent(found.today)}`)
  if (found.approvals > 0) context.out(`questions  ${context.paint('violet', `${formatCount(found.approvals, 'question')} for you: \`dispatch approvals\``)}`)
  const busy = found.profiles.filter((each) => each.running > 0 || each.queued > 0 || each.paused)
  if (busy.length === 0) return
  const rows = busy.map((each) => [{ text: each.name }, { text: `${each.running}/${each.slots}` }, { text: String(each.queued) }, { text: each.paused ? 'paused' : '' }])
  context.out('', ...layTable([{ head: 'PROFILE' }, { head: 'RUNNING', right: true }, { head: 'QUEUED', right: true }, { head: '' }], rows, context.width))
}
