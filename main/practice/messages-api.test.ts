import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { realClaude } from '../../e2e/fixtures/claude.ts'
import { makePlace, runClaude, SESSION, type ClaudeRun } from '../../e2e/fixtures/claude-run.ts'
import { outcomeCases, runCase } from '../../e2e/fixtures/scripts.ts'
import { removeTempFolders, tempFolder } from '../../e2e/fixtures/temp.ts'
import type { Answer } from './answer.ts'
import { startMessagesApi, type MessagesApi } from './messages-api.ts'
import { byPrompt, sequence, toTurn, type Script } from './script.ts'

let api: MessagesApi | null = null
afterEach(async () => {
  await api?.stop()
  api = null
  removeTempFolders()
})

async function post(script: Script, body: Record<string, unknown> = {}, options: { session?: string; signal?: AbortSignal } = {}): Promise<Response> {
  api ??= await startMessagesApi(script)
  return fetch(`${api.url}/v1/messages?beta=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-claude-code-session-id': options.session ?? 's1' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...body }),
    ...(options.signal ? { signal: options.signal } : {}),
  })
}
const eventsOf = (text: string) => [...text.matchAll(/^data: (.+)$/gm)].map((match) => JSON.parse(match[1]!) as Record<string, any>)

describe('the wire', () => {
  test('streams a message whose deltas add up to the text, split between characters', async () => {
    const text = 'Zwölf 🙂🙃 Boxkämpfer'
    const response = await post(() => ({ kind: 'slow', text, delayMs: 1, pieces: 9 }), { stream: true })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const events = eventsOf(await response.text())
    expect(events.map((event) => event.type).filter((type, at, all) => type !== all[at - 1]))
      .toEqual(['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop'])
    expect(events.filter((event) => event.delta?.type === 'text_delta').map((event) => event.delta.text).join('')).toBe(text)
    expect(events.find((event) => event.type === 'message_delta')).toMatchObject({ delta: { stop_reason: 'end_turn' }, usage: { input_tokens: 12 } })
  })

  test('streams a tool call whose input adds up', async () => {
    const input = { file_path: '/repo/ä.txt', content: '"quoted"\n' }
    const events = eventsOf(await (await post(() => ({ kind: 'tool', calls: [{ name: 'Write', input }] }), { stream: true })).text())
    expect(JSON.parse(events.filter((event) => event.delta?.type === 'input_json_delta').map((event) => event.delta.partial_json).join(''))).toEqual(input)
    expect(events.find((event) => event.type === 'message_delta')!.delta.stop_reason).toBe('tool_use')
  })

  test('answers whole messages when no stream is asked for', async () => {
    expect(await (await post(() => ({ kind: 'text', thinking: 'hm', text: 'yes' }))).json()).toMatchObject({ role: 'assistant', model: 'm', stop_reason: 'end_turn', content: [{ type: 'thinking' }, { type: 'text', text: 'yes' }] })
  })

  test('hangs until the request is dropped, and does not hold up stop', async () => {
    const abort = new AbortController()
    const pending = post(() => ({ kind: 'hang' }), {}, { signal: abort.signal }).then(() => 'answered', () => 'dropped')
    await expect.poll(() => api?.requests.length).toBe(1)
    await api!.until('hang')
    abort.abort()
    expect(await pending).toBe('dropped')
    const other = post(() => ({ kind: 'hang' })).then(() => 'answered', () => 'dropped')
    await expect.poll(() => api?.requests.length).toBe(2)
    await api!.stop()
    expect(await other).toBe('dropped')
  })

  test('cuts the connection midway', async () => {
    const response = await post(() => ({ kind: 'cut', after: 2 }), { stream: true })
    await expect(response.text()).rejects.toThrow()
  })

  test('a script that throws is an API error, another path a 404, a body that is no JSON a 400', async () => {
    expect((await post(() => { throw new Error('broken script') })).status).toBe(500)
    expect((await fetch(`${api!.url}/v1/models`)).status).toBe(404)
    expect((await fetch(`${api!.url}/v1/messages`, { method: 'POST', body: '{' })).status).toBe(400)
  })
})

describe('scripts', () => {
  test('sequence goes on per session and repeats its end', async () => {
    const script = sequence([{ kind: 'text', text: 'one' }, { kind: 'text', text: 'two' }])
    const say = async (session: string) => ((await (await post(script, {}, { session })).json()) as { content: { text: string }[] }).content[0]!.text
    expect([await say('a'), await say('b'), await say('a'), await say('a')]).toEqual(['one', 'one', 'two', 'two'])
  })

  test('byPrompt takes the first match of the first words, not of a reminder', async () => {
    const turn = toTurn({ messages: [
      { role: 'user', content: [{ type: 'text', text: '<system-reminder>banana</system-reminder>' }, { type: 'text', text: 'an apple' }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'X', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', is_error: true, content: [{ type: 'text', text: 'no' }] }] },
    ] }, {})
    expect(turn).toMatchObject({ prompt: 'an apple', turnNumber: 1, toolResults: [{ id: 't1', isError: true, content: 'no' }] })
    expect(await byPrompt([[/banana/, { kind: 'text', text: 'yellow' }], [/apple/, { kind: 'text', text: 'red' }]])(turn)).toMatchObject({ text: 'red' })
  })
})

const claude = realClaude()
const recordings = join(import.meta.dirname, '../claude/recordings')

describe.skipIf(!claude)('the real claude against it', { timeout: 60_000 }, () => {
  const fresh = async (name: string): Promise<ClaudeRun & { repository: string }> => {
    const { run, place } = await runCase(claude!, outcomeCases[name]!)
    return { ...run, repository: place.repository }
  }

  test('writes the file a tool call names', async () => {
    const run = await fresh('tool-write')
    expect(run.exitCode).toBe(0)
    expect(readFileSync(join(run.repository, 'made.txt'), 'utf8')).toBe('practice\n')
  })

  test('runs several calls of one answer and hands back each result', async () => {
    const place = await makePlace(sequence([(turn): Answer => ({ kind: 'tool', calls: [{ name: 'Write', input: { file_path: join(turn.cwd, 'a'), content: 'a' } }, { name: 'Bash', input: { command: 'echo from-bash' } }] }),
      (turn) => ({ kind: 'text', text: turn.toolResults.map((result) => result.content).join(' | ') })]))
    const run = await runClaude(claude!, place, { prompt: 'two at once' })
    await place.close()
    expect(run.events.at(-1)!.result).toMatch(/created successfully.* \| from-bash/)
    const turn = toTurn(place.api.requests[0]!.body, place.api.requests[0]!.headers)
    expect(turn).toMatchObject({ prompt: 'two at once', cwd: place.repository, sessionId: SESSION, turnNumber: 0 })
  })

  test('a continued session tells its new words and its new folder', async () => {
    const place = await makePlace(byPrompt([[/first/, { kind: 'text', text: 'one' }], [/second/, { kind: 'text', text: 'two' }]], 'lastUserText'))
    const elsewhere = tempFolder('else where')
    await runClaude(claude!, place, { prompt: 'first' })
    const run = await runClaude(claude!, { ...place, repository: elsewhere }, { sessionId: null, args: ['--resume', SESSION], prompt: 'second' })
    await place.close()
    expect(run.events.at(-1)!.result).toBe('two')
    const { body, headers } = place.api.requests.at(-1)!
    expect(toTurn(body, headers)).toMatchObject({ prompt: 'first', lastUserText: 'second', turnNumber: 1, cwd: elsewhere })
  })

  const same = ['text', 'error-400', 'error-404', 'error-401', 'error-529', 'limit-five-hour', 'limit-api-key', 'retry-then-success', 'refusal', 'max-tokens', 'cut', 'max-turns', 'all-refused', 'deferred', 'sigint-mid-answer', 'sigterm-mid-bash', 'not-logged-in']
  test.each(same)('%s ends as it was recorded', async (name) => {
    const run = await fresh(name)
    expect({ exitCode: run.exitCode, signal: run.signal }).toEqual({ exitCode: outcomeCases[name]!.exitCode, signal: outcomeCases[name]!.signal ?? null })
    const recorded = endOf(readFileSync(join(recordings, `${name}.jsonl`), 'utf8'))
    const found = endOf(run.stdout)
    // A busy machine can cost the program one connection more than it had when it was recorded; where retries are the case they still count.
    const kinds = recorded.kinds.includes('system api_retry') ? found.kinds : found.kinds.filter((kind) => kind !== 'system api_retry')
    expect({ ...found, kinds }).toEqual(recorded)
  })
})

test('every case is recorded, with the exit code it says', () => {
  const index = JSON.parse(readFileSync(join(recordings, 'index.json'), 'utf8')) as Record<string, { exitCode: number | null; signal: string | null }>
  for (const [name, one] of Object.entries(outcomeCases)) {
    expect(index[name], name).toMatchObject({ exitCode: one.exitCode, signal: one.signal ?? null })
    expect(existsSync(join(recordings, `${name}.jsonl`)), name).toBe(true)
  }
})

/** What a classifier goes by: the last result's words and which kinds of event came. */
function endOf(stdout: string): { kinds: string[]; limit: unknown; result: unknown } {
  const events = stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, any>)
  const result = events.findLast((event) => event.type === 'result')
  const kinds = new Set(events.map((event) => `${event.type} ${event.type === 'result' ? '' : event.subtype ?? ''}`.trim()))
  return {
    kinds: [...kinds].sort(),
    limit: events.find((event) => event.type === 'rate_limit_event')?.rate_limit_info.status,
    result: result && [result.subtype, result.is_error, result.terminal_reason, result.api_error_status, result.stop_reason, result.permission_denials?.length],
  }
}
