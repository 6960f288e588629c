import { call } from '../../state/sync.ts'
import { go } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { onboardingWords as words } from '../../words/onboarding.ts'

/** Begins the tour in this queue and shows its pipeline; gives what stands in the way, or null. */
export async function startTour(): Promise<string | null> {
  const answer = await call('engine.practice', {})
  if (!answer.ok) return answer.message
  notify(words.tourStarted(answer.value.jobs))
  go('pipeline', [answer.value.pipeline])
  return null
}
