import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AGEING_STEP_MS } from '../../contract/priority.ts'
import { mayMeet, type Touches } from './overlap.ts'
import { ready, type Candidate, type Capacity } from './ready.ts'

const job = (seq: number, more: Partial<Candidate> = {}): Candidate => ({ job: seq, profile: 'default', priority: 0, since: 0, notBefore: 0, conversation: `c${seq}`, repositoryLock: null, touches: null, ...more })
const inPlace = (seq: number, touches: Touches = null, repositoryLock = '/r'): Candidate => job(seq, { repositoryLock, touches })
const worksIn = (repository: string, ...touches: Touches[]) => ({ busyRepositories: new Map([[repository, touches]]) })
const room = (more: Partial<Capacity> = {}): Capacity => ({ paused: false, slots: 10, profiles: new Map([['default', { slots: 10, paused: false }], ['other', { slots: 10, paused: false }]]), busyConversations: new Set(), busyRepositories: new Map(), ...more })
const chosen = (candidates: Candidate[], capacity: Capacity, now = 1000): number[] => ready(candidates, capacity, now).map((each) => each.job)
const profiles = (slots: number, paused = false) => new Map([['default', { slots, paused }], ['other', { slots: 10, paused: false }]])

test.each<[string, Candidate[], Capacity, number[]]>([
  ['the older first', [job(3), job(1), job(2)], room({ slots: 2 }), [1, 2]],
  ['higher priority before older', [job(1), job(2, { priority: 5 }), job(3, { priority: -5 })], room(), [2, 1, 3]],
  ['whoever waits longer before the older', [job(1, { since: 20 }), job(2, { since: 10 })], room(), [2, 1]],
  ['a step of priority before almost a step of waiting', [job(1), job(2, { priority: 1, since: AGEING_STEP_MS - 1 })], room(), [2, 1]],
  ['a step of waiting before a step of priority', [job(1), job(2, { priority: 1, since: AGEING_STEP_MS + 1 })], room(), [1, 2]],
  ['the lowest priority before the highest after two weeks', [job(1, { priority: -1000 }), job(2, { priority: 1000, since: 14 * 86_400_000 })], room(), [1, 2]],
  ['nothing while all is paused', [job(1)], room({ paused: true }), []],
  ['nothing without a slot', [job(1)], room({ slots: 0 }), []],
  ['nothing of a profile whose slots are overdrawn', [job(1), job(2, { profile: 'other' })], room({ profiles: profiles(-1) }), [2]],
  ['a paused profile does not stop the others', [job(1), job(2, { profile: 'other' })], room({ profiles: profiles(5, true) }), [2]],
  ['a profile whose windows are closed', [job(1), job(2, { profile: 'other' })], room({ profiles: new Map([['default', { slots: 5, paused: false, closed: true }], ['other', { slots: 5, paused: false, closed: false }]]) }), [2]],
  ['slots of a profile', [job(1), job(2), job(3)], room({ profiles: profiles(2) }), [1, 2]],
  ['slots overall', [job(1), job(2, { profile: 'other' })], room({ slots: 1 }), [1]],
  ['an unknown profile never starts', [job(1, { profile: 'gone' })], room(), []],
  ['notBefore in the future waits', [job(1, { notBefore: 1001 }), job(2)], room(), [2]],
  ['notBefore now is due', [job(1, { notBefore: 1000 })], room(), [1]],
  ['a busy conversation waits', [job(1, { conversation: 'x' }), job(2)], room({ busyConversations: new Set(['x']) }), [2]],
  ['one of a conversation at a time, the older', [job(2, { conversation: 'x' }), job(1, { conversation: 'x' })], room(), [1]],
  ['a repository somebody works in in place', [inPlace(1), job(2)], room(worksIn('/r', null)), [2]],
  ['one in place in a repository at a time', [inPlace(1), inPlace(2), inPlace(3, null, '/s')], room(), [1, 3]],
  ['a worktree job needs no repository', [job(1)], room(worksIn('/r', null)), [1]],
  ['beside one that touches something else', [inPlace(1, ['src/pay/**'])], room(worksIn('/r', ['src/cart/**'], ['docs/*.md'])), [1]],
  ['not beside one of several that may be at the same files', [inPlace(1, ['src/pay/**'])], room(worksIn('/r', ['docs/*.md'], ['src'])), []],
  ['not beside one that does not say what it touches', [inPlace(1, ['src/pay/**'])], room(worksIn('/r', ['docs/*.md'], null)), []],
  ['not where it does not say so itself', [inPlace(1)], room(worksIn('/r', ['docs/*.md'])), []],
  ['of those that touch other files, all at once', [inPlace(1, ['a']), inPlace(2, ['b']), inPlace(3, ['c/**', 'd'])], room(), [1, 2, 3]],
  ['of those that may be at the same files, the older', [inPlace(1, ['a/**']), inPlace(2, ['a/x.ts']), inPlace(3, ['b'])], room(), [1, 3]],
  ['what it touches in one repository says nothing of another', [inPlace(1, ['a']), inPlace(2, ['a'], '/s')], room(), [1, 2]],
  ['one that must be alone does not keep others that touch other files from starting', [inPlace(2), inPlace(3, ['b'])], room(worksIn('/r', ['a'])), [3]],
  ['one that must be alone and comes first is alone', [inPlace(1), inPlace(2, ['b'])], room(), [1]],
])('%s', (_, candidates, capacity, expected) => {
  expect(chosen(candidates, capacity)).toEqual(expected)
})

test('one that may not start never stands in the way, and takes no slot', () => {
  const blocked = [job(1, { priority: 9, conversation: 'x' }), job(2, { priority: 9, notBefore: 5000 }), job(3, { priority: 9, profile: 'full' }), job(4, { priority: 9, repositoryLock: '/r' }), job(6, { priority: 9, repositoryLock: '/s', touches: ['a/b'] })]
  const capacity = room({ slots: 1, busyConversations: new Set(['x']), busyRepositories: new Map<string, Touches[]>([['/r', [null]], ['/s', [['a']]]]) })
  expect(chosen([...blocked, job(5)], capacity)).toEqual([5])
})

const anyCandidate = fc.record({
  job: fc.integer({ min: 1, max: 1000 }), profile: fc.constantFrom('default', 'other', 'gone'), priority: fc.integer({ min: -2, max: 2 }), since: fc.constant(0), notBefore: fc.constantFrom(0, 500, 1500),
  conversation: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), repositoryLock: fc.constantFrom(null, '/r', '/r', '/s'), touches: fc.constantFrom<Touches>(null, ['src/**'], ['src/a', 'x'], ['docs']),
})
const anyCapacity = fc.record({ paused: fc.constant(false), slots: fc.integer({ min: 0, max: 4 }), slotsOf: fc.integer({ min: 0, max: 3 }), conversations: fc.subarray(['a', 'b']), there: fc.subarray<Touches>([null, ['src'], ['docs/a']]) })

test('what is chosen fits, and what is left out has a reason', () => {
  fc.assert(fc.property(fc.uniqueArray(anyCandidate, { selector: (each) => each.job, maxLength: 12 }), anyCapacity, (candidates, given) => {
    const capacity = room({ slots: given.slots, profiles: profiles(given.slotsOf), busyConversations: new Set(given.conversations), ...worksIn('/r', ...given.there) })
    const taken = ready(candidates, capacity, 1000)
    expect(taken.length).toBeLessThanOrEqual(given.slots)
    expect(taken.filter((each) => each.profile === 'default').length).toBeLessThanOrEqual(given.slotsOf)
    expect(new Set(taken.map((each) => each.conversation)).size).toBe(taken.length)
    for (const left of candidates.filter((each) => !taken.includes(each))) {
      const before = taken.filter((each) => each.priority > left.priority || (each.priority === left.priority && each.job < left.job))
      const used = taken.filter((each) => each.profile === left.profile).length
      const reasons = [
        taken.length >= given.slots, used >= (capacity.profiles.get(left.profile)?.slots ?? 0), left.notBefore > 1000,
        given.conversations.includes(left.conversation as 'a') || before.some((each) => each.conversation === left.conversation),
        left.repositoryLock !== null && [...(left.repositoryLock === '/r' ? given.there : []), ...before.filter((each) => each.repositoryLock === left.repositoryLock).map((each) => each.touches)].some((touches) => mayMeet(left.touches, touches)),
      ]
      expect(reasons).toContain(true)
    }
    for (const one of taken.filter((each) => each.repositoryLock !== null)) {
      const beside = [...(one.repositoryLock === '/r' ? given.there : []), ...taken.filter((each) => each !== one && each.repositoryLock === one.repositoryLock).map((each) => each.touches)]
      expect(beside.filter((touches) => mayMeet(one.touches, touches))).toEqual([])
    }
  }), { numRuns: 300 })
})
