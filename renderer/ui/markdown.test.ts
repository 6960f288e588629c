import { expect, test } from 'vitest'
import { parseMarkdown, parseSpans } from './markdown.ts'

test('paragraphs, headings, code', () => {
  expect(parseMarkdown('# Title #\n\nOne\ntwo\n\n```ts\nconst a = `x`\n\n# not a heading\n```\nend')).toEqual([
    { kind: 'heading', level: 1, spans: [{ kind: 'text', text: 'Title' }] },
    { kind: 'paragraph', spans: [{ kind: 'text', text: 'One\ntwo' }] },
    { kind: 'code', language: 'ts', text: 'const a = `x`\n\n# not a heading' },
    { kind: 'paragraph', spans: [{ kind: 'text', text: 'end' }] },
  ])
})

test('code that is never closed goes to the end: answers arrive in pieces', () => {
  expect(parseMarkdown('~~~\na\nb')).toEqual([{ kind: 'code', language: '', text: 'a\nb' }])
})

test('lists, nested and numbered', () => {
  const [list] = parseMarkdown('1. one\n2. two\n   - a\n   - b\n\n3. three')
  expect(list).toMatchObject({ kind: 'list', ordered: true, start: 1 })
  if (list?.kind !== 'list') throw new Error('no list')
  expect(list.items).toHaveLength(3)
  expect(list.items[1]![1]).toMatchObject({ kind: 'list', ordered: false, items: [[{ kind: 'paragraph' }], [{ kind: 'paragraph' }]] })
})

test('quotes, rules and tables', () => {
  expect(parseMarkdown('> a\n> - b\n\n---\n| x | y |\n|---|:-:|\n| 1 | `2` |').map((block) => block.kind)).toEqual(['quote', 'rule', 'table'])
})

test('spans', () => {
  expect(parseSpans('a `b*c` **d *e***f snake_case_name ~~g~~')).toEqual([
    { kind: 'text', text: 'a ' }, { kind: 'code', text: 'b*c' }, { kind: 'text', text: ' ' },
    { kind: 'strong', spans: [{ kind: 'text', text: 'd *e' }] }, { kind: 'text', text: '*f snake_case_name ' }, { kind: 'strike', spans: [{ kind: 'text', text: 'g' }] },
  ])
})

test('only web addresses become links', () => {
  expect(parseSpans('[x](javascript:alert(1)) [y](https://a.b/c_(d)) https://e.f/g.')).toEqual([
    { kind: 'text', text: 'x (javascript:alert(1))' }, { kind: 'text', text: ' ' },
    { kind: 'link', href: 'https://a.b/c_(d)', spans: [{ kind: 'text', text: 'y' }] }, { kind: 'text', text: ' ' },
    { kind: 'link', href: 'https://e.f/g', spans: [{ kind: 'text', text: 'https://e.f/g' }] }, { kind: 'text', text: '.' },
  ])
})

test('hostile text neither hangs nor nests without end', () => {
  const start = performance.now()
  for (const text of ['*'.repeat(20_000), '> '.repeat(3000), '[('.repeat(10_000), '`'.repeat(20_001), '- '.repeat(2000)]) parseMarkdown(text)
  // A quarter of a second on a busy machine.
  expect(performance.now() - start).toBeLessThan(2000)
  expect(JSON.stringify(parseMarkdown('<script>alert(1)</script>'))).toContain('<script>')
})
