import type { CallName } from './api.ts'

/**
 * Method and path of every call, without the schemas: a client that must start in a few milliseconds reads this and never loads zod.
 * A test compares it with `CALLS`; the compiler demands every name.
 */
export const ROUTES = {
  'jobs.submit': ['POST', '/api/jobs'],
  'jobs.list': ['GET', '/api/jobs'],
  'jobs.get': ['GET', '/api/jobs/:id'],
  'jobs.edit': ['PUT', '/api/jobs/:id'],
  'jobs.log': ['GET', '/api/jobs/:id/log'],
  'jobs.findInLog': ['GET', '/api/jobs/:id/log/hits'],
  'jobs.raw': ['GET', '/api/jobs/:id/raw'],
  'jobs.diff': ['GET', '/api/jobs/:id/diff'],
  'jobs.blockers': ['GET', '/api/jobs/:id/blockers'],
  'jobs.cancel': ['POST', '/api/jobs/:id/cancel'],
  'jobs.hold': ['POST', '/api/jobs/:id/hold'],
  'jobs.release': ['POST', '/api/jobs/:id/release'],
  'jobs.retry': ['POST', '/api/jobs/:id/retry'],
  'jobs.land': ['POST', '/api/jobs/:id/land'],
  'jobs.continue': ['POST', '/api/jobs/:id/continue'],
  'plans.submit': ['POST', '/api/plans'],
  'plans.export': ['GET', '/api/plans/:id'],
  'pipelines.list': ['GET', '/api/pipelines'],
  'pipelines.get': ['GET', '/api/pipelines/:id'],
  'attachments.add': ['POST', '/api/attachments'],
  'graph.get': ['GET', '/api/graph'],
  'approvals.list': ['GET', '/api/approvals'],
  'approvals.get': ['GET', '/api/approvals/:id'],
  'approvals.answer': ['POST', '/api/approvals/:id'],
  'profiles.list': ['GET', '/api/profiles'],
  'profiles.get': ['GET', '/api/profiles/:name'],
  'profiles.add': ['POST', '/api/profiles'],
  'profiles.edit': ['PUT', '/api/profiles/:name'],
  'profiles.remove': ['DELETE', '/api/profiles/:name'],
  'profiles.check': ['GET', '/api/profiles/:name/check'],
  'profiles.login': ['POST', '/api/profiles/:name/login'],
  'schedules.list': ['GET', '/api/schedules'],
  'schedules.preview': ['GET', '/api/schedules/preview'],
  'schedules.get': ['GET', '/api/schedules/:id'],
  'schedules.add': ['POST', '/api/schedules'],
  'schedules.edit': ['PUT', '/api/schedules/:id'],
  'schedules.remove': ['DELETE', '/api/schedules/:id'],
  'schedules.run': ['POST', '/api/schedules/:id/run'],
  'conversations.get': ['GET', '/api/conversations/:id'],
  'conversations.open': ['POST', '/api/conversations/:id/open'],
  'conversations.close': ['POST', '/api/conversations/:id/close'],
  'engine.status': ['GET', '/api/status'],
  'engine.link': ['POST', '/api/link'],
  'engine.pause': ['POST', '/api/pause'],
  'engine.resume': ['POST', '/api/resume'],
  'engine.wake': ['POST', '/api/wake'],
  'engine.doctor': ['GET', '/api/doctor'],
  'engine.gc': ['POST', '/api/gc'],
} as const satisfies Record<CallName, readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string]>

/** Where the events stream from (Server-Sent Events). */
export const EVENTS_PATH = '/api/events'
