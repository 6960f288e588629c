import { expect, test } from 'vitest'
import { Refusal } from '../../../contract/errors.ts'
import { JobSpec } from '../../../contract/job.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { runLine, toJob, useTestEngine } from '../testing.ts'

const place = useTestEngine()
const { start } = place

function toSchedule(changes: Partial<Schedule> = {}): Schedule {
  const { after: _, notBefore: __, ...job } = JobSpec.parse({ prompt: 'Tidy\nup', repository: '/code/api' })
  return {
    id: 's4k9m2p3q0', title: 'Tidy up', job, every: '0 2 * * *', zone: 'Europe/Berlin', catchUpMs: 0, overlap: 'skip', paused: false, nextAt: Date.UTC(2100, 0, 1, 1), upcoming: [Date.UTC(2100, 0, 1, 1), Date.UTC(2100, 0, 2, 1)],
    last: { dueAt: Date.UTC(2026, 5, 1), result: 'submitted', job: 'j4k9m2p3q0', message: '' }, submittedFrom: 'cli', createdAt: 0, ...changes,
  }
}

test('submit --every adds a schedule, prints its id alone, and says on the side when it comes first', async () => {
  const { calls } = await start({ 'schedules.add': () => toSchedule() })
  const line = ['submit', 'Tidy up', '--every', '0 2 * * *', '--zone', 'Europe/Berlin', '--catch-up', '6h', '--overlap', 'queue', '--priority', '2', '--hold']
  const { exit, out, err } = await runLine(place.home, line)
  expect([exit, out]).toEqual([0, 's4k9m2p3q0\n'])
  expect(err).toContain('Next at 2100-01-01 02:00 Europe/Berlin')
  expect(calls).toEqual([{ name: 'schedules.add', args: expect.objectContaining({ every: '0 2 * * *', zone: 'Europe/Berlin', catchUpMs: 6 * 3_600_000, overlap: 'queue', job: expect.objectContaining({ prompt: 'Tidy up', priority: 2, hold: true }) as unknown }) as unknown }])
})

test('submit --every with a key that was used before prints the first schedule, and says when that is another', async () => {
  const { calls } = await start({ 'schedules.add': () => toSchedule() })
  const line = ['--every', ' 0 2 * * * ', '--idempotency-key', 'k', '--repo', '/']
  const [same, other] = [await runLine(place.home, ['submit', 'Tidy\nup', ...line]), await runLine(place.home, ['submit', 'Sweep', ...line])]
  expect([same.out, other.out]).toEqual(['s4k9m2p3q0\n', 's4k9m2p3q0\n'])
  expect(same.err).not.toContain('before')
  expect(other.err).toContain('s4k9m2p3q0 was added with this --idempotency-key before')
  expect(calls[0]!.args).toMatchObject({ idempotencyKey: 'k' })
  expect((calls[0]!.args as { job: object }).job).not.toHaveProperty('idempotencyKey')
})

test.each([
  [['--every', '@daily', '--after', 'j4k9'], '--after'], [['--every', '@daily', '--not-before', '+2h'], '--not-before'], [['--every', '@daily', '--wait'], '--wait'], [['--zone', 'UTC'], 'expected --every'],
  [['--every', '@daily', '--overlap', 'both'], '--overlap'], [['--every', '@daily', '--catch-up', '6'], '6h'],
])('submit %s is refused', async (options, words) => {
  expect(await runLine(place.home, ['submit', 'x', ...options])).toMatchObject({ exit: 2, out: '', err: expect.stringContaining(words) as string })
})

test('ls and show tell times in the zone of the schedule, and what became of the last', async () => {
  await start({ 'schedules.list': () => ({ schedules: [toSchedule(), toSchedule({ id: 's000000002', paused: true, nextAt: null, last: null })] }), 'schedules.get': () => toSchedule() })
  const list = (await runLine(place.home, ['schedule', 'ls', '--no-color'], { tty: 200 })).out
  expect(list).toMatch(/s4k9m2p3q0 +0 2 \* \* \* +Europe\/Berlin +2100-01-01 02:00 \(in \d+ d\) +Tidy up +default +2026-06-01 02:00: submitted j4k9m2p3q0\./)
  expect(list).toMatch(/s000000002 .* paused/)
  const shown = (await runLine(place.home, ['schedule', 'show', 's4k9'])).out
  expect(shown).toMatch(/2100-01-02 02:00[^]*skip: nothing is submitted while[^]*missed while no engine ran is left out[^]*prompt\n {2}Tidy\n {2}up/)
})

test('pause, resume, edit, run and rm send what they say', async () => {
  const { calls } = await start({
    'schedules.edit': ({ paused }) => toSchedule({ paused: paused ?? false }), 'schedules.run': () => toJob({ state: 'queued' }), 'schedules.remove': () => ({ removed: 's4k9m2p3q0' }),
    'schedules.get': () => toSchedule(),
  })
  const lines = [['pause', 's4k9'], ['resume', 's4k9'], ['edit', 's4k9', '--every', '@hourly', '--title', 'New', '--retries', '2', '--catch-up', '0'], ['run', 's4k9'], ['rm', 's4k9']]
  const outs: string[] = []
  for (const line of lines) outs.push((await runLine(place.home, ['schedule', ...line])).out)
  expect(outs[0]).toBe('s4k9m2p3q0  Paused.\n')
  expect(outs.slice(3)).toEqual(['j4k9m2p3q0\n', 'Removed s4k9m2p3q0; its jobs stay.\n'])
  expect(calls.filter(({ name }) => name !== 'schedules.get').map(({ name, args }) => [name, args])).toEqual([
    ['schedules.edit', { id: 's4k9', paused: true }], ['schedules.edit', { id: 's4k9', paused: false }],
    ['schedules.edit', { id: 's4k9', every: '@hourly', catchUpMs: 0, job: { title: 'New', retry: { max: 2, backoffMs: 10_000 } } }],
    ['schedules.run', { id: 's4k9' }], ['schedules.remove', { id: 's4k9' }],
  ])
  expect((await runLine(place.home, ['schedule', 'edit', 's4k9'])).exit).toBe(2)
})

test('edit lays labels and parts of the check over those there are', async () => {
  const schedule = toSchedule()
  const job = { ...schedule.job, labels: { a: '1', b: '2' }, check: { command: 'npm test', timeoutMs: 5000, files: { changed: ['src'] } } }
  const { calls } = await start({ 'schedules.get': () => ({ ...schedule, job }), 'schedules.edit': () => schedule })
  await runLine(place.home, ['schedule', 'edit', 's4k9', '--label', 'b=3', '--check-unchanged', 'docs'])
  await runLine(place.home, ['schedule', 'edit', 's4k9', '--no-check'])
  await runLine(place.home, ['schedule', 'edit', 's4k9', '--touches', 'docs'])
  await runLine(place.home, ['schedule', 'edit', 's4k9', '--no-touches'])
  expect(calls.filter(({ name }) => name === 'schedules.edit').map(({ args }) => (args as { job: unknown }).job)).toEqual([
    { labels: { a: '1', b: '3' }, check: { command: 'npm test', timeoutMs: 5000, files: { changed: ['src'], unchanged: ['docs'] } } }, { check: null }, { touches: ['docs'] }, { touches: [] },
  ])
})

test('a refusal has the exit code of its kind', async () => {
  await start({ 'schedules.get': () => { throw new Refusal('not-found', 'There is no schedule sxxx.') } })
  expect(await runLine(place.home, ['schedule', 'show', 'sxxxx'])).toMatchObject({ exit: 4, err: expect.stringContaining('There is no schedule') as string })
})
