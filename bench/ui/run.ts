import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus, loadavg, release } from 'node:os'
import { layFigures, type Figure, type Measure } from '../figure.ts'

/** Every measurement, in the order it is run. */
const MEASUREMENTS: Record<string, () => Promise<{ measure: Measure }>> = {
  bundle: () => import('./bundle.ts'),
  idle: () => import('./idle.ts'),
  paint: () => import('./paint.ts'),
  latency: () => import('./latency.ts'),
  scroll: () => import('./scroll.ts'),
  'scroll-log': () => import('./scroll-log.ts'),
  graph: () => import('./graph.ts'),
  soak: () => import('./soak.ts'),
}

/** Each in a process of its own: what one leaves behind in memory must not count for the next. */
async function measureApart(name: string): Promise<Figure[]> {
  const child = fork(import.meta.filename, ['--here', name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  let figures: Figure[] | null = null
  child.on('message', (message) => { figures = message as Figure[] })
  const [code] = await once(child, 'exit') as [number | null]
  return figures ?? [{ name, target: null, measured: `broke off (exit code ${code})`, ok: false }]
}

async function measureHere(name: string): Promise<never> {
  const { measure } = await MEASUREMENTS[name]!()
  const figures = await measure()
  await new Promise((sent) => process.send ? process.send(figures, sent) : sent(process.stdout.write(`${layFigures(figures)}\n`)))
  process.exit()
}

const args = process.argv.slice(2)
if (args[0] === '--here') await measureHere(args[1]!)
const unknown = args.find((name) => !Object.hasOwn(MEASUREMENTS, name))
if (unknown !== undefined) {
  process.stderr.write(`bench: expected names of measurements, found ${JSON.stringify(unknown)}. There are: ${Object.keys(MEASUREMENTS).join(', ')}\n`)
  process.exit(2)
}

const load = () => loadavg().map((each) => each.toFixed(1)).join(' ')
process.stdout.write(`${cpus().length} cores (${cpus()[0]?.model.trim() ?? '?'}), ${process.platform} ${release()}, Node ${process.version}, headless Chromium without a GPU, ${new Date().toISOString().slice(0, 10)}, load before ${load()}\n\n`)
const all: Figure[] = []
for (const name of args.length > 0 ? args : Object.keys(MEASUREMENTS)) {
  const figures = await measureApart(name)
  process.stdout.write(`${layFigures(figures)}\n\n`)
  all.push(...figures)
}
const missed = all.filter((figure) => figure.ok === false).length
process.stdout.write(`${all.length} figures, ${missed} missed; load after ${load()}\n`)
process.exitCode = missed === 0 ? 0 : 1
