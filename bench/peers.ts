import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { know, median, round, type Figure, type Measure } from './figure.ts'
import { openPlace, tempFolder } from './place.ts'
import { createRunner } from '../main/runner/pty.ts'

const ROUNDS = 3
const ENQUEUES = 200
const WORKS = 20
/** Exact versions, so that a run can be repeated. */
const PACKAGES = { plainjob: '0.0.14', liteque: '0.8.0' }

/** One way to queue and run `/bin/true`, one job after the other. */
interface Peer { name: string; durability: string; enqueue(count: number): Promise<void>; /** Waits, untimed, until what was enqueued is out of the way. */ settle?(): void; work(count: number): Promise<void>; close(): Promise<void> | void }

/** The npm peers live in a cache folder of their own and use our database driver: the comparison is of queues. */
function installPeers(): string {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'dispatch-bench')
  mkdirSync(folder, { recursive: true })
  const done = Object.keys(PACKAGES).every((name) => existsSync(join(folder, 'node_modules', name)))
  if (!done) {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'peers', private: true, type: 'module', dependencies: PACKAGES }))
    execFileSync('npm', ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const driver = join(folder, 'node_modules', 'better-sqlite3')
  if (!existsSync(driver)) symlinkSync(dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json')), driver)
  return folder
}

// oxlint-disable-next-line typescript/no-explicit-any -- packages that are not installed here have no types here
const load = async (folder: string, name: string): Promise<any> => import(pathToFileURL(createRequire(join(folder, 'x.js')).resolve(name)).href)

const runner = createRunner()

/** What every queue does for a job here: a process in a terminal, awaited; what Dispatch does for a job's process. */
async function runTrue(): Promise<void> {
  const started = await runner.start({ file: '/bin/true', args: [], cwd: '/', env: { PATH: '/bin' } })
  if (!started.ok) throw new Error(started.message)
  started.process.onData(() => {})
  await started.process.exited
}

async function openPlainjob(folder: string): Promise<Peer> {
  const { better, defineQueue, defineWorker } = await load(folder, 'plainjob')
  const { default: Database } = await load(folder, 'better-sqlite3')
  const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} }
  const queue = defineQueue({ connection: better(new Database(join(tempFolder('plainjob'), 'x.db'))), logger: quiet })
  return {
    name: 'plainjob', durability: 'WAL with synchronous=NORMAL: a power cut may take jobs that were acknowledged',
    enqueue: async (count) => { for (let i = 0; i < count; i++) queue.add('enqueue', { i }) },
    work: async (count) => {
      let left = count
      const done = Promise.withResolvers<void>()
      const worker = defineWorker('work', runTrue, { queue, logger: quiet, pollIntervall: 1, onCompleted: () => { if (--left === 0) done.resolve() } })
      for (let i = 0; i < count; i++) queue.add('work', { i })
      const stopped = worker.start()
      await done.promise
      await worker.stop()
      await stopped
    },
    close: () => queue.close(),
  }
}

async function openLiteque(folder: string): Promise<Peer> {
  const { buildDBClient, Runner, SqliteQueue } = await load(folder, 'liteque')
  const db = buildDBClient(join(tempFolder('liteque'), 'x.db'), { runMigrations: true })
  allowAsyncTransactions(db.session.client)
  const [queue, other] = ['work', 'enqueue'].map((name) => new SqliteQueue(name, db, { defaultJobArgs: { numRetries: 0 }, keepFailedJobs: false }))
  return {
    name: 'liteque', durability: 'WAL with synchronous=NORMAL: a power cut may take jobs that were acknowledged; finished jobs are deleted',
    enqueue: async (count) => { for (let i = 0; i < count; i++) await other.enqueue({ i }) },
    work: async (count) => {
      for (let i = 0; i < count; i++) await queue.enqueue({ i })
      await new Runner(queue, { run: runTrue }, { concurrency: 1, pollIntervalMs: 1, timeoutSecs: 60 }).runUntilEmpty()
    },
    close: () => {},
  }
}

/** Liteque gives its driver async functions as transactions, which newer drivers refuse. Here it gets what older ones did: the commit follows the function's first synchronous part. */
function allowAsyncTransactions(client: { exec(text: string): void; transaction: unknown }): void {
  client.transaction = (work: (...args: unknown[]) => unknown) => {
    const run = (...args: unknown[]): unknown => {
      client.exec('BEGIN')
      try {
        const value = work(...args)
        client.exec('COMMIT')
        return value
      } catch (error) {
        client.exec('ROLLBACK')
        throw error
      }
    }
    return Object.assign(run, { deferred: run, immediate: run, exclusive: run })
  }
}

function openSpooler(): Peer | null {
  const program = ['tsp', 'ts'].find((name) => /task spooler/i.test(String(spawnSync(name, ['-V'], { encoding: 'utf8' }).stdout)))
  if (program === undefined) return null
  const folder = tempFolder('spooler')
  const env = { ...process.env, TS_SOCKET: join(folder, 's'), TMPDIR: folder, TS_MAXFINISHED: '1000' }
  const call = (...args: string[]) => execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return {
    name: 'task-spooler', durability: 'in memory only: nothing survives its server; each enqueue is a process of its own',
    enqueue: async (count) => { for (let i = 0; i < count; i++) call('-n', '/bin/true') },
    settle: () => { call('-w') },
    work: async (count) => {
      for (let i = 0; i < count; i++) call('-n', '/bin/true')
      call('-w')
    },
    close: () => { call('-K') },
  }
}

/** Works in place; what remains beyond the queue is what makes a run one of Dispatch's: git asked twice, settings written, a log kept, left-over processes looked for. */
async function openDispatch(): Promise<Peer> {
  const place = await openPlace({ slots: 1 })
  const { core } = place.engine
  const spec = { prompt: 'x', repository: place.repository, profile: 'bench', isolation: 'none' }
  return {
    name: 'dispatch', durability: 'WAL with synchronous=FULL: what was acknowledged survives a power cut',
    enqueue: async (count) => { for (let i = 0; i < count; i++) await place.call('jobs.submit', { ...spec, hold: true }) },
    work: async (count) => {
      const ids = []
      for (let i = 0; i < count; i++) ids.push((await place.call('jobs.submit', spec)).id)
      const last = core.store.read.prepare(`SELECT COUNT(*) FROM job WHERE state NOT IN ('finished', 'held')`).pluck()
      await new Promise<void>((resolve) => {
        const look = () => { if (last.get() === 0) resolve() }
        core.store.writer.onCommit(look)
        look()
      })
    },
    close: () => place.engine.stop(),
  }
}

/** Dispatch beside other queues, in turn, in one run: their ratio is worth more than the figures on a machine that has other work. */
export const measure: Measure = async () => {
  const figures: Figure[] = []
  const peers: Peer[] = [await openDispatch()]
  const skip = (name: string, why: unknown) => figures.push(know(`${name} left out`, String(why instanceof Error ? why.message : why).split('\n')[0]!))
  try {
    const folder = installPeers()
    for (const [name, open] of [['plainjob', openPlainjob], ['liteque', openLiteque]] as const) await open(folder).then((peer) => peers.push(peer), (error) => skip(name, error))
  } catch (error) {
    skip('plainjob and liteque', error)
  }
  const spooler = openSpooler()
  if (spooler) peers.push(spooler)
  else skip('task-spooler', 'no tsp on PATH: apt-get install task-spooler')
  const rates = new Map(peers.map((peer) => [peer, { enqueue: [] as number[], work: [] as number[] }]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const peer of peers) {
      rates.get(peer)!.enqueue.push(await rate(ENQUEUES, () => peer.enqueue(ENQUEUES)))
      peer.settle?.()
      rates.get(peer)!.work.push(await rate(WORKS, () => peer.work(WORKS)))
    }
  }
  for (const peer of peers) await peer.close()
  const own = rates.get(peers[0]!)!
  for (const [peer, { enqueue, work }] of rates) {
    const ratio = (mine: number[], other: number[]) => (peer === peers[0] ? '' : ` (dispatch ${round(median(mine.map((each, i) => each / other[i]!)))} × that)`)
    figures.push(know(`${peer.name}: enqueue`, `${round(median(enqueue))} per s${ratio(own.enqueue, enqueue)}`))
    figures.push(know(`${peer.name}: enqueue → start → finish of /bin/true`, `${round(median(work))} per s${ratio(own.work, work)}`))
    figures.push(know('  durability', peer.durability))
  }
  return figures
}

async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const before = performance.now()
  await work()
  return count / (performance.now() - before) * 1000
}
