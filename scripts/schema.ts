import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshSchema } from '../main/store/fresh-schema.ts'
import { migrationsFolder } from '../main/store/migrate.ts'

// Writes what a new data folder looks like after all migrations; the tests compare.
writeFileSync(join(migrationsFolder(), 'schema.sql'), freshSchema())
