import { formatCount } from '../../contract/formats.ts'

/** What is said before the first job. */
export const onboardingWords = {
  title: 'From a prompt to a verified result', hint: 'Dispatch runs Claude Code jobs one after another or side by side, each in a worktree of its own, and tells you which are really done.', go: 'How to begin',
  steps: 'Three steps', step: (number: number) => `Step ${number}`, done: 'done', todo: 'to do', unknown: 'looking',
  claude: 'Find Claude Code', claudeLooking: 'Looking for the claude program …', claudeMissing: 'Dispatch runs your own Claude Code. Install it, then look again:', claudeElse: 'It is installed elsewhere? Start the engine with DISPATCH_CLAUDE set to its path, or write the path into the profile.', install: 'npm install -g @anthropic-ai/claude-code', again: 'Look again',
  profile: 'Choose a profile', profileHint: 'It says what Claude may do without asking. You can change it for each job.', profileLogin: 'It is not logged in yet. In a terminal:', profileEdit: 'See or change it', profileNew: 'Make one of your own', profileReady: (name: string) => `‘${name}’ is logged in.`,
  job: 'Submit the first job', jobHint: 'A prompt, a repository, and a command that must pass, such as npm test.', newJob: 'New job',
  tour: 'Or look around first', tourHint: 'A tour with a practice repository and practice answers: seven small jobs, run by the real Claude Code. No account, no cost, half a minute.',
  tourStart: 'Start the practice tour', tourStarting: 'Making a practice repository …', tourStarted: (jobs: number) => `The tour runs: ${formatCount(jobs, 'job')}. One of them fails on purpose, one waits for you.`,
  tourElsewhere: 'Beside this queue and not in it, from a terminal:',
  skip: 'Not now', skipped: 'You find this again under Settings.',
} as const
