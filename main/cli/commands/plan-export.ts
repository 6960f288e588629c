import { defineCommand } from '../command.ts'
import { parseChoice } from '../parse.ts'
import { plainLine } from '../plain.ts'

/** `dispatch plan export ID`. */
export const planExport = defineCommand<{ format: string }>({
  define(command) {
    command.argument('<id>', 'a pipeline, or a job for everything connected to it').option('--format <format>', 'yaml or json', 'yaml')
  },
  async run(context, [id], options) {
    const plan = await context.connection.call('plans.export', { id: id!, format: parseChoice(options.format, '--format', ['yaml', 'json']) })
    if (context.json) return context.outJson(plan)
    context.out(plan.text.replace(/\n$/, ''))
    for (const note of plan.notes) context.note(plainLine(note))
  },
})
