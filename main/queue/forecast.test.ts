import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forecast, median, type Places, type PlannedJob } from './forecast.ts'
import { createHeap } from './heap.ts'
import type { EdgeIn } from './status.ts'

const NOW = 1000
type Spec = Partial<Omit<PlannedJob, 'job' | 'edges'>> & { after?: (number | Partial<EdgeIn>)[] }

/** Jobs by number; each takes ten times its number unless it says so. */
const jobs = (specs: Record<number, Spec>): PlannedJob[] => Object.entries(specs).map(([number, { after = [], ...spec }]): PlannedJob => ({
  job: Number(number), state: after.length > 0 ? 'blocked' : 'queued', profile: 'default', lock: null, touches: null, priority: 0, notBefore: 0, any: false, estimateMs: Number(number) * 10, startedAt: null, until: null, ...spec,
  edges: after.map((each) => ({ parent: 0, parentState: 'queued', parentOutcome: null, when: 'success', otherwise: 'cancel', waived: false, ...(typeof each === 'number' ? { parent: each } : each) })),
}))
const room = (slots: number, more: Partial<Places> & { own?: Partial<{ slots: number; paused: boolean; opensAt: (at: number) => number | null }> } = {}): Places => ({ paused: false, slots, profiles: new Map([['default', { slots: 64, paused: false, ...more.own }], ['other', { slots: 64, paused: false }]]), ...more })
const runs = (ago: number, more: Spec = {}): Spec => ({ state: 'running', startedAt: NOW - ago, ...more })
const done = (outcome: EdgeIn['parentOutcome'], more: Partial<EdgeIn> = {}): Partial<EdgeIn> => ({ parent: 99, parentState: 'finished', parentOutcome: outcome, ...more })

test.each<[string, Record<number, Spec>, Places, { path: number[]; eta: number | string }]>([
  ['one job takes what it takes', { 1: {} }, room(4), { path: [1], eta: 10 }],
  ['a chain takes the sum', { 1: {}, 2: { after: [1] }, 3: { after: [2] } }, room(4), { path: [1, 2, 3], eta: 60 }],
  ['of two ways the longer counts', { 1: {}, 2: { after: [1] }, 3: { after: [1] }, 4: { after: [2, 3] } }, room(4), { path: [1, 3, 4], eta: 80 }],
  ['with one slot the ways are added', { 1: {}, 2: { after: [1] }, 3: { after: [1] }, 4: { after: [2, 3] } }, room(1), { path: [1, 3, 4], eta: 100 }],
  ['a wide graph takes longer than its longest path', { 1: {}, 2: {}, 3: {}, 4: {} }, room(2), { path: [4], eta: 60 }],
  ['slots of a profile count too', { 1: {}, 2: {}, 3: { profile: 'other' } }, room(8, { own: { slots: 1 } }), { path: [3], eta: 30 }],
  ['a running job has only the rest of its time left', { 5: runs(20) }, room(1), { path: [5], eta: 30 }],
  ['one that runs longer than others did has none left', { 5: runs(70), 6: { after: [5] } }, room(1), { path: [5, 6], eta: 60 }],
  ['a running job keeps its slot', { 5: runs(20), 1: {} }, room(1), { path: [5], eta: 40 }],
  ['a job is not started before its time', { 1: { notBefore: NOW + 500 }, 2: {} }, room(1), { path: [1], eta: 510 }],
  ['one that waits for a limit goes on when it has reset, and leaves its slot to others', { 5: { state: 'waiting', startedAt: NOW - 20, until: NOW + 100 }, 2: {} }, room(1), { path: [5], eta: 130 }],
  ['higher priority goes first', { 1: { estimateMs: 30 }, 2: { estimateMs: 10, priority: 1 }, 3: { estimateMs: 50, after: [2] } }, room(2), { path: [2, 3], eta: 60 }],
  ['one at a time in place', { 1: { lock: '/r' }, 2: { lock: '/r' }, 3: { lock: '/s' } }, room(8), { path: [3], eta: 30 }],
  ['several at a time in place, where they touch different files', { 1: { lock: '/r', touches: ['src/**'] }, 2: { lock: '/r', touches: ['src/a'] }, 4: { lock: '/r', touches: ['docs'] } }, room(8), { path: [4], eta: 40 }],
  ['one after the other in place, where they may be at the same files', { 3: { lock: '/r', touches: ['src/**'] }, 2: { lock: '/r', touches: ['src/a'] }, 4: { lock: '/r', touches: ['docs'] } }, room(8), { path: [4], eta: 50 }],
  ['one that does not say what it touches comes alone', { 1: { lock: '/r', touches: ['src/**'] }, 2: { lock: '/r' }, 4: { lock: '/r', touches: ['docs'] } }, room(8), { path: [4], eta: 60 }],
  ['any of several: the first that ends', { 1: {}, 9: {}, 2: { any: true, after: [1, 9] } }, room(8), { path: [9], eta: 90 }],
  ['what follows only a failure is not expected', { 1: {}, 9: { after: [{ parent: 1, when: 'failure' }] }, 2: { after: [{ parent: 9 }] } }, room(8), { path: [1], eta: 10 }],
  ['what follows however it ends is, also after one that never ran', { 1: {}, 9: { after: [{ parent: 1, when: 'failure' }] }, 2: { after: [{ parent: 9, when: 'done' }] } }, room(8), { path: [1, 2], eta: 30 }],
  ['a failure that has happened lets go what follows it', { 2: { after: [done('failed', { when: 'failure' }), 3] }, 3: {} }, room(8), { path: [3, 2], eta: 50 }],
  ['a window has to open first', { 1: {}, 2: { after: [1] } }, room(1, { own: { opensAt: (at) => Math.max(at, NOW + 100) } }), { path: [1, 2], eta: 130 }],
  ['and closes again', { 1: {}, 2: { after: [1] } }, room(1, { own: { opensAt: (at) => (at <= NOW + 5 ? at : Math.max(at, NOW + 100)) } }), { path: [1, 2], eta: 120 }],
  ['a window that never opens', { 1: {} }, room(1, { own: { opensAt: () => null } }), { path: [1], eta: 'paused 1' }],
  ['no estimate off the path is guessed from the others', { 1: { estimateMs: null }, 3: {}, 4: { after: [3] } }, room(1), { path: [3, 4], eta: 105 }],
  ['no estimate on the path: nobody can say', { 1: { estimateMs: null }, 3: { after: [1] }, 4: { after: [3] } }, room(1), { path: [1, 3, 4], eta: 'no-estimate 1' }],
  ['no estimate at all', { 1: { estimateMs: null }, 2: { estimateMs: null, after: [1] } }, room(1), { path: [1, 2], eta: 'no-estimate 1' }],
  ['held by a person: nobody can say, but what is left is known', { 1: { state: 'held' }, 2: { after: [1] } }, room(1), { path: [1, 2], eta: 'held 1' }],
  ['held for a parent that failed', { 2: { state: 'held', after: [done('failed', { otherwise: 'hold' })] }, 3: { after: [2] } }, room(1), { path: [2, 3], eta: 'held 2' }],
  ['what will be held even if all goes well', { 1: {}, 2: { after: [{ parent: 1, when: 'failure', otherwise: 'hold' }] } }, room(1), { path: [1], eta: 'will-be-held 2' }],
  ['a question waits for a person', { 1: {}, 5: { state: 'waiting', startedAt: NOW - 20 } }, room(1), { path: [5], eta: 'person 5' }],
  ['a paused engine', { 1: {} }, room(1, { paused: true }), { path: [1], eta: 'paused' }],
  ['a paused engine lets end what runs', { 5: runs(20) }, room(1, { paused: true }), { path: [5], eta: 30 }],
  ['a paused profile', { 1: { profile: 'other' }, 2: {} }, room(1, { own: { paused: true } }), { path: [2], eta: 'paused 2' }],
  ['a job elsewhere that has not ended', { 1: { after: [{ parent: 77 }] } }, room(1), { path: [1], eta: 'outside 77' }],
])('%s', (_, specs, places, { path, eta }) => {
  const told = forecast(jobs(specs), places, NOW)
  expect(told.criticalPath).toEqual(path)
  expect(told.etaMs ?? [told.obstacle!.kind, told.obstacle!.job].filter((each) => each !== null).join(' ')).toBe(eta)
  expect(told.obstacle === null).toBe(told.etaMs !== null)
})

test('jobs with an estimate are counted among those that will run', () => {
  expect(forecast(jobs({ 1: {}, 2: { estimateMs: null }, 3: { after: [{ parent: 1, when: 'failure' }] } }), room(9), NOW)).toMatchObject({ judged: 1, of: 2 })
  expect(forecast([], room(1), NOW)).toEqual({ criticalPath: [], etaMs: 0, obstacle: null, judged: 0, of: 0 })
})

test('never sooner than the critical path or than the work divided by the slots, never later than one after the other', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.record({ ms: fc.integer({ min: 0, max: 50 }), after: fc.array(fc.nat(20), { maxLength: 3 }) }), { minLength: 1, maxLength: 20 }), (slots, specs) => {
    const planned = jobs(Object.fromEntries(specs.map(({ ms, after }, at) => [at + 1, { estimateMs: ms, after: at === 0 ? [] : [...new Set(after.map((back) => 1 + (back % at)))] }])))
    const told = forecast(planned, room(slots), NOW)
    const total = specs.reduce((sum, { ms }) => sum + ms, 0)
    const path = told.criticalPath.reduce((sum, job) => sum + planned[job - 1]!.estimateMs!, 0)
    expect(told.etaMs).toBeGreaterThanOrEqual(Math.max(path, Math.ceil(total / slots)))
    expect(told.etaMs).toBeLessThanOrEqual(total)
    expect(forecast(planned, room(100), NOW).etaMs).toBe(path)
  }), { numRuns: 300 })
})

test('10,000 jobs with three parents each, or in one chain, are looked ahead of in a moment', () => {
  const wide = jobs(Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [at + 1, at < 100 ? {} : { estimateMs: 1000 + (at % 7), after: [at - 99, at - 60, at - 10] }])))
  const chain = jobs(Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [at + 1, at === 0 ? { estimateMs: 1 } : { estimateMs: 1, after: [at] }])))
  const measure = (planned: PlannedJob[]): number => Math.min(...Array.from({ length: 5 }, () => {
    const before = process.cpuUsage()
    forecast(planned, room(4), NOW)
    return process.cpuUsage(before).user / 1000
  }))
  expect(forecast(chain, room(4), NOW)).toMatchObject({ etaMs: 10_000, judged: 10_000 })
  // Some 40 ms of work; the room is for slow machines, and what grew with the square would take seconds.
  expect(measure(wide)).toBeLessThan(250)
  expect(measure(chain)).toBeLessThan(250)
})

test('median', () => {
  expect([median([]), median([7]), median([9, 1, 5]), median([1, 2, 100, 4])]).toEqual([null, 7, 5, 3])
})

test('a heap gives back in order whatever was put in', () => {
  fc.assert(fc.property(fc.array(fc.integer()), (numbers) => {
    const heap = createHeap<number>((a, b) => a < b)
    for (const each of numbers) heap.push(each)
    const out: number[] = []
    for (let next = heap.pop(); next !== undefined; next = heap.pop()) out.push(next)
    expect(out).toEqual(numbers.toSorted((a, b) => a - b))
    expect(heap.peek()).toBeUndefined()
  }))
})
