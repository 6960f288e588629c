import { expect, test } from 'vitest'
import type { Command } from '../../commands/command.ts'
import { makeJob } from '../../state/testing.ts'
import { inFrontFirst, nameTargets, ownKeys } from './order.ts'

const command = (id: string, group: Command['group'], changes = false): Command => ({ id, title: id, group, changes, run: () => {} })
const commands = [command('new', 'window'), command('go', 'go'), command('log', 'job'), command('retry', 'job', true), command('allow', 'inbox', true), command('filter', 'list')]
const order = (...ids: string[]): string[] => inFrontFirst(commands, { targets: ids.map((id) => makeJob({ id })) }).map(({ id }) => id)

test('what is about the jobs in front comes first, and of that what moves them on; an answer is never the first', () => {
  expect(order('a')).toEqual(['retry', 'log', 'new', 'go', 'allow', 'filter'])
  expect(order()).toEqual(commands.map(({ id }) => id))
})

test('the jobs in front go by their name or number', () => {
  const at = (name: string) => ({ route: { name } })
  expect(nameTargets({ targets: [makeJob({ id: 'a', title: 'Shout' })], view: at('job') })).toBe('Shout')
  expect(nameTargets({ targets: [makeJob({ id: 'a' }), makeJob({ id: 'b' })], view: at('jobs') })).toBe('2 jobs')
  expect(nameTargets({ targets: [makeJob({ id: 'a' })], view: at('pipeline') })).toBeNull()
  expect(nameTargets({ targets: [], view: at('jobs') })).toBeNull()
})

test('a key that another command takes is shown with that one alone', () => {
  const [list, terminal, allow] = [{ ...command('list', 'window'), keys: ['t'] }, { ...command('terminal', 'job'), keys: ['t'] }, { ...command('allow', 'inbox'), keys: ['t', 'a'] }]
  expect([...ownKeys([list, terminal, allow])]).toEqual([[list, 't'], [allow, 'a']])
})
