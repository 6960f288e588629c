import { formatCount } from '../../contract/words.ts'

/** Labels of one job's screen. */
export const jobWords = {
  job: 'Job',
  back: 'Back to the list',
  answer: 'Answer',
  notFound: 'There is no such job',
  loading: 'Reading the job …',
  toPipeline: 'The pipeline it was submitted with',
  tabs: { log: 'Log', changes: 'Changes', details: 'Details' },
  tabList: 'What to see of this job',
  facts: { execution: 'execution', claimed: 'claimed', verified: 'verified', none: '–' },
  factHints: { execution: 'What the process did', claimed: 'What Claude said in the end', verified: 'What the check found' },
  exit: (code: number) => `exit ${code}`,
  alive: 'running',
  signal: (name: string) => `ended by ${name}`,
  notStarted: 'did not start', engineEnded: 'engine ended',
  stopped: { person: 'stopped by a person', timeout: 'out of time', engine: 'stopped by the engine' },
  claimedDone: 'done',
  claimedNothing: 'said nothing',
  check: { passed: 'check passed', failed: 'check failed', failedAt: (step: string) => `check failed (${step})`, none: 'no check' },
  copyId: 'Copy the id', copyBranch: 'Copy the branch name', openWorktree: 'Open worktree', worktreePath: (path: string) => `the worktree’s path, to be opened by hand: ${path}`,
  run: (number: number) => `Run ${number}`,
  because: 'Why',
  steps: { changes: 'See changes', check: 'What the check said', refused: 'Which tools were refused', log: 'Read the log', profile: 'Open the profile', worktree: 'Open worktree', health: 'Check the health of everything', cause: (title: string) => `Go to ‘${title}’` },
  log: {
    label: 'Execution log', loading: 'Reading the log …', readingLine: (line: number) => `Reading line ${line.toLocaleString('en-US')} …`, emptyTitle: 'Nothing has been logged yet', emptyQueued: 'The log begins when the job starts.', emptyRunning: 'Claude’s first words are on their way.',
    follow: 'Follow', following: 'Following', newRows: (count: number) => `${count.toLocaleString('en-US')} new`, search: 'Search the log', hits: (at: number, count: number, all: boolean) => (count === 0 ? (all ? 'no hits' : 'looking …') : `${at.toLocaleString('en-US')} of ${count.toLocaleString('en-US')}${all ? '' : '+'}`), nextHit: 'Next hit', previousHit: 'Previous hit', closeSearch: 'Close search',
    firstError: 'First error', more: 'Show all', less: 'Show less', expandAll: 'Unfold all', foldAll: 'Fold all', input: 'Input', result: 'Result', noResult: 'No result yet', emptyResult: 'Empty result', thinking: 'Thinking', link: (time: string) => `Copy a link to the line of ${time}`,
    check: (command: string) => `Check ${command}`, setup: (command: string) => `Set-up ${command}`, review: 'Reviewer', checkRunning: 'running', passed: 'passed', exited: (code: number) => `exit ${code}`, failed: 'failed', refused: 'refused', error: 'error', helper: 'helper', stderr: 'Error output', failedLoad: 'The log could not be read',
  },
  changes: {
    loading: 'Comparing …', none: 'Nothing changed', noneHint: 'The job ended on the commit it began with.', notYet: 'No change yet', notYetHint: 'What a job changed is shown once its run has ended and the work is committed.', files: (count: number) => formatCount(count, 'file'), cut: 'The diff is longer than 2 MB; the rest is not shown. `git diff` in the repository shows all of it.', fileList: 'Changed files', unfold: 'Long file, folded.', show: 'Show it', lines: (count: number) => formatCount(count, 'line'), failed: 'The change could not be read', look: 'How to show the change', unified: 'Unified: before above after', split: 'Side by side: before beside after', nextFile: 'next and previous file',
    copyBranch: 'Copy branch', copyWorktree: 'Copy worktree path', renamed: (before: string, after: string) => `${before} → ${after}`, status: { added: 'new', removed: 'deleted', renamed: 'renamed' }, onlyRenamed: 'only renamed', notReached: 'not shown',
  },
  details: {
    spec: 'What was asked', prompt: 'Prompt', said: 'What Claude said', saidIn: (run: number) => `What was said in run ${run}`, runs: 'Runs', runsCompared: 'Runs compared', result: 'The run', timings: 'Timings', chain: 'Why', repository: 'Repository', profile: 'Profile', version: (version: number) => `version ${version}`, branch: 'Branch', base: 'From commit', head: 'To commit', worktree: 'Worktree', check: 'Check', checkOf: (name: string) => `Check: ${name}`, land: 'Lands', after: 'After', children: 'Then', context: 'Takes over', priority: 'Priority', limits: 'Limits', labels: 'Labels', model: 'Model', conversation: 'Conversation', submitted: 'Submitted', from: (door: string) => `from ${door}`, pipeline: 'Pipeline', id: 'Id', retries: 'Retries', none: 'none', notBefore: 'Not before',
    contexts: { fresh: 'nothing', branch: 'the branch of its parents', fork: 'their branch and a copy of the conversation', continue: 'the same conversation' }, when: { success: 'if it succeeds', failure: 'if it fails', done: 'however it ends' }, otherwise: { cancel: 'else cancelled', hold: 'else held' },
    compare: { fact: 'Fact', ended: 'Ended', facts: ['Process', 'Claude', 'Check'] as const, started: 'Started', took: 'Took', turns: 'Turns', cost: 'Cost', refused: 'Refused', changed: 'Changed', nothing: 'nothing', session: 'Session', goesOn: 'goes on', together: 'together' },
    tokens: { inputTokens: 'Input tokens', outputTokens: 'Output tokens', cacheReadTokens: 'Read from cache', cacheWriteTokens: 'Written to cache' }, waits: { blocked: 'waited for others', queued: 'waited for a slot', waited: 'waited' },
    baseRef: 'From', atMost: (span: string) => `at most ${span}`, retry: (max: number, span: string) => `at most ${max}, the first after ${span}`, more: (count: number) => `and ${count} more`, anyOf: 'one of them is enough', silence: (span: string) => `${span} of silence`, sameSession: 'going on in the same session', retryOn: (reasons: string) => `after ${reasons}`, schedule: 'Schedule', checkOutput: 'What the check said', budget: (money: string) => `${money} budget`, time: (span: string) => `${span} time`, maxTurns: (count: number) => `${count} turns`, place: 'in place, no worktree',
  },
} as const
