import { failure, type Result } from '../../contract/errors.ts'
import type { JobSpec } from '../../contract/job.ts'
import { resolveRef } from '../workspace/repository.ts'

/** Refuses a ref to start from that names no commit, unless it may come to be before the job starts: by a job before it, by whoever lets it go, or until its time has come. */
export async function prepareBase(spec: JobSpec, now: number): Promise<Result<null>> {
  const { base, repository } = spec
  const mayCome = spec.after.length > 0 || spec.hold || spec.notBefore > now || base?.includes('dispatch/')
  if (base === undefined || spec.isolation === 'none' || mayCome) return { ok: true, value: null }
  const found = await resolveRef(repository, base)
  return found.ok ? { ok: true, value: null } : failure('bad-input', `base: ${found.message}.`, { field: 'base' })
}
