/**
 * How long a job waits to rise by one step of priority. Ten minutes: shorter than most runs, so that a step still decides who takes the next free slot,
 * and few enough steps a day (144) that a priority of some hundreds stays ahead over night.
 */
export const AGEING_STEP_MS = 10 * 60_000

/**
 * The lower, the sooner: higher priority first, among equals whoever waits longer. `since`: from when on the job could start. Every step of waiting counts
 * as one of priority, so nothing starves: a job is overtaken only by those that became ready less than their lead in priority, times the step, after it;
 * with the priorities there are (−1000 to 1000) that is two weeks at most. No cap beyond that: it would let a steady stream of higher ones keep a job
 * waiting for ever. All age at the same pace, so the order of two jobs never changes while they wait, and the store keeps it in an index.
 */
export const urgency = ({ since, priority }: { since: number; priority: number }): number => since - priority * AGEING_STEP_MS
