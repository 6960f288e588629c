import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshSchema } from '../main/store/fresh-schema.ts'
import { migrationsFolder } from '../main/store/migrate.ts'

// Writes what a new data folder looks like after all migrations; with --check only compares.
const file = join(migrationsFolder(), 'schema.sql')
const schema = freshSchema()
if (!process.argv.includes('--check')) writeFileSync(file, schema)
else if (readFileSync(file, 'utf8') !== schema) {
  process.stderr.write('schema: expected migrations/schema.sql to be what the migrations make, found a difference: run `npm run schema` and look at it\n')
  process.exitCode = 1
}
