import Database from 'better-sqlite3'
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { atLeast, know, median, quantile, round, type Figure, type Measure } from './figure.ts'
import { createRandom } from './random.ts'
import { makeStandIn, openPlace, RESULT, tempFolder, watchLoop, type Place } from './place.ts'
import { readRaw } from '../main/store/logs.ts'

const MEGABYTES = 48
const ROUNDS = 3

/** Prose and code as Claude and its tools write them: repetitive, but not the same line over and over. */
function createText(): (length: number) => string {
  const random = createRandom(7)
  const words = readFileSync(join(import.meta.dirname, '..', 'main', 'engine.ts'), 'utf8').split(/(?<=\s)/)
  return (length) => {
    let text = ''
    while (text.length < length) {
      text += words[Math.floor(random() * words.length)]! + (random() > 0.9 ? random().toString(36).slice(2) : '')
    }
    return text.slice(0, length)
  }
}

/** A long run as stream-json: partial messages word by word, whole messages, tool results of a few kB, now and then one of 100 kB. */
function makeStream(file: string): { bytes: number; lines: number } {
  const text = createText()
  const session = '0b0c9a52-6a5f-4f0e-9f3e-3a2b1c4d5e6f'
  const lines: string[] = []
  let bytes = 0
  const add = (event: object): void => {
    const line = JSON.stringify({ ...event, session_id: session, uuid: `${lines.length.toString(16).padStart(12, '0')}-4c1e-9d3b` })
    lines.push(line)
    bytes += Buffer.byteLength(line) + 1
  }
  add({ type: 'system', subtype: 'init', cwd: '/repo', model: 'model', tools: ['Bash', 'Read', 'Edit'], mcp_servers: [], permissionMode: 'dontAsk', claude_code_version: '2.1.330' })
  for (let turn = 0; bytes < MEGABYTES * 1e6; turn++) {
    const said = text(900)
    for (let at = 0; at < said.length; at += 12) add({ type: 'stream_event', event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: said.slice(at, at + 12) } }, parent_tool_use_id: null })
    const id = `toolu_${turn}`
    add({ type: 'assistant', message: { id: `msg_${turn}`, role: 'assistant', content: [{ type: 'text', text: said }, { type: 'tool_use', id, name: turn % 2 ? 'Bash' : 'Read', input: turn % 2 ? { command: `npm test -- part${turn}` } : { file_path: `/repo/src/part${turn}.ts` } }], usage: { input_tokens: 10, output_tokens: 300 } }, parent_tool_use_id: null })
    const result = text(turn % 40 === 39 ? 100_000 : 4000)
    add({ type: 'user', message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: result, is_error: false }] }, parent_tool_use_id: null, tool_use_result: { stdout: result, stderr: '', interrupted: false } })
  }
  lines.push(RESULT)
  const all = `${lines.join('\n')}\n`
  writeFileSync(file, all)
  return { bytes: Buffer.byteLength(all), lines: lines.length }
}

const written = (): number => Number(/^write_bytes: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))![1])

/** A run that writes as fast as it can: terminal → parser → SQLite, every byte kept. */
export const measure: Measure = async () => {
  const folder = tempFolder('stream')
  const source = join(folder, 'stream.jsonl')
  const { bytes, lines } = makeStream(source)
  const script = `printf '%s' "$EPOCHREALTIME" > "${folder}/began"\ncat "${source}"\nprintf '%s' "$EPOCHREALTIME" > "${folder}/ended"`
  const place = await openPlace({ claude: makeStandIn(script) })
  const rates: number[] = []
  const amplification: number[] = []
  const blocked: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = written()
    const { value: id, blockedMs } = await watchLoop(() => runOnce(place))
    const stored = place.engine.core.store.read.prepare('SELECT ended_at FROM job WHERE id = ?').pluck().get(id) as number
    rates.push(bytes / 1e6 / (stored / 1000 - Number(readFileSync(join(folder, 'began'), 'utf8'))))
    checkpoint(place)
    amplification.push((written() - before) / bytes)
    blocked.push(blockedMs)
    await compare(place, id, source)
  }
  const { core } = place.engine
  const packed = core.store.read.prepare('SELECT SUM(length(bytes)) FROM log_raw').pluck().get() as number / ROUNDS
  const entries = core.store.read.prepare('SELECT COUNT(*) AS n, SUM(length(text) + COALESCE(length(data), 0)) AS size FROM log_entry').get() as { n: number; size: number }
  await place.engine.stop()
  const wrote: Figure = existsSync('/proc/self/io')
    ? { name: '  bytes written to disk per byte of the terminal', target: 'median < 1.5', measured: `${amplification.map(round).join(' · ')}`, ok: median(amplification) < 1.5 }
    : know('  bytes written to disk', 'not told by this system')
  return [
    atLeast(`log: terminal → parser → SQLite, ${MEGABYTES} MB of stream-json a run`, rates, 20, 'MB/s'),
    { name: '  bytes and lines stored as written', target: 'all', measured: `${(bytes / 1e6).toFixed(1)} MB in ${lines.toLocaleString('en-US')} lines, ${ROUNDS} runs: identical`, ok: true },
    wrote,
    know('  kept on disk', `raw ${round(packed / bytes * 100)} % of the bytes (zstd), entries ${round(entries.size / ROUNDS / bytes * 100)} % (${Math.round(entries.n / ROUNDS).toLocaleString('en-US')} a run)`),
    know('  event loop away meanwhile', `max ${round(quantile(blocked, 1))} ms`),
  ]
}

async function runOnce(place: Place): Promise<string> {
  const { id } = await place.call('jobs.submit', { prompt: 'write much', repository: place.repository, profile: 'bench' })
  for (;;) {
    const job = await place.call('jobs.get', { id })
    if (job.state === 'finished') {
      if (job.outcome!.kind !== 'succeeded') throw new Error(job.outcome!.message)
      return id
    }
    await pause(25)
  }
}

/** What still waits in the write-ahead log counts too: it goes to the database sooner or later. */
function checkpoint(place: Place): void {
  const db = new Database(place.engine.core.store.file)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

/** Every byte, in order; the terminal makes \r\n of \n, and the source holds no \r. */
async function compare(place: Place, id: string, source: string): Promise<void> {
  const { read } = place.engine.core.store
  const seq = read.prepare('SELECT seq FROM job WHERE id = ?').pluck().get(id) as number
  const parts: Buffer[] = []
  for (let offset: number | null = 0; offset !== null;) {
    const page = readRaw(read, seq, 1, offset)
    parts.push(page.bytes)
    offset = page.next
  }
  const stored = Buffer.concat(parts).toString('utf8').replaceAll('\r\n', '\n')
  let at = 0
  for await (const chunk of createReadStream(source, 'utf8')) {
    if (!stored.startsWith(chunk as string, at)) throw new Error(`expected the bytes of ${source} from character ${at}, found others`)
    at += (chunk as string).length
  }
  if (at !== stored.length || statSync(source).size === 0) throw new Error(`expected ${at} characters, found ${stored.length}`)
}
