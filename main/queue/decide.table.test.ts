import { expect, test } from 'vitest'
import type { EdgeOtherwise, EdgeWhen, Outcome, OutcomeKind } from '../../contract/job.ts'
import { createModel } from './model.testing.ts'
import { claimed, started } from './transition.ts'

/*
 * C waits for A by the edge of its row and for B's success, else it is cancelled. Every row is a sentence: "C starts after <need> of A (<when>, else <otherwise>) and B.
 * A <ended>: while B still runs C <…>, if B succeeds it <…>, if B fails it <…>. A is run again with its dependents (after B had <…>): if that succeeds C <…>, if it fails C <…>."
 * What becomes of C is the same whether its edges were there before the parents ended or came after, at submission or by an edit.
 */
type Fate = 'starts' | 'waits' | 'held for A' | 'held for B' | 'cancelled for A' | 'cancelled for B'
type Row = [need: 'all' | 'any', when: EdgeWhen, otherwise: EdgeOtherwise, ended: OutcomeKind, bRuns: Fate, bSucceeds: Fate, bFails: Fate, againSucceeds: Fate, againFails: Fate]

const ROWS: Row[] = [
  ['all', 'success', 'cancel', 'succeeded', 'waits', 'starts', 'cancelled for B', 'starts', 'cancelled for A'],
  ['all', 'success', 'cancel', 'failed', 'cancelled for A', 'cancelled for A', 'cancelled for A', 'starts', 'cancelled for A'],
  ['all', 'success', 'cancel', 'cancelled', 'cancelled for A', 'cancelled for A', 'cancelled for A', 'starts', 'cancelled for A'],
  ['all', 'success', 'cancel', 'lost', 'cancelled for A', 'cancelled for A', 'cancelled for A', 'starts', 'cancelled for A'],
  ['all', 'success', 'hold', 'succeeded', 'waits', 'starts', 'cancelled for B', 'starts', 'held for A'],
  ['all', 'success', 'hold', 'failed', 'held for A', 'held for A', 'cancelled for B', 'starts', 'held for A'],
  ['all', 'success', 'hold', 'cancelled', 'held for A', 'held for A', 'cancelled for B', 'starts', 'held for A'],
  ['all', 'success', 'hold', 'lost', 'held for A', 'held for A', 'cancelled for B', 'starts', 'held for A'],
  ['all', 'failure', 'cancel', 'succeeded', 'cancelled for A', 'cancelled for A', 'cancelled for A', 'cancelled for A', 'starts'],
  ['all', 'failure', 'cancel', 'failed', 'waits', 'starts', 'cancelled for B', 'cancelled for A', 'starts'],
  ['all', 'failure', 'cancel', 'cancelled', 'waits', 'starts', 'cancelled for B', 'cancelled for A', 'starts'],
  ['all', 'failure', 'cancel', 'lost', 'waits', 'starts', 'cancelled for B', 'cancelled for A', 'starts'],
  ['all', 'failure', 'hold', 'succeeded', 'held for A', 'held for A', 'cancelled for B', 'held for A', 'starts'],
  ['all', 'failure', 'hold', 'failed', 'waits', 'starts', 'cancelled for B', 'held for A', 'starts'],
  ['all', 'failure', 'hold', 'cancelled', 'waits', 'starts', 'cancelled for B', 'held for A', 'starts'],
  ['all', 'failure', 'hold', 'lost', 'waits', 'starts', 'cancelled for B', 'held for A', 'starts'],
  ['all', 'done', 'cancel', 'succeeded', 'waits', 'starts', 'cancelled for B', 'starts', 'starts'],
  ['all', 'done', 'cancel', 'failed', 'waits', 'starts', 'cancelled for B', 'starts', 'starts'],
  ['all', 'done', 'cancel', 'cancelled', 'waits', 'starts', 'cancelled for B', 'starts', 'starts'],
  ['all', 'done', 'cancel', 'lost', 'waits', 'starts', 'cancelled for B', 'starts', 'starts'],
  ['all', 'done', 'hold', 'succeeded', 'waits', 'starts', 'cancelled for B', 'starts', 'starts'],
  ['all', 'done', 'hold', 'failed', 'waits', 'starts', 'cancelled for B', 'starts', 'starts'],
  ['all', 'done', 'hold', 'cancelled', 'waits', 'starts', 'cancelled for B', 'starts', 'starts'],
  ['all', 'done', 'hold', 'lost', 'waits', 'starts', 'cancelled for B', 'starts', 'starts'],
  ['any', 'success', 'cancel', 'succeeded', 'starts', 'starts', 'starts', 'starts', 'cancelled for A'],
  ['any', 'success', 'cancel', 'failed', 'waits', 'starts', 'cancelled for A', 'starts', 'cancelled for A'],
  ['any', 'success', 'cancel', 'cancelled', 'waits', 'starts', 'cancelled for A', 'starts', 'cancelled for A'],
  ['any', 'success', 'cancel', 'lost', 'waits', 'starts', 'cancelled for A', 'starts', 'cancelled for A'],
  ['any', 'success', 'hold', 'succeeded', 'starts', 'starts', 'starts', 'starts', 'held for A'],
  ['any', 'success', 'hold', 'failed', 'waits', 'starts', 'held for A', 'starts', 'held for A'],
  ['any', 'success', 'hold', 'cancelled', 'waits', 'starts', 'held for A', 'starts', 'held for A'],
  ['any', 'success', 'hold', 'lost', 'waits', 'starts', 'held for A', 'starts', 'held for A'],
  ['any', 'failure', 'cancel', 'succeeded', 'waits', 'starts', 'cancelled for A', 'cancelled for A', 'starts'],
  ['any', 'failure', 'cancel', 'failed', 'starts', 'starts', 'starts', 'cancelled for A', 'starts'],
  ['any', 'failure', 'cancel', 'cancelled', 'starts', 'starts', 'starts', 'cancelled for A', 'starts'],
  ['any', 'failure', 'cancel', 'lost', 'starts', 'starts', 'starts', 'cancelled for A', 'starts'],
  ['any', 'failure', 'hold', 'succeeded', 'waits', 'starts', 'held for A', 'held for A', 'starts'],
  ['any', 'failure', 'hold', 'failed', 'starts', 'starts', 'starts', 'held for A', 'starts'],
  ['any', 'failure', 'hold', 'cancelled', 'starts', 'starts', 'starts', 'held for A', 'starts'],
  ['any', 'failure', 'hold', 'lost', 'starts', 'starts', 'starts', 'held for A', 'starts'],
  ['any', 'done', 'cancel', 'succeeded', 'starts', 'starts', 'starts', 'starts', 'starts'],
  ['any', 'done', 'cancel', 'failed', 'starts', 'starts', 'starts', 'starts', 'starts'],
  ['any', 'done', 'cancel', 'cancelled', 'starts', 'starts', 'starts', 'starts', 'starts'],
  ['any', 'done', 'cancel', 'lost', 'starts', 'starts', 'starts', 'starts', 'starts'],
  ['any', 'done', 'hold', 'succeeded', 'starts', 'starts', 'starts', 'starts', 'starts'],
  ['any', 'done', 'hold', 'failed', 'starts', 'starts', 'starts', 'starts', 'starts'],
  ['any', 'done', 'hold', 'cancelled', 'starts', 'starts', 'starts', 'starts', 'starts'],
  ['any', 'done', 'hold', 'lost', 'starts', 'starts', 'starts', 'starts', 'starts'],
]

const OUTCOMES: Record<OutcomeKind, Outcome> = {
  succeeded: { kind: 'succeeded', reason: 'ok', message: '' }, failed: { kind: 'failed', reason: 'start-failed', message: '' },
  cancelled: { kind: 'cancelled', reason: 'by-person', message: '' }, lost: { kind: 'lost', reason: 'lost', message: '' },
}
const [A, B, C] = [1, 2, 3]
const ARRIVALS = ['before the parents ended', 'after them', 'after them, by an edit', 'while it was held, by an edit'] as const

interface Story { row: Row; b: OutcomeKind | null; again?: OutcomeKind; edges: (typeof ARRIVALS)[number] }

/** What becomes of C. */
function tell({ row: [need, when, otherwise, ended], b, again, edges }: Story): Fate {
  const model = createModel()
  const end = (seq: number, how: OutcomeKind): void => {
    expect(model.move(seq, claimed()) && model.move(seq, started())).toBe(true)
    model.jobs.get(seq)!.attempts = 1
    model.close(seq, OUTCOMES[how], { interrupted: false, resume: false })
  }
  const submit = (more: object = {}): void => model.submit({ edges: [], any: false, hold: false, retry: { max: 0, backoffMs: 0 }, profile: 'default', priority: 0, notBefore: 0, inPlace: false, touches: null, ...more })
  const into = { edges: [{ parent: A, when, otherwise }, { parent: B, when: 'success' as const, otherwise: 'cancel' as const }], any: need === 'any' }
  submit()
  submit()
  if (edges === 'before the parents ended') submit(into)
  if (edges === 'while it was held, by an edit') submit({ hold: true })
  end(A, ended)
  if (b !== null) end(B, b)
  if (edges === 'after them') submit(into)
  if (edges === 'after them, by an edit') submit()
  if (edges.endsWith('by an edit')) expect(model.edit(C, { put: into.edges, drop: [], any: into.any })).toBe(true)
  if (again) {
    expect(model.retry(A, true)).toBe(true)
    end(A, again)
  }
  const { status } = model.jobs.get(C)!
  const name = (seq: number | null): 'A' | 'B' => (seq === A ? 'A' : 'B')
  switch (status.state) {
    case 'queued': return 'starts'
    case 'blocked': return 'waits'
    case 'held': return status.by.kind === 'parent' ? `held for ${name(status.by.job)}` : 'waits'
    case 'finished': return `cancelled for ${name(status.cause)}`
    default: throw new Error(`C is ${status.state}`)
  }
}

const sentence = ([need, when, otherwise, ended, bRuns, bSucceeds, bFails, good, bad]: Row): string =>
  `C starts after ${need} of A (${when}, else ${otherwise}) and B. A ${ended}: while B runs C ${bRuns}, if B succeeds it ${bSucceeds}, if B fails it ${bFails}. A again, after B had ${need === 'all' ? 'succeeded' : 'failed'}: good, C ${good}; bad, C ${bad}`

test.each(ROWS.map((row): [string, Row] => [sentence(row), row]))('%s', (_, row) => {
  const [need, , , , bRuns, bSucceeds, bFails, againSucceeds, againFails] = row
  for (const edges of ARRIVALS) {
    const told = (b: OutcomeKind | null, again?: OutcomeKind) => tell({ row, b, edges, ...(again ? { again } : {}) })
    const b = need === 'all' ? 'succeeded' : 'failed'
    const stories: [Fate, Fate][] = [[told(null), bRuns], [told('succeeded'), bSucceeds], [told('failed'), bFails], [told(b, 'succeeded'), againSucceeds], [told(b, 'failed'), againFails]]
    // A person's hold outlasts everything but a cancellation; what is revived after one is held no more.
    const held = edges.startsWith('while it was held')
    const shown = held ? stories.slice(0, 3) : stories
    expect(shown.map(([found]) => found), edges).toEqual(shown.map(([, fate]) => (held && !fate.startsWith('cancelled') ? 'waits' : fate)))
  }
})

test('the table has every combination once', () => {
  expect(new Set(ROWS.map((row) => row.slice(0, 4).join(' '))).size).toBe(2 * 3 * 2 * 4)
  expect(ROWS).toHaveLength(48)
})
