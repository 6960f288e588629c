import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { planSchema } from '../contract/plan-schema.ts'
import { freshSchema } from '../main/store/fresh-schema.ts'
import { migrationsFolder } from '../main/store/migrate.ts'

// Writes what a new data folder looks like after all migrations, and what editors know of plan files; with --check only compares.
const made = [
  { name: 'migrations/schema.sql', file: join(migrationsFolder(), 'schema.sql'), from: 'the migrations make', text: freshSchema() },
  { name: 'resources/plan.schema.json', file: join(import.meta.dirname, '../resources/plan.schema.json'), from: 'contract/plan.ts says', text: `${JSON.stringify(planSchema(), null, 2)}\n` },
]
for (const { name, file, from, text } of made) {
  if (!process.argv.includes('--check')) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`schema: expected ${name} to be what ${from}, found a difference: run \`npm run schema\` and look at it\n`)
    process.exitCode = 1
  }
}
