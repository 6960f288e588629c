import { expect, test } from 'vitest'
import { makeJob } from '../../state/testing.ts'
import { toItems } from './items.ts'

const turn = { kind: 'claude', seq: 4, at: 1, text: 'Hi', helper: false } as const
const part = (id: string, over: object = {}) => ({ id, job: makeJob({ id, prompt: `all of ${id}` }), turns: [turn], done: true, ...over })

test('jobs follow one another, each with its prompt, its turns, and how it ended or that it is at work', () => {
  const known = new Map([['j1', makeJob({ id: 'j1', prompt: 'cut', promptCut: true, state: 'finished' })], ['j2', makeJob({ id: 'j2', state: 'running' })]])
  const items = toItems([part('j1'), part('j2'), part('j3', { job: null, turns: [] })], known)
  expect(items.map((item) => `${item.job.id} ${item.kind}${item.kind === 'person' ? `: ${item.text}` : ''}`)).toEqual(['j1 job', 'j1 person: all of j1', 'j1 turn', 'j1 end', 'j2 job', 'j2 person: all of j2', 'j2 turn', 'j2 working'])
  expect(items[0]!.job.state).toBe('finished')
  expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
})
