import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus, loadavg, release } from 'node:os'
import { layFigures, type Figure, type Measure } from './figure.ts'

/** Measurements by name, in the order they are run. */
export type Measurements = Record<string, () => Promise<{ measure: Measure }>>

/** Each in a process of its own: what one leaves behind in memory must not count for the next. */
async function measureApart(script: string, name: string): Promise<Figure[]> {
  const child = fork(script, ['--here', name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  let figures: Figure[] | null = null
  child.on('message', (message) => { figures = message as Figure[] })
  const [code] = await once(child, 'exit') as [number | null]
  return figures ?? [{ name, target: null, measured: `broke off (exit code ${code})`, ok: false }]
}

async function measureHere({ measure }: { measure: Measure }): Promise<never> {
  const figures = await measure()
  await new Promise((sent) => process.send ? process.send(figures, sent) : sent(process.stdout.write(`${layFigures(figures)}\n`)))
  process.exit()
}

/** The whole of a bench script: `[NAME…]` runs those named, or all; exit code 1 when a target is missed. `script` is the file that calls this; `where` is said beside the machine. */
export async function runMeasurements(script: string, known: Measurements, where = ''): Promise<void> {
  const args = process.argv.slice(2)
  if (args[0] === '--here') await measureHere(await known[args[1]!]!())
  const unknown = args.find((name) => !Object.hasOwn(known, name))
  if (unknown !== undefined) {
    process.stderr.write(`bench: expected names of measurements, found ${JSON.stringify(unknown)}. There are: ${Object.keys(known).join(', ')}\n`)
    process.exit(2)
  }
  const load = () => loadavg().map((each) => each.toFixed(1)).join(' ')
  process.stdout.write(`${cpus().length} cores (${cpus()[0]?.model.trim() ?? '?'}), ${process.platform} ${release()}, Node ${process.version}${where}, ${new Date().toISOString().slice(0, 10)}, load before ${load()}\n\n`)
  const all: Figure[] = []
  for (const name of args.length > 0 ? args : Object.keys(known)) {
    const figures = await measureApart(script, name)
    process.stdout.write(`${layFigures(figures)}\n\n`)
    all.push(...figures)
  }
  const missed = all.filter((figure) => figure.ok === false).length
  process.stdout.write(`${all.length} figures, ${missed} missed; load after ${load()}\n`)
  process.exitCode = missed === 0 ? 0 : 1
}
