import type { LogDraft } from '../../contract/log.ts'
import { createEntryWriter, toEntry } from './entries.ts'
import { createLineSplitter } from './lines.ts'
import { readLine } from './read-event.ts'
import { type ClaudeSummary, createSummaryTaker } from './summary.ts'

/** Reads what a run writes, chunk by chunk as it comes from the terminal. */
export interface StreamParser {
  /** The entries of the lines that ended in this chunk. */
  push(chunk: Buffer): LogDraft[]
  /** The entries of what was left without a newline. */
  end(): LogDraft[]
  /** What was said so far, taken together. */
  summary(): ClaudeSummary
}

/**
 * A parser for one run. Where chunks are cut makes no difference, and neither text that is no event nor events nobody knows can stop it.
 * `baselineCostUsd`: what the session had cost before this run.
 */
export function createStreamParser(options: { baselineCostUsd?: number } = {}): StreamParser {
  const taker = createSummaryTaker(options.baselineCostUsd ?? 0)
  const writer = createEntryWriter()
  let drafts: LogDraft[] = []
  const takeLine = (line: Buffer) => {
    const { event, noise } = readLine(line)
    if (noise !== '') {
      taker.noise(noise)
      drafts.push(toEntry('stderr', noise))
    }
    if (event === null) return
    taker.take(event)
    drafts.push(...writer.toEntries(event))
  }
  const splitter = createLineSplitter(takeLine, (bytes) => drafts.push(toEntry('note', `A line of ${bytes} bytes was left out`)))
  const taken = (): LogDraft[] => {
    const ready = drafts
    drafts = []
    return ready
  }
  return {
    push(chunk) {
      splitter.push(chunk)
      return taken()
    },
    end() {
      splitter.end()
      return taken()
    },
    summary: () => taker.summary(),
  }
}
