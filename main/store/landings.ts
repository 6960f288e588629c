import type { LandHow } from '../../contract/land.ts'
import type { ReadDb, WriteDb } from './handles.ts'
import { getSetting, setSetting } from './settings.ts'

/**
 * A landing a person asked for, stored before the branch moves from `before` to `after`: where its process dies then, the next one can tell that it is done.
 * `jobs`: whose work comes with it, by number and head; `pid`: of the process it runs in.
 */
export interface OpenLanding { key: string; pid: number; into: string; how: LandHow; before: string; after: string; jobs: { seq: number; head: string }[] }

/** Landings by hand whose end is not stored. */
export function listLandings(db: ReadDb): OpenLanding[] {
  const stored = getSetting(db, 'landings')
  return stored === undefined ? [] : (JSON.parse(stored) as OpenLanding[])
}

/** Remembers one, in place of what was remembered of it before. */
export function putLanding(db: WriteDb, landing: OpenLanding): void {
  setSetting(db, 'landings', JSON.stringify([...listLandings(db).filter(({ key }) => key !== landing.key), landing]))
}

/** Forgets one. */
export function dropLanding(db: WriteDb, key: string): void {
  const all = listLandings(db)
  const left = all.filter((each) => each.key !== key)
  if (left.length < all.length) setSetting(db, 'landings', JSON.stringify(left))
}
