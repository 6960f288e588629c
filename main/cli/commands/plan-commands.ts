import type { CommandEntry } from '../command.ts'

/** `dispatch plan …`; anything else after `plan` is a file. */
export const PLAN_COMMANDS: Record<string, CommandEntry> = {
  export: { summary: 'Write a pipeline, or the graph connected to a job, back as a plan file', load: async () => (await import('./plan-export.ts')).planExport },
  schema: { summary: 'Print the JSON Schema of plan files, for editors', load: async () => (await import('./plan-schema.ts')).planSchemaCommand },
}
