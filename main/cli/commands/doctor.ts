import { defineCommand } from '../command.ts'
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
      if (!context.quiet) context.out('', report.ok ? context.paint('green', 'All is well.') : context.paint('red', 'Something needs you: see the lines with ✕.'))
    }
    return report.ok ? 0 : 1
  },
})
