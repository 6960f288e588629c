/** The message of the commit that keeps a run's work. A title may have been stored before a NUL in one was refused, and git takes no message with it. */
export const toWorkMessage = ({ title, id }: { title: string; id: string }, run: number, interrupted = false): string =>
  `${title.replaceAll('\0', '')}\n\nDispatch-Job: ${id}\nDispatch-Run: ${run}${interrupted ? '\nInterrupted.' : ''}`
