import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toTest } from './glob.ts'
import { fitsBeside, mayMeet, meetings } from './overlap.ts'

const meet = (one: string, other: string): boolean => mayMeet([one], [other])

test.each<[one: string, other: string, met: boolean]>([
  ['src/pay/**', 'src/cart/**', false],
  ['src/pay/**', 'src/pay/card.ts', true],
  ['src/**', 'src/pay/**', true],
  ['*.md', 'src/**', false],
  ['*.md', '**', true],
  ['docs/*.md', 'docs/*.txt', false],
  ['docs/*.md', 'docs/a*', true],
  ['docs/a*.md', 'docs/b*.md', false],
  ['docs/*.md', 'docs/more/*.md', false],
  ['docs/**/*.md', 'docs/more/*.md', true],
  ['docs/**/*.md', 'docs/*.md', true],
  ['a/*/c', 'a/b/d', false],
  ['a/*/c', 'a/b/c', true],
  ['a/*/c', 'a/b/c/d', false],
  // A plain path is a file, or a folder and all below it.
  ['src', 'src/pay/card.ts', true],
  ['src/pay', 'src/pay/', true],
  ['src/pay', 'src/payments', false],
  ['src/pay', 'src/*', true],
  ['a/*/c', 'a/b', true],
  ['./src', 'src/a.ts', true],
  ['?.ts', 'ab.ts', false],
  ['?b.ts', 'a?.ts', true],
  ['**/x.ts', 'x.ts', true],
  ['**/x.ts', 'src/**', true],
  ['**/x.ts', 'src/y.ts', true],
  ['**/x.ts', '**/y.ts', false],
  ['**.ts', 'src/a.ts', false],
  ['src/{pay,cart}/**', 'src/cart/a.ts', true],
  ['src/{pay,cart}/**', 'src/user/**', false],
  ['{src,test}/{a,b}.ts', 'test/b.ts', true],
  ['{src,test}/{a,b}.ts', '{docs,test}/{c,d}.ts', false],
  ['src/{a,{b,c/d}}.ts', 'src/c/*.ts', true],
  ['src/{a,{b,c/d}}.ts', 'src/d/*.ts', false],
  ['app/[id]/page.ts', 'app/[id]/layout.ts', false],
  ['app/[id]/page.ts', 'app/7/page.ts', true],
  ['app/[id]/page.ts', 'app/list/more/page.ts', false],
  // Not told apart on every file system.
  ['SRC/Pay/**', 'src/pay/a.ts', true],
  ['Ä.md', 'ä.md', true],
  // In doubt.
  ['v{1..3}/**', 'w/a', true],
  ['a[+-9]b', 'c', true],
  ['src/[[...slug]]/page.ts', 'docs/a.md', true],
])('%s and %s', (one, other, met) => {
  expect([meet(one, other), meet(other, one)]).toEqual([met, met])
})

test('who does not say what it touches meets everybody; who touches nothing in common fits beside all', () => {
  expect([mayMeet(null, ['a']), mayMeet(['a'], null), mayMeet(null, null), mayMeet([], ['**'])]).toEqual([true, true, true, false])
  expect(fitsBeside(['a'], [['b'], ['c', 'd/**']])).toBe(true)
  expect(fitsBeside(['a', 'd/x'], [['b'], ['c', 'd/**']])).toBe(false)
  expect(fitsBeside(['a'], [['b'], null])).toBe(false)
  expect([...meetings(['src/**', 'a', 'docs'], ['b', 'docs/*.md', 'src/pay'])]).toEqual([['src/**', 'src/pay'], ['docs', 'docs/*.md']])
})

const part = fc.constantFrom('a', 'b', 'ab', 'A', '.', '-', '*', '**', '?', '[ab]', '[!a]', '[^a]', '[a-c]', '{a,b}', '{a/b,*}', '{a,}', '{a,{b,*a}}', '{a}', '{**,b}', '{**/,}', '+', '$', '^', '!', '@', ',', "'", 'ä', '[', ']', '{', '}', '"', '|', '[+-9]', '{1..3}')
const folder = fc.oneof({ weight: 4, arbitrary: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')) }, { weight: 2, arbitrary: fc.constantFrom('**', '*', 'a', 'b') })
const glob = fc.array(folder, { minLength: 1, maxLength: 4 }).map((folders) => folders.join('/')).filter((text) => !text.startsWith('!'))
const name = fc.array(fc.constantFrom('a', 'b', 'A', '.', '-', 'c', '+', '[ab]', '{a,b}', '{a}', '2', '|', '"', 'ä'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')).filter((text) => text !== '.' && text !== '..')
const anyPath = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))

/** A path a glob may well match: what stands in it for more is filled in. */
const likely = (text: string, fill: readonly string[]): string => {
  let at = 0
  const next = (): string => fill[at++ % fill.length] ?? 'a'
  return text.replace(/\{([^{},]*),?[^{}]*\}/g, (_, first: string) => (next().length > 1 ? first : 'b')).replace(/\*\*\/?/g, () => (next() === 'a' ? '' : `${next()}/${next()}/`)).replace(/\*|\?|\[[^\]]*\]/g, next).replace(/\/+/g, '/').replace(/^\/|\/$/g, '')
}

test('wherever a path is matched by two globs, they meet', () => {
  let both = 0
  fc.assert(fc.property(glob, glob, fc.array(anyPath, { minLength: 4, maxLength: 8 }), fc.array(fc.constantFrom('a', 'b', 'ab', 'A'), { minLength: 2, maxLength: 5 }), (one, other, paths, fill) => {
    const [isOne, isOther] = [toTest(one), toTest(other)]
    for (const path of [...paths, one, other, likely(one, fill), likely(other, fill)]) {
      if (path === '' || !isOne(path) || !isOther(path)) continue
      both++
      if (!meet(one, other) || !meet(other, one)) expect.fail(`${path} is matched by ${one} and by ${other}, and they are told not to meet`)
    }
  }), { numRuns: Number(process.env['DISPATCH_PROPERTY_RUNS'] ?? 5000) })
  expect(both).toBeGreaterThan(50)
})

test('a plus behind a brace or a bracket is that character, and nothing that repeats for ever', () => {
  const began = performance.now()
  expect(toTest('{**,b}+/./b')('*{1..3}{a}/b./{a,{b,*a}}}ab/}[!a]')).toBe(false)
  expect(performance.now() - began).toBeLessThan(1000)
  expect([toTest('[ab]+.txt')('a+.txt'), toTest('[ab]+.txt')('aab.txt')]).toEqual([true, false])
})

test('globs made to be slow are told to meet, and soon', () => {
  const slow = (end: string) => Array.from({ length: 64 }, (_, index) => `${'*a'.repeat(500)}${index}${end}`)
  const began = performance.now()
  expect(mayMeet(slow('x'), slow('y'))).toBe(true)
  expect(mayMeet([`{a,b}`.repeat(200)], ['c'])).toBe(true)
  expect(performance.now() - began).toBeLessThan(2000)
})
