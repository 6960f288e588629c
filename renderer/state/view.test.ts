import { expect, test } from 'vitest'
import type { Route } from './route.ts'
import { cursorAt, NO_FILTER, toFilter, withFilter } from './view.ts'

const at = (name: string, path: string[] = [], query: Record<string, string> = {}): Route => ({ name, path, query })

test('a drawing somebody comes to points at no job of another place; what was pointed at in it stays', () => {
  const open = { route: at('job', ['j1']), cursor: 'j1' }
  expect(cursorAt(at('pipeline', ['p1']), open)).toBeNull()
  expect(cursorAt(at('graph'), open)).toBeNull()
  expect(cursorAt(at('pipeline', ['p2']), { route: at('pipeline', ['p1']), cursor: 'j2' })).toBeNull()
  expect(cursorAt(at('pipeline', ['p1'], { x: '1' }), { route: at('pipeline', ['p1']), cursor: 'j2' })).toBe('j2')
  expect(cursorAt(at('jobs'), open)).toBe('j1')
  expect(cursorAt(at('job', ['j3']), open)).toBe('j3')
})

test('the address of a job beside a filtered list carries the filter; one that brings its own keeps it', () => {
  const filter = { ...NO_FILTER, state: 'held', text: 'Node 29' }
  expect(withFilter(at('job', ['j1', 'log'], { run: '2' }), filter)).toEqual(at('job', ['j1', 'log'], { run: '2', state: 'held', q: 'Node 29' }))
  expect(toFilter(withFilter(at('job', ['j1']), filter))).toEqual(filter)
  expect(withFilter(at('job', ['j1'], { q: 'own' }), filter)).toEqual(at('job', ['j1'], { q: 'own' }))
  expect(withFilter(at('job', ['j1']), NO_FILTER)).toEqual(at('job', ['j1']))
  expect(withFilter(at('inbox'), filter)).toEqual(at('inbox'))
})
