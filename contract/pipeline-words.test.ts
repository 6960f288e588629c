import { expect, test } from 'vitest'
import { describeForecast, describeForeseen } from './pipeline-words.ts'
import type { Forecast } from './pipeline.ts'

const NOW = new Date(2026, 10, 23, 14, 20).getTime()
const MINUTE = 60_000
const at = (ms: number, judged: number, of: number): Parameters<typeof describeForecast>[0] => ({ etaAt: NOW + ms, obstacle: null, judged, of })
const never = (kind: NonNullable<Forecast['obstacle']>['kind'], job: { id: string; title: string } | null = { id: 'j4k9m2p3q0', title: 'Package it' }): Parameters<typeof describeForecast>[0] => ({ etaAt: null, obstacle: { kind, job }, judged: 0, of: 1 })

test.each<[Parameters<typeof describeForecast>[0], string]>([
  [at(12 * MINUTE, 6, 9), 'About 12 min left, ends about 14:32, judged by past runs of 6 of the 9 jobs left.'],
  [at(125 * MINUTE, 9, 9), 'About 2 h 5 min left, ends about 16:25, judged by past runs of the 9 jobs left.'],
  [at(20_000, 1, 1), 'About 20 s left, ends about 14:20, judged by past runs of the one job left.'],
  [at(0, 1, 1), 'Should end any moment, judged by past runs of the one job left.'],
  [never('person'), 'Nobody can say when it ends: j4k9m2p3q0 ‘Package it’ waits for a person.'],
  [never('held'), 'Nobody can say when it ends: j4k9m2p3q0 ‘Package it’ is held.'],
  [never('will-be-held'), 'Nobody can say when it ends: j4k9m2p3q0 ‘Package it’ will be held unless something fails before it.'],
  [never('paused'), 'Nobody can say when it ends: the profile of j4k9m2p3q0 ‘Package it’ starts no jobs.'],
  [never('paused', null), 'Nobody can say when it ends: the engine starts no jobs.'],
  [never('outside'), 'Nobody can say when it ends: it waits for j4k9m2p3q0 ‘Package it’, which is not part of it.'],
  [never('no-estimate'), 'Nobody can say when it ends: no job like j4k9m2p3q0 ‘Package it’ has succeeded yet.'],
])('%o: %s', (forecast, words) => {
  expect(describeForecast(forecast, NOW)).toBe(words)
})

test('two jobs whose work does not go together', () => {
  const titles = new Map([['j1', 'Docs'], ['j2', 'Tests']])
  expect(describeForeseen({ jobs: ['j1', 'j2'], files: ['a.ts', 'b.ts'] }, (id) => titles.get(id))).toBe('The work of j1 ‘Docs’ and j2 ‘Tests’ conflicts in a.ts, b.ts: a job after both would be held for it.')
  expect(describeForeseen({ jobs: ['j1', 'j3'], files: ['a.ts'] }, (id) => titles.get(id))).toContain('j1 ‘Docs’ and j3 conflicts')
})
