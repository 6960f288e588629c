import { expect, test } from 'vitest'
import { fillNames, findNames, MAX_RESULT } from './template.ts'

test.each<[string, object[]]>([
  ['nothing to fill', []],
  ['Use {{result}}', [{ text: '{{result}}', alias: null, field: 'result' }]],
  ['{{ branch }} and {{title}}', [{ text: '{{ branch }}', alias: null, field: 'branch' }, { text: '{{title}}', alias: null, field: 'title' }]],
  ['{{parents.tests.result}}', [{ text: '{{parents.tests.result}}', alias: 'tests', field: 'result' }]],
  ['{{parents.v1.2.branch}}', [{ text: '{{parents.v1.2.branch}}', alias: 'v1.2', field: 'branch' }]],
  ['code: {{ a + b }}, {{{x}}} is not {{}} ours', []],
  ['const s = {{ style: 1 }}', []],
  ['<a style={{ title: 1 }} b={{ result, branch }}> {{ results | json }} {{# title }} {{titles of x}} {{$title x}} {{result\nx}}', []],
])('names in %s', (prompt, names) => {
  expect(findNames(prompt.replace('{{{x}}}', '{{x y}}'))).toEqual({ names, unknown: [] })
})

test.each([['Use {{reslut}}', '{{reslut}}'], ['{{parents.tests.output}}', '{{parents.tests.output}}'], ['{{parents.result}}', '{{parents.result}}'], ['{{tests.result}}', '{{tests.result}}'], ['{{result}} {{x}}', '{{x}}'], ['{{y}} {{result}} {{x}}', '{{y}}', '{{x}}'], ['{{parents.ä.result}}', '{{parents.ä.result}}'], ['{{ parents.zz q.result }}{{result}}', '{{ parents.zz q.result }}'], ['{{result of tests}} {{x}} {{ title | upper }}', '{{result of tests}}', '{{x}}', '{{ title | upper }}'], ['{{parents[0].result}}', '{{parents[0].result}}']])('%s holds unknown names', (prompt, ...unknown) => {
  expect(findNames(prompt).unknown).toEqual(unknown)
})

test('every name is replaced, and what is filled in is not looked at again', () => {
  const filled = fillNames('{{result}}|{{ parents.a.b.title }}|{{other thing}}', (alias, field) => `<${alias}:${field}> {{title}} $& $1`)
  expect(filled).toBe('<null:result> {{title}} $& $1|<a.b:title> {{title}} $& $1|{{other thing}}')
})

test('a long result is cut and says so', () => {
  const filled = fillNames('{{result}}', () => 'x'.repeat(MAX_RESULT + 7))
  expect(filled).toBe(`${'x'.repeat(MAX_RESULT)}\n[… cut: 7 more characters]`)
  expect(fillNames('{{result}}', () => `${'x'.repeat(MAX_RESULT - 1)}😀`)).toBe(`${'x'.repeat(MAX_RESULT - 1)}\n[… cut: 2 more characters]`)
})
