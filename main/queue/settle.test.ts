import { expect, test } from 'vitest'
import type { EdgeOtherwise, EdgeWhen, Outcome } from '../../contract/job.ts'
import { createModel, type Model } from './model.testing.ts'
import { settle } from './settle.ts'
import { claimed, started } from './transition.ts'

const ok: Outcome = { kind: 'succeeded', reason: 'ok', message: '' }
const bad: Outcome = { kind: 'failed', reason: 'start-failed', message: '' }

/** Jobs 1, 2, 3 … given by their parents: `2?` waits for failure, `2*` for either, `2!` holds instead of cancelling; with a `|` between them one that is met is enough. */
function graph(...jobs: string[]): Model {
  const model = createModel()
  for (const parents of jobs) {
    const edges = parents.split(/[ |]+/).filter(Boolean).map((text) => ({ parent: Number.parseInt(text), when: (text.includes('?') ? 'failure' : text.includes('*') ? 'done' : 'success') as EdgeWhen, otherwise: (text.includes('!') ? 'hold' : 'cancel') as EdgeOtherwise }))
    model.submit({ any: parents.includes('|'), edges, hold: false, retry: { max: 0, backoffMs: 0 }, profile: 'default', priority: 0, notBefore: 0, inPlace: false, touches: null })
  }
  return model
}
function end(model: Model, seq: number, outcome: Outcome): void {
  expect(model.move(seq, claimed()) && model.move(seq, started())).toBe(true)
  model.close(seq, outcome, { interrupted: false, resume: false })
}
/** States in order: q queued, b blocked, s succeeded, f failed, x3 cancelled because of 3, h2 held for 2, p held by a person. */
function show(model: Model): string {
  return [...model.jobs.values()].map(({ status }) => {
    if (status.state === 'finished') return status.outcome.kind === 'cancelled' ? `x${status.cause ?? ''}` : status.outcome.kind[0]
    if (status.state === 'held') return status.by.kind === 'parent' ? `h${status.by.job}` : 'p'
    return status.state[0]
  }).join(' ')
}

test.each<[string, string[], 'ok' | 'bad', string]>([
  ['a chain goes on', ['', '1', '2'], 'ok', 's q b'],
  ['a chain is cancelled to its end, each by the one before', ['', '1', '2'], 'bad', 'f x1 x2'],
  ['a diamond goes on in both arms', ['', '1', '1', '2 3'], 'ok', 's q q b'],
  ['a diamond is cancelled once', ['', '1', '1', '2 3'], 'bad', 'f x1 x1 x2'],
  ['hold stops the cascade', ['', '1!', '2'], 'bad', 'f h1 b'],
  ['cancel goes past a holding sibling', ['', '1!', '1', '2 3'], 'bad', 'f h1 x1 x3'],
  ['one that waits for failure starts', ['', '1?', '1'], 'bad', 'f q x1'],
  ['one that waits for failure is cancelled by success', ['', '1?', '2'], 'ok', 's x1 x2'],
  ['a cancelled job counts as failed for the next', ['', '1', '2?', '2*'], 'bad', 'f x1 q q'],
  ['fan-in waits for the rest', ['', '', '1 2'], 'ok', 's q b'],
  ['fan-in falls at the first', ['', '', '1 2'], 'bad', 'f q x1'],
  ['done is content with both', ['', '1*'], 'bad', 'f q'],
  ['any of two starts with the first that is met', ['', '', '1 | 2'], 'ok', 's q q'],
  ['any of two waits while one may still be met', ['', '', '1 | 2', '3'], 'bad', 'f q b b'],
  ['any of two falls with the last, because of the first', ['', '1', '1 | 2', '3'], 'bad', 'f x1 x1 x3'],
  ['any of two is held when the first edge holds', ['', '1', '1! | 2', '3'], 'bad', 'f x1 h1 b'],
  ['any of two is not held for one that is held', ['', '1!', '', '2! | 3'], 'bad', 'f h1 q b'],
])('%s', (_, jobs, how, after) => {
  const model = graph(...jobs)
  end(model, 1, how === 'ok' ? ok : bad)
  expect(show(model)).toBe(after)
})

test('fan-in starts after the last parent, and only then', () => {
  const model = graph('', '', '', '1 2 3')
  end(model, 2, ok)
  end(model, 1, ok)
  expect(show(model)).toBe('s s q b')
  end(model, 3, ok)
  expect(show(model)).toBe('s s s q')
})

test('a held child is released by the retry of its parent that succeeds, and stays held while it fails', () => {
  const model = graph('', '1!', '2')
  end(model, 1, bad)
  model.retry(1, false)
  expect(show(model)).toBe('q h1 b')
  end(model, 1, bad)
  expect(show(model)).toBe('f h1 b')
  model.retry(1, false)
  end(model, 1, ok)
  expect(show(model)).toBe('s q b')
})

test('a child held by two parents is held by the other once the first has mended', () => {
  const model = graph('', '', '1! 2!')
  end(model, 1, bad)
  end(model, 2, bad)
  expect(show(model)).toBe('f f h1')
  model.retry(1, false)
  end(model, 1, ok)
  expect(show(model)).toBe('s f h2')
  model.retry(2, false)
  end(model, 2, ok)
  expect(show(model)).toBe('s s q')
})

test('what a person holds stays held, but not beyond a parent that cancels it', () => {
  const model = graph('', '1!', '1')
  model.hold(2)
  model.hold(3)
  end(model, 1, bad)
  expect(show(model)).toBe('f p x1')
  model.retry(1, false)
  end(model, 1, ok)
  expect(show(model)).toBe('s p x1')
})

test('a waived edge is not asked again: released once, free whatever its parent does', () => {
  const model = graph('', '', '1! 2')
  end(model, 1, bad)
  expect(show(model)).toBe('f q h1')
  model.release(3)
  expect(show(model)).toBe('f q b')
  model.retry(1, false)
  end(model, 2, ok)
  expect(show(model)).toBe('q s q')
})

test('a retry with dependents revives what it cancelled, and not what another parent still forbids', () => {
  const model = graph('', '', '1', '3', '3 2')
  end(model, 1, bad)
  expect(show(model)).toBe('f q x1 x3 x3')
  end(model, 2, bad)
  model.retry(1, true)
  expect(show(model)).toBe('q f b b x2')
  end(model, 1, ok)
  end(model, 3, ok)
  expect(show(model)).toBe('s f s q x2')
})

test('a child that has not started waits again when its parent is run again', () => {
  const model = graph('', '1', '1*', '2')
  end(model, 1, ok)
  expect(show(model)).toBe('s q q b')
  model.retry(1, false)
  expect(show(model)).toBe('q b b b')
  end(model, 1, bad)
  expect(show(model)).toBe('f x1 q x2')
})

test('a chain of 20,000 is settled step by step, without recursion', () => {
  // The model's own lookups are quadratic: a chain is read from a graph of its own.
  const states = new Map<number, 'blocked' | 'finished'>()
  const chain = { edgesInto: () => ({ any: false, edges: [] }), edgesFrom: (parent: number) => (parent >= 20_000 ? [] : [{ child: parent + 1, childState: states.get(parent + 1) ?? ('blocked' as const), childHeldParent: null, childCause: null, childAny: false, when: 'success' as const, otherwise: 'cancel' as const, waived: false }]) }
  let moved = 0
  for (const step of settle(chain, 1, 'failed', () => bad)) {
    const { job, move } = step!
    expect(move.to).toMatchObject({ state: 'finished', cause: job - 1 })
    states.set(job, 'finished')
    moved++
  }
  expect(moved).toBe(19_999)
})
