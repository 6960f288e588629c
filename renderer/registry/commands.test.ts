import { expect, test } from 'vitest'
import { find } from '../features/palette/find.ts'
import { keywords } from '../words/keywords.ts'
import { COMMANDS } from './commands.ts'

test('ids are unique, and every key that needs no condition belongs to one command alone', () => {
  expect(new Set(COMMANDS.map((command) => command.id)).size).toBe(COMMANDS.length)
  const always = COMMANDS.filter((command) => !command.when).flatMap((command) => command.keys ?? [])
  expect(new Set(always).size).toBe(always.length)
  for (const command of COMMANDS) if (command.when) for (const key of command.keys ?? []) expect(always, `${key} of ${command.id} can never be reached`).not.toContain(key)
})

test('what a person can only reach by key is moving about; everything else is in the palette', () => {
  expect(COMMANDS.filter((command) => command.keyOnly).every((command) => command.keys && !command.changes)).toBe(true)
})

/** What the palette is to find first, or among the first, for the words of the command line. */
const BY_WORD: Record<string, string> = {
  submit: 'job.new', plan: 'plan.new', edit: 'job.edit', continue: 'job.followUp', ls: 'go.queue', show: 'job.details', logs: 'job.log', graph: 'go.graph', wait: 'job.log', cancel: 'job.cancel', hold: 'job.hold', release: 'job.release', retry: 'job.retry',
  pipeline: 'go.pipelines', diff: 'job.changes', land: 'job.land', open: 'job.takeOver', approvals: 'go.inbox', approve: 'inbox.allow', deny: 'inbox.deny', profile: 'go.profiles', login: 'profile.login', check: 'profile.check', schedule: 'go.schedules', status: 'go.settings', serve: 'go.settings',
  pause: 'engine.pause', resume: 'engine.resume', doctor: 'go.doctor', gc: 'engine.gc', demo: 'engine.practice', export: 'plan.export', schema: 'plan.schema', mermaid: 'graph.export',
}

test('the words of the command line find what does the same', () => {
  const listed = COMMANDS.filter((command) => !command.keyOnly)
  for (const [word, id] of Object.entries(BY_WORD)) expect(find(listed, word, ({ title }) => title, (command) => command.keywords ?? '').map((command) => command.id), word).toContain(id)
  const ids = new Set(COMMANDS.map((command) => command.id))
  expect(Object.keys(keywords).filter((id) => !ids.has(id))).toEqual([])
})
