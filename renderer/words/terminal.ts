import { formatBytes } from '../../contract/formats.ts'

/** Labels of the terminal tab. */
export const terminalWords = {
  tab: 'Terminal', show: 'Show the terminal', label: (run: number) => `Output of run ${run} as it came from the terminal, read only`, loading: 'Opening the terminal …', reading: 'Reading …', failed: 'The output could not be read', empty: 'This run has put nothing out.', emptyLive: 'Nothing was put out yet.',
  run: 'Run', runOf: (number: number, last: boolean) => `Run ${number}${last ? ' (latest)' : ''}`, search: 'Search the output', hits: (at: number, count: number) => (count === 0 ? 'no hits' : at < 0 ? `over ${count}` : `${at + 1} of ${count}`), next: 'Next hit', previous: 'Previous hit',
  cut: (bytes: number) => `Only the end is shown; ${formatBytes(bytes)} come before it.`, fromStart: 'Show the beginning', toEnd: 'Show the end', part: (from: number, to: number) => `Shown: ${formatBytes(from)} to ${formatBytes(to)}.`, nextPart: 'Next part', size: (bytes: number) => formatBytes(bytes), end: 'To the end', begin: 'To the beginning',
} as const
