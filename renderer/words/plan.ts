import { formatCount, formatNumber } from '../../contract/formats.ts'

function describeStarts(jobs: number, first: number, held: number): string {
  if (held === jobs) return jobs === 1 ? 'it is held until it is released' : 'all of them are held until they are released'
  if (first === jobs) return jobs === 1 ? 'it starts at once' : 'all of them start at once'
  const parts = [first === 0 ? '' : first === 1 ? 'one starts at once' : `${first} start at once`, held === 0 ? '' : held === 1 ? 'one is held until it is released' : `${held} are held until they are released`, first + held === jobs ? '' : 'the rest in order']
  return parts.filter((part) => part !== '').join(', ')
}

/** Labels of the screen on which a plan is written. */
export const planWords = {
  title: 'Submit a plan', command: 'Submit a plan…', button: 'Submit a plan', back: 'Back to pipelines',
  text: 'Plan', folder: 'Folder', folderHint: 'Relative repositories are meant from here.', folderWrong: 'expected an absolute path',
  open: 'Open a file', takeExample: 'Begin with an example', clear: 'Clear',
  emptyTitle: 'A plan is a graph of jobs', emptyHint: 'Type or paste YAML, or drop a file. What it makes is drawn here as you type, and nothing is stored before you submit it.',
  keys: 'What a job may have', keyList: 'prompt, repository, profile, title, after, when, otherwise, check, context, touches, retry, timeoutMs, maxTurns, budgetUsd, model, labels, priority, hold …',
  vars: 'Variables', varMissing: 'Has no default: it needs a value.', varsWrong: (names: readonly string[]) => `Fill in ${names.join(', ')}.`,
  checking: 'Trying it out …', offline: 'The engine does not answer. The plan is kept.', blank: 'Nothing is typed yet.',
  mistakes: (count: number) => `${formatCount(count, 'mistake')}: nothing is submitted until all of them are mended.`, mistakeList: 'Mistakes in the plan', moreMistakes: (count: number) => `… and ${formatNumber(count)} more.`,
  atLine: (line: number) => `Line ${line}`, goToLine: (line: number) => `Go to line ${line}`,
  valid: (jobs: number, first: number, held: number) => `${formatCount(jobs, 'job')}: ${describeStarts(jobs, first, held)}.`,
  before: 'As it was before the mistake:',
  graph: (title: string) => `Graph of ‘${title}’`, tooLarge: (jobs: number) => `${formatCount(jobs, 'job')} are too many to draw here. Once they are submitted, the pipeline’s own graph shows them.`,
  submit: (jobs: number) => (jobs === 0 ? 'Submit' : `Submit ${formatCount(jobs, 'job')}`), submitting: 'Submitting …',
  submitted: (title: string, jobs: number) => `Submitted ‘${title}’: ${formatCount(jobs, 'job')}.`,
  file: {
    export: 'Write as a plan', exported: (title: string, jobs: number) => `‘${title}’ as a plan: ${formatCount(jobs, 'job')}`, exportHint: 'What was submitted, as a file that can be submitted again.',
    schema: 'Schema of plan files', schemaHint: 'With this JSON Schema an editor completes and checks plans. Name it in their first line: # yaml-language-server: $schema=plan.schema.json',
    formats: 'Format', notes: 'What a plan cannot say', reading: 'Writing it …', copy: 'Copy', download: 'Download', cut: 'The rest is not shown here; it is copied and downloaded whole.',
  },
  tooBig: 'That file is larger than 4 MB: a plan may hold 20,000 jobs, but not so much text.', notText: 'That file is no text.', fileTaken: (name: string) => `Read ${name}.`,
  example: (profile: string) => `# A plan is a graph of jobs, submitted as a whole.
pipeline: Faster checkout
defaults:              # laid under every job
  repository: .        # meant from the folder above
  profile: ${profile}
jobs:
  tests:               # a name of your choice
    prompt: Write the missing tests for src/pay
    check: { command: npm test }
  docs:
    prompt: "Update the docs for what changed: {{parents.tests.result}}"
    after: [tests]     # once tests has succeeded
  review:
    prompt: Review both branches and list what should be better
    after: [tests, { job: docs, when: done }]   # however docs ends
    otherwise: hold    # not cancelled: waits for a person
`,
} as const
