import type { DoctorReport } from '../../../contract/engine.ts'
import { formatCount } from '../../../contract/formats.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { plainLine } from '../plain.ts'

/** `dispatch doctor`: exit code 1 when something is wrong. */
export const doctor = defineCommand({
  define() {},
  async run(context) {
    const report = await context.connection.call('engine.doctor', {})
    if (context.json) context.outJson(report)
    else {
      for (const check of report.checks) {
        const [mark, tone] = check.level === 'ok' ? ['✓', 'green'] as const : check.level === 'warning' ? ['!', 'amber'] as const : ['✕', 'red'] as const
        if (context.quiet && check.level === 'ok') continue
        context.out(`${context.paint(tone, mark)} ${check.name}: ${plainLine(check.found)}`)
        if (check.fix && check.level !== 'ok') context.out(`    ${context.paint(tone, '→')} ${plainLine(check.fix)}`)
      }
      if (!context.quiet) context.out('', summarise(context, report))
    }
    return report.ok ? 0 : 1
  },
})

function summarise(context: Context, { ok, checks }: DoctorReport): string {
  const warnings = checks.filter((check) => check.level === 'warning').length
  if (!ok) return context.paint('red', 'Something needs you: see the lines with ✕.')
  return warnings === 0 ? context.paint('green', 'All is well.') : context.paint('amber', `Nothing is broken, but there ${warnings === 1 ? 'is' : 'are'} ${formatCount(warnings, 'warning')}: see the ${warnings === 1 ? 'line' : 'lines'} with !.`)
}
