/** Labels of landing. */
export const landWords = {
  land: 'Land…', title: 'Land this work?', looking: 'Trying it out …', into: 'Into the branch', intoHint: 'Empty: the one the checkout stands on.', how: 'How',
  ways: { squash: 'As one commit', merge: 'By a merge commit', rebase: 'Commit by commit' },
  unverified: 'Land it although no check has passed on it', confirm: (into: string) => `Land in ${into}`, refused: 'Land', brings: (count: number) => `${count} new ${count === 1 ? 'commit' : 'commits'}:`, moves: (checkout: string) => `The checkout ${checkout} is moved along.`, more: (count: number) => `and ${count} more`, cancel: 'Cancel',
  helpUnverified: 'Look at its changes, then tick the box above.', helpConflict: (into: string) => `Let Claude bring ${into} into its branch, then land that job: a follow-up does not land by itself. Or land it by hand.`, askClaude: 'Ask Claude to merge it', mergePrompt: (into: string, files: readonly string[]) => `Merge ${into} into this branch and resolve the conflicts${files.length === 0 ? '' : ` in ${files.join(', ')}`}.`, seeChanges: 'See its changes',
  landed: (into: string, at: string) => `Landed in ${into}, ${at}.`,
} as const
