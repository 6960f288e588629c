import { expect, test } from 'vitest'
import { describeGrant } from '../../contract/call-words.ts'
import { toHookAnswer, type PermissionRequest } from './hook.ts'

const request = (suggestions: Record<string, unknown>[]): PermissionRequest => ({ hook_event_name: 'PermissionRequest', tool_name: 'Write', tool_input: { file_path: '/x/a' }, permission_suggestions: suggestions })

test.each([
  [[], 'every Write'],
  [[{ type: 'setMode', mode: 'acceptEdits', destination: 'session' }], 'every edit of files in its folders'],
  [[{ type: 'addDirectories', directories: ['/x', '/y'], destination: 'session' }], 'work in /x, /y as in its own folder'],
  [[{ type: 'addRules', rules: [{ toolName: 'Bash', ruleContent: 'npm test *' }, { toolName: 'Read' }], behavior: 'allow', destination: 'localSettings' }], 'Bash npm test *; every Read'],
])('what "always" covers is said: %j', (suggestions, words) => {
  expect(describeGrant('Write', suggestions)).toBe(words)
})

test('a lasting permission stays in the session and never reaches the repository', () => {
  const answer = toHookAnswer({ allow: true, always: true }, request([{ type: 'addRules', rules: [], behavior: 'allow', destination: 'localSettings' }]))
  expect(JSON.stringify(answer)).not.toContain('localSettings')
  expect(answer).toMatchObject({ hookSpecificOutput: { decision: { behavior: 'allow', updatedPermissions: [{ destination: 'session' }] } } })
})
