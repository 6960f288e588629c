/** Labels of the form for a new job; those of its fields are in `job-form`. */
export const composerWords = {
  title: 'New job',
  more: 'More options', fewer: 'Fewer options',
  submit: 'Submit', schedule: 'Add schedule', submitting: 'Submitting …', discard: 'Discard draft', keep: 'The draft is kept.',
  submitted: (title: string) => `Submitted ‘${title}’.`,
  scheduled: (title: string, next: string) => `Scheduled ‘${title}’. ${next}`,
  offline: 'The engine does not answer. The draft is kept; submit it when the engine is back.', unanswered: 'No answer came from the engine. The draft is kept; submit it once more: if the engine has it already, nothing is stored twice.',
} as const
