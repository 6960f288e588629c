import { sql, type ReadDb, type WriteDb } from './handles.ts'

/** What the data folder remembers of the engine itself. `id` marks every process of its jobs. */
export interface Settings { id: string; token: string; paused: string; slots: string; port: string; /** Where the practice API listened last, once the tour was begun here. */ practice: string; /** Landings by hand whose end is not stored: JSON. */ landings: string }

/** One setting. */
export function getSetting(db: ReadDb, key: keyof Settings): string | undefined {
  return sql(db, 'SELECT value FROM setting WHERE key = ?').pluck().get(key) as string | undefined
}

/** Sets one setting. */
export function setSetting(db: WriteDb, key: keyof Settings, value: string): void {
  sql(db, 'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, value)
}
