import { CHECK_NAMES } from '../../contract/check-words.ts'
import type { Job, Run } from '../../contract/job.ts'
import type { Tone } from '../../contract/words.ts'
import { jobWords } from '../words/job.ts'

/** One of the three facts, in a word or two. */
export interface Fact { name: 'execution' | 'claimed' | 'verified'; text: string; tone: Tone }

const fact = (name: Fact['name'], text: string, tone: Tone): Fact => ({ name, text, tone })

/** What the process did, what Claude said, what the check found: kept apart, because they may disagree. */
export function factsOf(job: Pick<Job, 'check' | 'state'>, run: Run | undefined): Fact[] {
  return [executionOf(job, run), claimedOf(run), verifiedOf(job, run)]
}

function executionOf(job: Pick<Job, 'state'>, run: Run | undefined): Fact {
  const execution = run?.execution
  if (!run || !execution) return run && run.endedAt === null && job.state !== 'finished' ? fact('execution', jobWords.alive, 'blue') : fact('execution', jobWords.facts.none, 'grey')
  if (execution.startError !== undefined) return fact('execution', jobWords.notStarted, 'red')
  if (execution.stoppedBy === 'engine' && execution.exitCode === null && execution.signal === null) return fact('execution', jobWords.engineEnded, 'amber')
  if (execution.stoppedBy !== null) return fact('execution', jobWords.stopped[execution.stoppedBy], 'amber')
  if (execution.signal !== null) return fact('execution', jobWords.signal(execution.signal), 'red')
  // Held for a conflict: nothing was to be started yet.
  if (execution.exitCode === null && run.endedAt !== null && job.state === 'held') return fact('execution', jobWords.facts.none, 'grey')
  if (execution.exitCode === null) return run.endedAt === null ? fact('execution', jobWords.alive, 'blue') : fact('execution', jobWords.notStarted, 'red')
  return fact('execution', jobWords.exit(execution.exitCode), execution.exitCode === 0 ? 'green' : 'red')
}

function claimedOf(run: Run | undefined): Fact {
  const claimed = run?.claimed
  if (!claimed) return fact('claimed', run && run.endedAt !== null ? jobWords.claimedNothing : jobWords.facts.none, 'grey')
  if (claimed.isError) return fact('claimed', (claimed.errorWord ?? claimed.subtype ?? 'error').replaceAll('_', ' '), 'red')
  return fact('claimed', jobWords.claimedDone, 'green')
}

function verifiedOf(job: Pick<Job, 'check'>, run: Run | undefined): Fact {
  const verified = run?.verified
  if (verified?.result === 'passed') return fact('verified', jobWords.check.passed, 'green')
  const at = verified?.steps?.at(-1)?.kind ?? 'command'
  if (verified?.result === 'failed' && at !== 'command') return fact('verified', jobWords.check.failedAt(CHECK_NAMES[at]), 'red')
  if (verified?.result === 'failed') return fact('verified', verified.exitCode === null ? jobWords.check.failed : `${jobWords.check.failed} (${jobWords.exit(verified.exitCode)})`, 'red')
  return job.check === null ? fact('verified', jobWords.check.none, 'grey') : fact('verified', jobWords.facts.none, 'grey')
}
