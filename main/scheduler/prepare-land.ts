import { failure, type Result } from '../../contract/errors.ts'
import type { Land } from '../../contract/land.ts'
import { inspectRepository, resolveRef } from '../workspace/repository.ts'
import { refuseJobBranch } from './land-into.ts'

/** What is to become of a job's work, before it is submitted: the branch is named now and must be there, and unverified work is landed only on purpose. */
export async function prepareLand<Spec extends { repository: string; isolation?: string | undefined; check?: unknown; land?: Land | null | undefined }>(spec: Spec): Promise<Result<Spec>> {
  const { land, repository } = spec
  if (land == null) return { ok: true, value: spec }
  const refuse = (field: string, message: string): Result<Spec> => failure('bad-input', `${field}: ${message}`, { field })
  if (spec.isolation === 'none') return refuse('land', 'expected a job with a worktree of its own, found one that works in place: its work is in the checkout already. Leave out one of the two.')
  if (spec.check == null && !land.unverified) return refuse('land', 'expected a check, found none: no check will have passed on the work. Give it one, or land it unverified (--land-unverified).')
  const found = land.into === undefined ? await inspectRepository(repository, { dirty: false }) : null
  const into = land.into ?? (found?.ok ? found.branch : null)
  if (into === null) return refuse('land.into', `expected a branch, but ${repository} stands on none (detached HEAD). Name one.`)
  const fits = refuseJobBranch(into)
  if (!fits.ok) return refuse('land.into', fits.message.replace(/^into: /, ''))
  if (!(await resolveRef(repository, `refs/heads/${into}`)).ok) return refuse('land.into', `expected a local branch ${into} in ${repository}, found none. Name another, or make it: git branch ${into}`)
  return { ok: true, value: { ...spec, land: { ...land, into } } }
}
