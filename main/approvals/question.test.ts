import { expect, test } from 'vitest'
import { toQuestion } from './question.ts'

test.each<[string, Record<string, unknown>, string]>([
  ['Bash', { command: 'npm   test\n&& ls' }, 'run `npm test && ls` in api'],
  ['Write', { file_path: '/etc/hosts' }, 'write /etc/hosts'],
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

test('what a terminal would obey is taken out, and what is long is cut', () => {
  expect(toQuestion('Bash', { command: 'echo \u001b[2Jhidden\u0007' }, '/r')).toBe('run `echo [2Jhidden` in r')
  const long = toQuestion('Bash', { command: 'x'.repeat(5000) }, '/r')
  expect(long.length).toBeLessThan(330)
  expect(long).toContain('…')
})
