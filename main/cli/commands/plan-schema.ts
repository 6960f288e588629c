import { planSchema } from '../../../contract/plan-schema.ts'
import { defineCommand } from '../command.ts'

/** `dispatch plan schema`. */
export const planSchemaCommand = defineCommand({
  define() {},
  async run(context) {
    if (context.json) context.outJson(planSchema())
    else context.out(JSON.stringify(planSchema(), null, 2))
  },
})
