import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { below, know, median, round, type Measure } from './figure.ts'
import { makeStandIn, openPlace, RESULT, tempFolder, type Place } from './place.ts'

const PAIRS = 200
/** Parents at once; each starts its child when it ends. */
const CHAINS = 1

/** Writes down when its first line runs, prints a result, and writes down when it is about to end (EPOCHREALTIME: seconds with microseconds). */
const SCRIPT = `began=$EPOCHREALTIME
printf '%s\\n' '${RESULT}'
printf '%s %s' "$began" "$EPOCHREALTIME" > "$BENCH_STAMPS/$DISPATCH_JOB"`

/** Milliseconds since the epoch with their fraction, as the stand-in has them. */
const now = (): number => performance.timeOrigin + performance.now()

interface Moments { endStored: number; claimed: number; placed: number; forking: number; forked: number }
const moments = new Map<string, Partial<Moments>>()
const of = (id: string): Partial<Moments> => moments.get(id) ?? moments.set(id, {}).get(id)!

/** Pairs under way: parent and child by row number, and who waits for their end. */
interface Pair { parent: string; child: string; resolve(): void; reject(error: Error): void }
const open = new Set<Pair>()

/** Looks over the engine's shoulder: what every commit says of the pairs under way, and when the real runner was called and was done. */
function watchStarts(place: Place): void {
  const { core } = place.engine
  const select = core.store.read.prepare('SELECT state, worktree, outcome, message FROM job WHERE id = ?')
  core.store.writer.onCommit(() => {
    for (const pair of open) {
      const [parent, child] = [pair.parent, pair.child].map((id) => select.get(id) as { state: string; worktree: string | null; outcome: string | null; message: string | null })
      if (parent!.state === 'finished') of(pair.parent).endStored ??= now()
      if (child!.state === 'starting') of(pair.child).claimed ??= now()
      if (child!.worktree !== null) of(pair.child).placed ??= now()
      if (child!.state !== 'finished') continue
      open.delete(pair)
      if (child!.outcome === 'succeeded') pair.resolve()
      else pair.reject(new Error(child!.message ?? ''))
    }
  })
  const real = core.runner
  core.runner = {
    ...real,
    start: async (request) => {
      const seen = of(request.env['DISPATCH_JOB'] ?? '')
      seen.forking = now()
      const started = await real.start(request)
      seen.forked = now()
      return started
    },
  }
}

/** From the end of a parent to the first line of its child's program, in a worktree of its own from the parent's branch. */
export const measure: Measure = async () => {
  const stamps = tempFolder('stamps')
  const place = await openPlace({ history: 1000, claude: makeStandIn(SCRIPT), env: { BENCH_STAMPS: stamps } })
  watchStarts(place)
  const read = (id: string) => readFileSync(join(stamps, id), 'utf8').split(' ').map((each) => Number(each) * 1000) as [number, number]
  const pairs: { parent: string; child: string }[] = []
  const remaining = { pairs: PAIRS + 10 }
  await Promise.all(Array.from({ length: CHAINS }, async () => {
    while (remaining.pairs-- > 0) pairs.push(await runPair(place))
  }))
  const measured = pairs.slice(10).filter(({ child }) => existsSync(join(stamps, child)))
  const rows = measured.map(({ parent, child }) => {
    const seen = of(child) as Moments
    const stored = of(parent).endStored!
    const [began] = read(child)
    return { whole: began - stored, fromExit: began - read(parent)[1], claim: seen.claimed - stored, place: seen.placed - seen.claimed, prepare: seen.forking - seen.placed, fork: seen.forked - seen.forking, program: began - seen.forked }
  })
  if (rows.length < PAIRS) throw new Error(`expected ${PAIRS} pairs to run, found ${rows.length}`)
  await place.engine.stop()
  const part = (key: keyof (typeof rows)[number]) => round(median(rows.map((row) => row[key])))
  return [
    below('parent’s end stored → first line of the child’s program', rows.map((row) => row.whole), { at: 'p99', limit: 50, unit: 'ms' }),
    know('  of it (medians)', `claim ${part('claim')} · worktree ${part('place')} · files and settings ${part('prepare')} · terminal and fork ${part('fork')} · shell and exec ${part('program')} ms`),
    below('parent’s program ends → first line of the child’s (commit of its work included)', rows.map((row) => row.fromExit), { at: 'median', limit: 100, unit: 'ms' }),
  ]

  async function runPair(at: Place): Promise<{ parent: string; child: string }> {
    const spec = { repository: at.repository, profile: 'bench' }
    const parent = await at.call('jobs.submit', { ...spec, prompt: 'first', hold: true })
    const child = await at.call('jobs.submit', { ...spec, prompt: 'second', after: [parent.id] })
    const ended = new Promise<void>((resolve, reject) => { open.add({ parent: parent.id, child: child.id, resolve, reject }) })
    await at.call('jobs.release', { id: parent.id })
    await ended
    return { parent: parent.id, child: child.id }
  }
}
