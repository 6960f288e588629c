/** Labels of the approval inbox. */
export const inboxWords = {
  title: 'Inbox', list: 'Questions that wait for an answer',
  emptyTitle: 'Nothing needs you', emptyHint: 'When Claude asks for something its profile does not allow, the question lands here and the job waits.',
  showAnswered: 'Show answered questions', hideAnswered: 'Hide', answered: 'Answered', noneAnswered: 'No question has been answered yet.', reading: 'Reading …', ended: 'ended',
  pick: 'Pick a question', gone: 'This question was answered, or is no longer asked.',
  allow: 'Allow once', allowJob: 'Allow in this job', deny: 'Deny…', denyNow: 'Deny', denyJob: 'Refuse exactly this for the rest of the job, without asking', message: 'Tell Claude why, or what to do instead', messageHint: 'Goes back to Claude with the refusal. May be empty.',
  grant: (what: string) => `‘Allow in this job’ covers: ${what}.`,
  asks: (title: string) => `‘${title}’ asks`, asked: 'asked', refusedAt: (clock: string, until: string) => `Refused at ${clock} (${until}) if nobody answers.`,
  allowed: (what: string) => `Allowed: ${what}`, allowedJob: (what: string) => `Allowed for the rest of this job: ${what}`, denied: (what: string) => `Denied: ${what}`, openJob: 'See the job', may: (profile: string) => `It may not under ‘${profile}’.`, cancel: 'Back',
} as const
