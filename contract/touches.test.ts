import { expect, test } from 'vitest'
import { JobSpec } from './job.ts'
import { MAX_TOUCHES, Touches } from './touches.ts'
import { describeBeside, describeOverlaps } from './touches-words.ts'

test.each<[string, RegExp]>([
  ['/src/**', /relative to the repository’s root, found an absolute one: begin below the root/],
  ['C:/code/src', /found an absolute one/],
  ['\\\\server\\share', /found an absolute one/],
  ['src\\pay', /expected \/ between folders/],
  ['../other/**', /found one with \.\.: name the folder/],
  ['src/../docs', /found one with \.\./],
  ['src/{..,a}/b', /found one with \.\./],
  ['..', /found one with \.\./],
  ['!src/**', /found a glob that begins with !: name those it touches/],
  ['src/\0', /found a NUL character: take it out/],
  ['src/a\nb', /found a control character/],
  ['src/+(a|b)', /found parentheses: write \{a,b\}/],
  ['src/@(a|b)/*.ts', /found parentheses/],
  ['app/(auth)/page.ts', /\? for a parenthesis in a name/],
  ['.', /write \*\* for all files/],
  ['./', /write \*\* for all files/],
  ['src/./a', /leave the \. out/],
  ['src//a', /expected one \/ between folders/],
  ['src/*/', /write \*\* after it/],
  ['', /expected something, found an empty text/],
  ['a'.repeat(1025), /expected at most 1024 characters/],
])('%j is refused', (glob, message) => {
  expect(Touches.safeParse(['src', glob]).error?.issues).toMatchObject([{ path: [1], message: expect.stringMatching(message) as string }])
})

test('paths and globs below the root are taken as they are; so many, and none is none', () => {
  const globs = ['src/pay/**', './docs', 'docs/', '*.md', 'a/{b,c}/?.ts', 'app/[id]/page.ts', '.github/**', '..a', 'a..b', '**', 'v{1..3}', 'a+b', '@scope/x', 'src/!a']
  expect(Touches.parse(globs)).toEqual(globs)
  expect(Touches.safeParse(Array.from({ length: MAX_TOUCHES + 1 }, () => 'a')).error?.issues[0]?.message).toBe('expected at most 64 entries, found more')
  expect(JobSpec.parse({ prompt: 'x', repository: '/r' }).touches).toEqual([])
})

test('who waits for whom in place, and why', () => {
  const other = { id: 'j1', title: 'A' }
  expect(describeBeside(other, 'other', 0)).toBe('waits for j1 ‘A’, which works in place in the same repository and does not say what it touches')
  expect(describeBeside(other, 'this', 2)).toBe('waits for j1 ‘A’ (and for 2 others), which works in place in the same repository; this job does not say what it touches, so it is alone there')
  expect(describeBeside(other, [['src/pay/**', 'src/**'], ['docs', 'docs']], 0)).toBe('waits for j1 ‘A’, which works in place in the same repository: its src/** meets src/pay/**, both touch docs')
  expect(describeBeside(other, [['a', 'a'], ['b', 'b'], ['c', 'c'], ['d', 'd'], ['e', 'e']], 0)).toMatch(/: both touch a, both touch b, both touch c and 2 more$/)
})

test('jobs of a plan that may be at the same files: what to do, a line for each pair, and how many more', () => {
  expect(describeOverlaps(undefined)).toEqual([])
  expect(describeOverlaps({ pairs: [{ jobs: ['a', 'b'], globs: ['src/**', 'src/a.ts'] }, { jobs: ['a', 'c'], globs: ['docs', 'docs'] }], more: 1 })).toEqual([
    expect.stringMatching(/^These may change the same files, .* Let one wait \(after\), or part what they touch:$/), 'a and b: b’s src/a.ts meets src/**', 'a and c: both touch docs', 'and 1 more pair',
  ])
})
