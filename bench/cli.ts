import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { below, know, spread, type Figure, type Measure } from './figure.ts'
import { fillHistory, makeStandIn, RESULT, tempFolder } from './place.ts'
import { makeRepository } from '../e2e/fixtures/repository.ts'

const RUNS = 15
export const PROGRAM = join(import.meta.dirname, '..', 'bin', 'dispatch')

/** Starts `dispatch serve` and waits until it says where it listens. */
export async function startServe(home: string, nodeFlags: readonly string[] = []): Promise<{ pid: number; stop(): Promise<void> }> {
  const entry = join(import.meta.dirname, '..', 'out', 'main', 'cli.js')
  if (!existsSync(entry)) throw new Error('expected the built program in out/, found none: npm run build')
  const [file, before] = nodeFlags.length === 0 ? [PROGRAM, []] : [process.execPath, [...nodeFlags, entry]]
  const engine = spawn(file, [...before, 'serve', '--home', home], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, DISPATCH_CLAUDE: makeStandIn(`echo '${RESULT}'`) } })
  await once(engine.stdout, 'data')
  return { pid: engine.pid!, stop: async () => { engine.kill('SIGINT'); await once(engine, 'exit') } }
}

/** Wall time of a command, from spawn to exit. */
async function time(args: string[], home: string): Promise<number> {
  const before = performance.now()
  const child = spawn(PROGRAM, args, { stdio: 'ignore', env: { ...process.env, DISPATCH_HOME: home } })
  const [code] = await once(child, 'exit') as [number]
  if (code !== 0) throw new Error(`dispatch ${args.join(' ')} exited ${code}`)
  return performance.now() - before
}

async function timeMany(args: string[], home: string): Promise<number[]> {
  await time(args, home)
  const times: number[] = []
  for (let i = 0; i < RUNS; i++) times.push(await time(args, home))
  return times
}

/** The command line as a person waits for it, with 100,000 jobs of history. */
export const measure: Measure = async () => {
  const home = tempFolder('home')
  const repository = makeRepository()
  await fillHistory(home, 100_000, repository)
  const submit = ['submit', 'Mend the parser', '--repo', repository, '--hold']
  const figures: Figure[] = [know('dispatch --version', spread(await timeMany(['--version'], home), 'ms'))]
  figures.push(know('dispatch submit, no engine running', spread(await timeMany(submit, home), 'ms')))
  const engine = await startServe(home)
  figures.push(
    below('dispatch submit, engine running', await timeMany(submit, home), { at: 'median', limit: 200, unit: 'ms' }),
    below('dispatch ls, 100,000 jobs', await timeMany(['ls'], home), { at: 'median', limit: 300, unit: 'ms' }),
    below('dispatch ls --all, 100,000 jobs', await timeMany(['ls', '--all'], home), { at: 'median', limit: 300, unit: 'ms' }),
    below('dispatch ls --all --search, 100,000 jobs', await timeMany(['ls', '--all', '--search', 'part 4711 of'], home), { at: 'median', limit: 300, unit: 'ms' }),
    know('dispatch status', spread(await timeMany(['status'], home), 'ms')),
  )
  await engine.stop()
  return figures
}
