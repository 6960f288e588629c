import type { Job } from '../../contract/job.ts'
import { formatDuration } from '../../contract/formats.ts'
import { jobWords } from '../words/job.ts'

/** When a job is tried again, after what, and how. */
export function describeRetry({ max, backoffMs, on, session }: Job['retry']): string {
  const words = jobWords.details
  return [words.retry(max, formatDuration(backoffMs)), ...(on === undefined ? [] : [words.retryOn(on.join(', '))]), ...(session === 'resume' ? [words.sameSession] : [])].join('; ')
}
