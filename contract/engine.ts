import { z } from 'zod'
import { Spent } from './usage.ts'

/** `$DISPATCH_HOME/engine.json` (mode 0600): where the engine of this data folder listens. */
export const EngineFile = z.object({ pid: z.number().int(), port: z.number().int(), token: z.string(), url: z.string(), version: z.string(), startedAt: z.number() })
export type EngineFile = z.infer<typeof EngineFile>

/** What the engine is doing. */
export const Status = z.object({
  version: z.string(),
  engine: z.object({ running: z.boolean(), pid: z.number().int().nullable(), url: z.string().nullable(), startedAt: z.number().nullable() }),
  home: z.string(),
  /** What to type in a terminal of this machine for the command line of this engine and its data folder; absent where no engine runs. */
  command: z.string().optional(),
  paused: z.boolean(),
  slots: z.object({ used: z.number().int(), total: z.number().int() }),
  jobs: z.record(z.string(), z.number().int()),
  profiles: z.array(z.object({ name: z.string(), running: z.number().int(), slots: z.number().int(), queued: z.number().int(), paused: z.boolean() })),
  approvals: z.number().int(),
  /** What runs that ended today cost. */
  today: Spent.optional(),
  eventSeq: z.number().int(),
  /** Only while something cannot be stored: why, since when, and what is kept in memory until it can. */
  unstored: z.object({ message: z.string(), since: z.number(), waits: z.array(z.string()) }).optional(),
})
export type Status = z.infer<typeof Status>

/** The tour that was begun: its pipeline, and the repository made for it. */
export const PracticeTour = z.object({ pipeline: z.string(), title: z.string(), jobs: z.number().int(), repository: z.string() })
export type PracticeTour = z.infer<typeof PracticeTour>

/** One line of the health report. `fix` says what to do when it is not ok. */
export const DoctorCheck = z.object({ name: z.string(), ok: z.boolean(), level: z.enum(['ok', 'warning', 'error']), found: z.string(), fix: z.string().nullable() })
export const DoctorReport = z.object({ ok: z.boolean(), checks: z.array(DoctorCheck) })
export type DoctorCheck = z.infer<typeof DoctorCheck>
export type DoctorReport = z.infer<typeof DoctorReport>
