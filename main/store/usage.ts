import type { LimitState, Spent } from '../../contract/usage.ts'
import { noted } from './events.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

const WEEK_MS = 7 * 24 * 3600 * 1000
/** Kinds of limits kept of one profile; Claude knows four. */
const MOST_LIMITS = 10

/** When today began, by the clock of this machine. */
const midnight = (now: number): number => new Date(now).setHours(0, 0, 0, 0)

/** What was spent today, by all profiles. */
export function spentToday(db: ReadDb, now: number): Spent {
  const since = midnight(now)
  const { runs, cost } = sql(db, 'SELECT COUNT(*) AS runs, TOTAL(cost_usd) AS cost FROM run WHERE ended_at >= ?').get(since) as { runs: number; cost: number }
  return { since, runs, costUsd: cost }
}

/** What each profile spent today and in the last seven days; one that spent nothing is not in it. */
export function spentByProfile(db: ReadDb, now: number): { of(profile: string): { today: Spent; week: Spent } } {
  const at = { today: midnight(now), week: now - WEEK_MS }
  const rows = sql(db, `SELECT j.profile, COUNT(*) AS runs, TOTAL(r.cost_usd) AS cost, SUM(r.ended_at >= @today) AS runsToday, TOTAL(CASE WHEN r.ended_at >= @today THEN r.cost_usd END) AS costToday
    FROM run r JOIN job j ON j.seq = r.job WHERE r.ended_at >= @week GROUP BY j.profile`).all(at) as { profile: string; runs: number; cost: number; runsToday: number; costToday: number }[]
  const byName = new Map(rows.map((row) => [row.profile, row]))
  return {
    of(profile) {
      const row = byName.get(profile)
      return { today: { since: at.today, runs: row?.runsToday ?? 0, costUsd: row?.costToday ?? 0 }, week: { since: at.week, runs: row?.runs ?? 0, costUsd: row?.cost ?? 0 } }
    },
  }
}

/** The limits Claude told of, by profile, without those that have reset since: how full they are now nobody has said. */
export function listLimits(db: ReadDb, now: number): Map<string, LimitState[]> {
  const rows = sql(db, 'SELECT name, limits FROM profile WHERE limits IS NOT NULL').all() as { name: string; limits: string }[]
  return new Map(rows.map(({ name, limits }) => [name, (JSON.parse(limits) as LimitState[]).filter((limit) => limit.resetsAt === null || limit.resetsAt > now)]))
}

/** Remembers what Claude told of the limits of a profile; what it told earlier of others stays. */
export function noteLimits(db: WriteDb, profile: string, told: readonly Omit<LimitState, 'at'>[], now: number): void {
  if (told.length === 0) return
  const text = sql(db, 'SELECT limits FROM profile WHERE name = ?').pluck().get(profile) as string | null | undefined
  const before = text == null ? [] : JSON.parse(text) as LimitState[]
  const limits = [...told.map((limit) => ({ ...limit, at: now })), ...before.filter((limit) => !told.some(({ kind }) => kind === limit.kind))].slice(0, MOST_LIMITS)
  sql(db, 'UPDATE profile SET limits = ? WHERE name = ?').run(JSON.stringify(limits), profile)
  noted(db, 'quota.changed', profile)
}
