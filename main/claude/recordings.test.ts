import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogDraft } from '../../contract/log.ts'
import type { Execution } from '../../contract/job.ts'
import { toClock } from './limits.ts'
import { classify } from './outcome.ts'
import { createStreamParser } from './stream.ts'

const FOLDER = join(import.meta.dirname, 'recordings')
interface Recorded { exitCode: number | null; signal: string | null; stderr: string }
const index = JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8')) as Record<string, Recorded>
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length))

/** What the terminal shows: standard error and output on one line discipline. */
function read(name: string): Buffer {
  return Buffer.concat([Buffer.from(index[name]?.stderr ?? ''), readFileSync(join(FOLDER, `${name}.jsonl`))])
}

function parse(chunks: Buffer[]) {
  const parser = createStreamParser()
  const drafts: LogDraft[] = chunks.flatMap((chunk) => parser.push(chunk))
  drafts.push(...parser.end())
  return { drafts, summary: parser.summary() }
}

function classifyRecording(name: string, more: Partial<Execution> = {}) {
  const { exitCode, signal } = index[name]!
  const { summary } = parse([read(name)])
  return classify({ execution: { exitCode, signal, stoppedBy: null, ...more }, summary, profile: { name: 'work', auth: 'login' }, timeoutMs: 3_600_000, now: Date.UTC(2026, 10, 22) })
}

/** Recording → what becomes of it. `ok` alone: Claude did its part; a second word: unless a check passes. */
const EXPECTED: Record<string, string> = {
  text: 'ok', 'text-partial': 'ok', 'tool-write': 'ok', 'tool-parallel': 'ok', 'tool-partial': 'ok', 'resume-ok': 'ok', 'usage-known': 'ok', 'usage-warning': 'ok', 'retry-then-success': 'ok', 'background-bash': 'ok',
  'permission-allow': 'ok', 'mcp-failed': 'ok', 'settings-not-json': 'ok', 'deferred-allowed': 'ok',
  'all-refused': 'ok refused-tools', 'plan-refused': 'ok refused-tools', 'dont-ask-refused': 'ok refused-tools', 'permission-deny': 'ok refused-tools', 'permission-interrupt': 'refused-tools',
  'error-400': 'api-error', 'error-404': 'api-error', 'error-500': 'api-error', 'error-529': 'api-error', cut: 'api-error', 'credit-empty': 'api-error',
  'error-401': 'auth-failed', 'error-401-token': 'auth-failed', 'error-403': 'auth-failed', 'not-logged-in': 'auth-failed',
  'limit-five-hour': 'limit-reached', 'limit-seven-day': 'limit-reached', 'limit-api-key': 'limit-reached', 'limit-subscription-headers-api-key': 'limit-reached',
  'max-turns': 'max-turns', 'max-budget': 'budget-exceeded', 'max-tokens': 'claude-error', refusal: 'claude-error', 'prompt-too-long': 'claude-error', deferred: 'claude-error',
  'sigint-before-answer': 'killed', 'sigint-mid-answer': 'killed', 'sigint-mid-bash': 'killed', 'sigterm-mid-bash': 'killed', sigkill: 'killed',
  'resume-unknown': 'start-failed', 'session-id-reused': 'start-failed', 'settings-missing': 'start-failed', 'config-invalid': 'start-failed', 'root-bypass': 'start-failed', 'root-bypass-told': 'start-failed',
}

describe('every recorded end of a run', () => {
  it('has a row here', () => {
    expect(names.filter((name) => EXPECTED[name] === undefined)).toEqual([])
    expect(names.length).toBeGreaterThan(40)
  })

  it.each(names)('%s', (name) => {
    const { outcome, refused } = classifyRecording(name)
    const found = outcome === 'ok' ? ['ok', refused?.reason].filter(Boolean).join(' ') : outcome.reason
    expect(found).toBe(EXPECTED[name])
    if (outcome !== 'ok') {
      expect(outcome.message).toMatch(/^[A-Z].{20,}/s)
      expect(outcome.message).not.toMatch(/ede_diagnostic|undefined|null|\n/)
    }
  })

  it('goes by who stopped it first', () => {
    expect(classifyRecording('sigint-mid-answer', { stoppedBy: 'person' }).outcome).toMatchObject({ kind: 'cancelled', reason: 'by-person' })
    expect(classifyRecording('sigterm-mid-bash', { stoppedBy: 'timeout' }).outcome).toMatchObject({ kind: 'failed', reason: 'timed-out', message: expect.stringContaining('1 h') })
    expect(classifyRecording('sigkill', { stoppedBy: 'engine' }).outcome).toMatchObject({ kind: 'lost', reason: 'lost' })
    expect(classifyRecording('text', { exitCode: null, startError: 'the folder is gone' }).outcome).toMatchObject({ reason: 'start-failed', message: expect.stringContaining('the folder is gone') })
  })

  it('names the reset of a limit, and whose it is', () => {
    const { outcome, limitResetsAt } = classifyRecording('limit-five-hour')
    const resetsAt = Number(/"resetsAt":(\d+)/.exec(read('limit-five-hour').toString())![1]) * 1000
    expect(limitResetsAt).toBe(resetsAt)
    expect(outcome).toMatchObject({ message: `The five-hour limit of profile work is reached; it resets at ${toClock(resetsAt, Date.UTC(2026, 10, 22))}.` })
    expect(classifyRecording('limit-api-key').limitResetsAt).toBeNull()
  })

  it('repeats why Claude could not start', () => {
    expect(classifyRecording('session-id-reused').outcome).toMatchObject({ message: expect.stringContaining('already in use') })
    expect(classifyRecording('settings-missing').outcome).toMatchObject({ message: expect.stringContaining('Settings file not found') })
    expect(classifyRecording('resume-unknown').outcome).toMatchObject({ message: expect.stringContaining('start a new one') })
  })
})

describe('entries of the recordings', () => {
  const kinds = (name: string) => parse([read(name)]).drafts.map((draft) => draft.kind)

  it('tell a run with tools from start to end', () => {
    expect(kinds('tool-parallel')).toEqual(['note', 'text', 'tool-call', 'tool-call', 'tool-call', 'tool-result', 'tool-result', 'tool-result', 'text', 'result'])
    expect(parse([read('tool-write')]).drafts.find((draft) => draft.kind === 'tool-call')).toMatchObject({ text: 'Write made.txt 1 line', data: { name: 'Write', input: { content: 'practice\n' } } })
  })

  it('do not differ with partial messages', () => {
    const comparable = (name: string) => parse([read(name)]).drafts.map(({ kind, text }) => (kind === 'result' ? kind : `${kind} ${text}`))
    expect(comparable('tool-partial')).toEqual(comparable('tool-write'))
    expect(kinds('text-partial')).toContain('thinking')
  })

  it('tell of retries, refusals, limits, lost servers and background work', () => {
    expect(kinds('retry-then-success').filter((kind) => kind === 'retry')).toHaveLength(2)
    expect(kinds('permission-deny')).toContain('permission')
    expect(kinds('limit-seven-day')).toContain('limit')
    expect(parse([read('mcp-failed')]).drafts.map((draft) => draft.text).join()).toContain('MCP server broken did not start')
    expect(kinds('background-bash').filter((kind) => kind === 'result')).toHaveLength(2)
    expect(parse([read('background-bash')]).summary).toMatchObject({ results: 2, last: { result: 'It has ended.' } })
    expect(kinds('session-id-reused')).toEqual(['stderr'])
  })

  it('bill a resumed run for itself alone', () => {
    const { summary } = parse([read('resume-ok')])
    expect(summary.costUsd).toBeCloseTo(summary.totalCostUsd / 2, 10)
    expect(summary.usage).toEqual({ inputTokens: 12, outputTokens: 9, cacheReadTokens: 1000, cacheWriteTokens: 0 })
    expect(parse([read('background-bash')]).summary.costUsd).toBeCloseTo(0.001984, 10)
  })
})

describe('the terminal', () => {
  const whole = Buffer.concat(['text-partial', 'tool-parallel', 'session-id-reused', 'limit-five-hour', 'background-bash'].map(read))

  it('may cut its output anywhere', () => {
    const expected = parse([whole])
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 60 }), (cuts) => {
      const ends = [...cuts.sort((a, b) => a - b), whole.length]
      const found = parse(ends.map((end, at) => whole.subarray(ends[at - 1] ?? 0, end)))
      expect(found).toEqual(expected)
    }), { numRuns: 60 })
  })

  it('may give a byte at a time, and reuse its buffer', () => {
    const parser = createStreamParser()
    const buffer = Buffer.alloc(1)
    const drafts: LogDraft[] = []
    for (const byte of read('tool-write')) {
      buffer[0] = byte
      drafts.push(...parser.push(buffer))
    }
    expect(drafts).toEqual(parse([read('tool-write')]).drafts)
  })

  it('ends lines its own way', () => {
    const crlf = Buffer.from(whole.toString('utf8').replaceAll('\n', '\r\n'))
    expect(parse([crlf])).toEqual(parse([whole]))
  })

  it('is read at more than 60 MB/s', () => {
    const delta = `{"type":"stream_event","event":{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${'word '.repeat(6)}"}},"session_id":"s","parent_tool_use_id":null,"uuid":"u"}\n`
    const unit = Buffer.concat([Buffer.from(delta.repeat(200)), read('tool-parallel'), Buffer.from(`${JSON.stringify({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 'x', content: 'line of output\n'.repeat(1500) }] } })}\n`)])
    const big = Buffer.concat(Array.from({ length: 200 }, () => unit))
    const used = process.cpuUsage()
    const parser = createStreamParser()
    let entries = 0
    for (let at = 0; at < big.length; at += 65_536) entries += parser.push(big.subarray(at, at + 65_536)).length
    const speed = big.length / 1e6 / (process.cpuUsage(used).user / 1e6)
    console.log(`stream parser: ${speed.toFixed(0)} MB/s, ${entries} entries of ${(big.length / 1e6).toFixed(0)} MB`)
    // Processor time, and a third of the target: the machine that tests may be busy, which costs a little of that too.
    expect(speed).toBeGreaterThan(20)
  })
})
