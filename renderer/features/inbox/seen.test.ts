import { expect, test } from 'vitest'
import type { CommandContext } from '../../commands/command.ts'
import { makeApproval } from '../../state/testing.ts'
import type { Store } from '../../state/store.ts'
import type { View } from '../../state/view.ts'
import { EMPTY_WORLD } from '../../state/world.ts'
import { howSeen } from './seen.ts'

const short = makeApproval({ id: 'q1', job: 'a' })
const long = makeApproval({ id: 'q1', job: 'a', input: { command: 'ls\nrm -rf .' } })
const seen = (hash: string, approval = short, layout: CommandContext['layout'] = 'wide', others: readonly typeof short[] = []): string => {
  const [name, ...path] = hash.split('/')
  const approvals = new Map([approval, ...others].map((each) => [each.id, each]))
  return howSeen({ view: { route: { name, path, query: {} } } as unknown as View, store: { world: { ...EMPTY_WORLD, approvals } } as unknown as Store, layout, approval }, false)
}

test('a question is allowed where it stands whole: always in the inbox, on its job’s page if a line shows it, never from a row', () => {
  expect(seen('inbox/q1', long)).toBe('all')
  expect(seen('inbox', long)).toBe('all')
  expect(seen('inbox', long, 'medium')).toBe('less')
  expect(seen('job/a/log')).toBe('line')
  expect(seen('job/a', long)).toBe('less')
  expect(seen('job/b')).toBe('less')
  expect(seen('jobs')).toBe('less')
  expect(seen('graph')).toBe('less')
  expect(seen('job/a', short, 'wide', [makeApproval({ id: 'q2', job: 'a' })])).toBe('less')
})
