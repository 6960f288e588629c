import { BUILT_IN_PROFILES, Profile, ProfileSpec, StoredSpec, type ProfileSpecInput } from '../../contract/profile.ts'
import { ownZone } from '../../contract/window-times.ts'
import type { Window } from '../../contract/windows.ts'
import { noted } from './events.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

/** A profile version as stored. `secret` names the file that holds its key or token; the spec never contains it. */
export interface StoredProfile { name: string; version: number; spec: ProfileSpec; secret: string | null; builtIn: boolean; paused: boolean; createdAt: number }

interface Row { name: string; version: number; spec: string; secret: string | null; built_in: number; paused: number; created_at: number }
const SELECT = 'SELECT p.name, v.version, v.spec, v.secret, p.built_in, p.paused, v.created_at FROM profile p JOIN profile_version v ON v.name = p.name'

/** Specs by their stored text: every submit reads its profile, and a version never changes. */
const parsed = new Map<string, ProfileSpec>()
const MOST_PARSED = 500

function parseSpec(text: string): ProfileSpec {
  let spec = parsed.get(text)
  if (!spec) {
    if (parsed.size >= MOST_PARSED) parsed.clear()
    parsed.set(text, spec = StoredSpec.parse(JSON.parse(text)))
  }
  return spec
}

const fromRow = (row: Row): StoredProfile => ({
  name: row.name, version: row.version, spec: parseSpec(row.spec), secret: row.secret,
  builtIn: row.built_in === 1, paused: row.paused === 1, createdAt: row.created_at,
})

/** A profile by name: its newest version, or the one asked for (also of a removed profile: jobs keep theirs). */
export function getProfile(db: ReadDb, name: string, version?: number): StoredProfile | undefined {
  const row = version === undefined
    ? sql(db, `${SELECT} AND v.version = p.version WHERE p.name = ? AND p.removed_at IS NULL`).get(name)
    : sql(db, `${SELECT} WHERE p.name = ? AND v.version = ?`).get(name, version)
  return row === undefined ? undefined : fromRow(row as Row)
}

/** All profiles, built-in ones first in their own order, then by name. */
export function listProfiles(db: ReadDb): StoredProfile[] {
  const order = BUILT_IN_PROFILES.map((profile) => profile.name)
  const place = (profile: StoredProfile) => (order.includes(profile.name) ? order.indexOf(profile.name) : order.length)
  return (sql(db, `${SELECT} AND v.version = p.version WHERE p.removed_at IS NULL ORDER BY p.name`).all() as Row[]).map(fromRow).sort((a, b) => place(a) - place(b))
}

/** Names, slots, pauses and windows, without parsing specs: what a tick needs. Removed ones too, because a finished job of theirs may run again. */
export function listSlots(db: ReadDb): { name: string; slots: number; paused: boolean; removed: boolean; windows: Window[] }[] {
  return (sql(db, `SELECT p.name, json_extract(v.spec, '$.slots') AS slots, json_extract(v.spec, '$.windows') AS windows, p.paused, p.removed_at IS NOT NULL AS removed FROM profile p JOIN profile_version v ON v.name = p.name AND v.version = p.version`).all() as { name: string; slots: number; windows: string | null; paused: number; removed: number }[])
    .map((row) => ({ name: row.name, slots: row.slots, paused: row.paused === 1, removed: row.removed === 1, windows: parseWindows(row.windows) }))
}

const parseWindows = (text: string | null): Window[] => (text === null || text === '[]' ? [] : JSON.parse(text) as Window[])

/** The times within which jobs of a profile may start, in its newest version; the zone is always named. */
export function windowsOf(db: ReadDb, name: string): Window[] {
  const text = sql(db, `SELECT json_extract(v.spec, '$.windows') FROM profile p JOIN profile_version v ON v.name = p.name AND v.version = p.version WHERE p.name = ?`).pluck().get(name) as string | null | undefined
  return parseWindows(text ?? null).map((window) => ({ ...window, zone: window.zone ?? ownZone() }))
}

/** Stores a new version (the first one adds the profile, also again after a removal); returns its number. */
export function storeProfile(db: WriteDb, spec: ProfileSpec, secret: string | null, at: { now: number; builtIn?: boolean }): number {
  const bare = { ...spec, auth: { kind: spec.auth.kind } }
  const version = ((sql(db, 'SELECT MAX(version) FROM profile_version WHERE name = ?').pluck().get(spec.name) as number | null) ?? 0) + 1
  sql(db, `INSERT INTO profile (name, version, built_in) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version, removed_at = NULL`).run(spec.name, version, at.builtIn ? 1 : 0)
  sql(db, 'INSERT INTO profile_version (name, version, spec, secret, created_at) VALUES (?, ?, ?, ?, ?)').run(spec.name, version, JSON.stringify(bare), secret, at.now)
  noted(db, 'profile.changed', spec.name)
  return version
}

/** Marks a profile removed; its versions stay for the jobs that used them. */
export function removeProfile(db: WriteDb, name: string, now: number): void {
  sql(db, 'UPDATE profile SET removed_at = ? WHERE name = ?').run(now, name)
  noted(db, 'profile.changed', name)
}

/** Pauses or resumes one profile. */
export function pauseProfile(db: WriteDb, name: string, paused: boolean): void {
  sql(db, 'UPDATE profile SET paused = ? WHERE name = ?').run(paused ? 1 : 0, name)
  noted(db, 'profile.changed', name)
}

/** Versions whose secret is needed: the newest, those of jobs, which may run again, and of a removed profile those of jobs that have not finished. */
export function listSecretOwners(db: ReadDb): { profile: string; version: number; kind: 'api-key' | 'token' }[] {
  return sql(db, `WITH used AS (SELECT profile, profile_version, MAX(state <> 'finished') AS open FROM job GROUP BY profile, profile_version)
    SELECT p.name AS profile, v.version, v.secret AS kind FROM profile p JOIN profile_version v ON v.name = p.name LEFT JOIN used u ON u.profile = v.name AND u.profile_version = v.version
    WHERE v.secret IS NOT NULL AND (u.open = 1 OR (p.removed_at IS NULL AND (v.version = p.version OR u.open IS NOT NULL)))`).all() as { profile: string; version: number; kind: 'api-key' | 'token' }[]
}

/** Unfinished jobs of a profile. */
export function countUnfinishedOf(db: ReadDb, profile: string): number {
  return sql(db, `SELECT COUNT(*) FROM job WHERE state <> 'finished' AND profile = ?`).pluck().get(profile) as number
}

/** Adds the built-in profiles a data folder does not know yet. */
export function addBuiltIns(db: WriteDb, now: number, builtIns: readonly ProfileSpecInput[] = BUILT_IN_PROFILES): void {
  for (const each of builtIns) {
    if (sql(db, 'SELECT 1 FROM profile WHERE name = ?').get(each.name) === undefined) storeProfile(db, ProfileSpec.parse(each), null, { now, builtIn: true })
  }
}

/** Whether this program brings a built-in profile the data folder does not know. */
export function lacksBuiltIns(db: ReadDb): boolean {
  return BUILT_IN_PROFILES.some((each) => sql(db, 'SELECT 1 FROM profile WHERE name = ?').get(each.name) === undefined)
}

/** A stored profile as it comes back: with the fact that a secret is stored, never the secret. */
export function toProfile(stored: StoredProfile): Profile {
  return { ...stored.spec, auth: { kind: stored.spec.auth.kind, stored: stored.secret !== null }, version: stored.version, builtIn: stored.builtIn, paused: stored.paused, createdAt: stored.createdAt }
}
