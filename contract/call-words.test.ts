import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBriefWhole, isWhole, toBriefQuestion, toCallLines, toQuestion, toVisible, toVisibleLine } from './call-words.ts'

test.each<[string, Record<string, unknown>, string]>([
  ['Bash', { command: 'npm   test\n&& ls' }, 'run `npm test ⏎ && ls` in api'],
  ['Bash', { command: 'ls \\\n\n\nrm -rf ~\n' }, 'run `ls \\ ⏎ rm -rf ~` in api'],
  ['Write', { file_path: '/etc/hosts' }, 'write /etc/hosts'],
  ['Write', { file_path: '/tmp/a\n/etc/hosts' }, 'write /tmp/a ⏎ /etc/hosts'],
  ['Edit', { file_path: 'src/a.ts' }, 'edit src/a.ts'],
  ['NotebookEdit', { notebook_path: 'n.ipynb' }, 'edit n.ipynb'],
  ['Read', { file_path: '/root/.ssh/id' }, 'read /root/.ssh/id'],
  ['WebFetch', { url: 'https://example.com' }, 'fetch https://example.com'],
  ['WebSearch', { query: 'cats' }, 'search the web for cats'],
  ['mcp__db__drop', { table: 'users' }, 'use mcp__db__drop with {"table":"users"}'],
  ['Bash', {}, 'run `null` in api'],
])('%s with %j is asked as one line', (tool, input, question) => {
  expect(toQuestion(tool, input, '/code/api')).toBe(question)
})

test('what a terminal or a page would obey is shown, not obeyed and not taken out', () => {
  expect(toQuestion('Bash', { command: 'echo \u001b]0;x; rm -rf ~\u0007' }, '/r')).toBe('run `echo ␛]0;x; rm -rf ~␇` in r')
  expect(toVisible('a\u202eb\u200bc\u009bd\te\nf')).toBe('a⟨U+202E⟩b⟨U+200B⟩c⟨U+009B⟩d\te\nf')
  expect(toVisible('👩‍👩‍👧 é 日本')).toBe('👩‍👩‍👧 é 日本')
})

test('what is cut says how much', () => {
  expect(toQuestion('Bash', { command: 'x'.repeat(4250) }, '/r')).toBe(`run \`${'x'.repeat(300)}…\` (3,950 more characters) in r`)
  expect(toQuestion('Write', { file_path: `/${'d'.repeat(400)}` }, '/r')).toBe(`write /${'d'.repeat(299)}… (101 more characters)`)
})

test('every line of a command, a file and a change is there, and whatever else the call carries', () => {
  expect(toCallLines('Bash', { command: 'ls\nrm -rf ~', description: 'List', dangerouslyDisableSandbox: true })).toEqual(['ls', 'rm -rf ~', 'description: List', 'dangerouslyDisableSandbox: true'])
  expect(toCallLines('Write', { file_path: 'a', content: 'one\ntwo\n' })).toEqual(['+ one', '+ two'])
  expect(toCallLines('Edit', { file_path: 'a', old_string: 'one', new_string: 'two\nthree', replace_all: true })).toEqual(['- one', '+ two', '+ three', 'replace_all: true'])
  expect(toCallLines('MultiEdit', { file_path: 'a', edits: [{ old_string: 'x', new_string: 'y' }, { old_string: 'z', new_string: '' }] })).toEqual(['- x', '+ y', '- z'])
  expect(toCallLines('mcp__db', { sql: 'a\nb' })).toEqual(['{', '  "sql": "a\\nb"', '}'])
})

test('only a call that one line shows whole is called so', () => {
  expect(isWhole('Bash', { command: 'ls', description: 'List' })).toBe(true)
  expect(isWhole('Bash', { command: 'ls\nrm' })).toBe(false)
  expect(isWhole('Bash', { command: 'ls\ndescription: $(rm)' })).toBe(false)
  expect(isWhole('Bash', { command: 'ls', dangerouslyDisableSandbox: true })).toBe(false)
  expect(isWhole('Bash', { command: 'x'.repeat(301) })).toBe(false)
  expect(isWhole('Write', { file_path: 'a', content: 'b' })).toBe(false)
  expect(isWhole('Read', { file_path: 'a' })).toBe(true)
  expect(isWhole('WebFetch', { url: 'https://a.example', prompt: 'Read it' })).toBe(true)
})

test('where little fits, the other lines are counted', () => {
  const brief = (command: string) => toBriefQuestion({ tool: 'Bash', input: { command }, question: 'q', repository: '/code/api' })
  expect(brief('ls\ncd /\nrm -rf .')).toBe('run `ls` and 2 more lines in api')
  expect(brief(`ls\n${'\n'.repeat(200)}rm`)).toBe('run `ls` and 201 more lines in api')
  expect(brief('y'.repeat(200))).toBe(`run \`${'y'.repeat(120)}…\` (80 more characters) in api`)
  expect(toBriefQuestion({ tool: 'Write', input: {}, question: 'write a', repository: '/r' })).toBe('write a')
})

test('what is cut where little fits is never called whole', () => {
  const fits = (tool: string, input: Record<string, unknown>): boolean => isBriefWhole({ tool, input, question: toQuestion(tool, input, '/code/api'), repository: '/code/api' }, 160)
  expect(fits('Bash', { command: 'rm -rf build' })).toBe(true)
  expect(fits('Bash', { command: 'ls\nrm -rf .' })).toBe(false)
  expect(fits('Bash', { command: 'y'.repeat(121) })).toBe(false)
  expect(fits('Read', { file_path: 'a'.repeat(200) })).toBe(false)
  expect(fits('Write', { file_path: 'a', content: 'b' })).toBe(false)
})

test('no command hides a character of another line', () => {
  fc.assert(fc.property(fc.array(fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '' && !text.includes('\n')), { minLength: 1, maxLength: 8 }), (lines) => {
    const shown = toCallLines('Bash', { command: lines.join('\n') })
    expect(shown).toEqual(lines.map(toVisible))
    expect(toVisibleLine(lines.join('\n')).split(' ⏎ ').length).toBeGreaterThanOrEqual(lines.length)
  }))
})
