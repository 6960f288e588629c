import type { Command } from '../../commands/command.ts'
import { go } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { onboardingWords } from '../../words/onboarding.ts'
import { startTour } from './tour.ts'

export const onboardingCommands: readonly Command[] = [
  { id: 'go.welcome', title: onboardingWords.go, group: 'go', run: () => go('welcome') },
  { id: 'engine.practice', title: onboardingWords.tourStart, group: 'go', changes: true, run: () => void startTour().then((fault) => { if (fault !== null) notify(fault, 'error') }) },
]
