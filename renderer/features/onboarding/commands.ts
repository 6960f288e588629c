import type { Command } from '../../commands/command.ts'
import { go } from '../../state/view.ts'
import { onboardingWords } from '../../words/onboarding.ts'

export const onboardingCommands: readonly Command[] = [
  { id: 'go.welcome', title: onboardingWords.go, group: 'go', run: () => go('welcome') },
]
