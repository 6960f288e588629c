import { describe, expect, it } from 'vitest'
import type { LogDraft } from '../../contract/log.ts'
import { MAX_TEXT } from './clean.ts'
import { createStreamParser } from './stream.ts'

function parse(text: string, options: { baselineCostUsd?: number } = {}) {
  const parser = createStreamParser(options)
  const drafts: LogDraft[] = [...parser.push(Buffer.from(text)), ...parser.end()]
  return { drafts, summary: parser.summary() }
}
const line = (value: unknown) => `${JSON.stringify(value)}\n`
const says = (text: string) => line({ type: 'assistant', message: { content: [{ type: 'text', text }] } })
const calls = (name: string, input: unknown, id = 't1') => line({ type: 'assistant', message: { content: [{ type: 'tool_use', id, name, input }] } })
const returns = (content: unknown, isError = false, id = 't1') => line({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: id, content, is_error: isError }] } })
const result = (more: Record<string, unknown> = {}) => line({ is_error: false, subtype: 'success', type: 'result', result: 'Done.', num_turns: 1, ...more })

describe('lines that are no events', () => {
  it.each([
    ['plain words', 'Warning: something\n', ['stderr: Warning: something']],
    ['colours', '\u001b[31mred\u001b[0m and \u001b]0;title\u0007more\n', ['stderr: red and more']],
    ['an interrupt before an event', `^C${says('hi')}`, ['text: hi']],
    ['escapes before an event', `\u001b[?25l\u001b[2K\r${says('hi')}`, ['text: hi']],
    ['words before an event', `Warning: x ${says('hi')}`, ['stderr: Warning: x', 'text: hi']],
    ['words after an event', `${says('hi').trim()}Warning\n`, ['stderr: Warning', 'text: hi']],
    ['half an event', '{"type":"assistant","mess\n', ['stderr: {"type":"assistant","mess']],
    ['JSON that is no event', '{"level":"warn"}\n[1]\n"x"\nnull\n', ['stderr: {"level":"warn"}', 'stderr: [1]', 'stderr: "x"', 'stderr: null']],
    ['empty lines', '\n\r\n  \n', []],
    ['no newline at the end', says('hi').trim(), ['text: hi']],
    ['events nobody knows', line({ type: 'brand_new', x: 1 }) + line({ type: 'system', subtype: 'brand_new' }), []],
    ['a partial message after an interrupt', `^C${line({ type: 'stream_event', event: {} })}`, []],
  ])('%s', (_name, text, expected) => {
    expect(parse(text).drafts.map((draft) => `${draft.kind}: ${draft.text}`)).toEqual(expected)
  })

  it.each([
    { type: 'assistant' }, { type: 'assistant', message: null }, { type: 'assistant', message: { content: [null, 3, { type: 'text' }, { type: 'tool_use' }] } }, { type: 'user', message: { content: 5 } }, { type: 'system' },
    { type: 'system', subtype: 'init', mcp_servers: 'x' }, { type: 'system', subtype: 'api_retry' }, { type: 'result' }, { type: 'result', modelUsage: 4, model_usage_since_last_result: { a: null }, permission_denials: [null] }, { type: 'rate_limit_event' },
  ])('survives the strange event %j', (event) => {
    expect(parse(line(event) + says('still here')).drafts.at(-1)?.text).toBe('still here')
  })

  it('keeps the end of them for the message', () => {
    const { summary } = parse(`${'x'.repeat(5000)}\nError: the end\n`)
    expect(summary.stderrTail).toMatch(/Error: the end$/)
    expect(summary.stderrTail.length).toBeLessThanOrEqual(4096)
  })

  it('reads a line of 2 MB, in small chunks, in time that grows with its size alone', () => {
    const parser = createStreamParser()
    const big = Buffer.from(returns('y'.repeat(2_000_000)))
    const drafts: LogDraft[] = []
    const used = process.cpuUsage()
    for (let at = 0; at < big.length; at += 1024) drafts.push(...parser.push(big.subarray(at, at + 1024)))
    // About 30 ms. Processor time: waiting for a busy machine is no fault of the parser's.
    expect(process.cpuUsage(used).user / 1000).toBeLessThan(1000)
    expect(drafts).toHaveLength(1)
    expect(drafts[0]!.text).toHaveLength(MAX_TEXT)
    expect(drafts[0]!.data).toMatchObject({ cut: 2_000_000 - MAX_TEXT })
  })
})

describe('entries', () => {
  it.each([
    ['Bash', { command: 'npm test' }, 'Bash npm test'],
    ['Bash', { command: 'cat <<E\nx\nE' }, 'Bash cat <<E ⏎ x ⏎ E'],
    ['Edit', { file_path: '/repo/src/a.ts', old_string: 'a\nb\nc', new_string: 'a\nx\ny\nc' }, 'Edit src/a.ts +2 −1'],
    ['MultiEdit', { file_path: '/repo/a', edits: [{ old_string: '', new_string: 'x\n' }, { old_string: 'y', new_string: '' }] }, 'MultiEdit a +1 −1'],
    ['Write', { file_path: '/elsewhere/n.md', content: 'x\n'.repeat(40) }, 'Write /elsewhere/n.md 40 lines'],
    ['Read', { file_path: '/repo/a.ts' }, 'Read a.ts'],
    ['Grep', { pattern: 'todo', path: '/repo/src' }, 'Grep todo in src'],
    ['WebFetch', { url: 'https://example.org', prompt: 'sum up' }, 'WebFetch https://example.org'],
    ['mcp__db__query', { sql: 'select 1' }, 'mcp__db__query select 1'],
    ['Odd', null, 'Odd'],
  ])('call %s %j', (name, input, text) => {
    const init = line({ type: 'system', subtype: 'init', cwd: '/repo' })
    expect(parse(init + calls(name, input)).drafts.at(-1)).toMatchObject({ kind: 'tool-call', text, data: { id: 't1', name } })
  })

  it('name the tool of a result, its exit code and what was left off', () => {
    const { drafts } = parse(calls('Bash', { command: 'x' }) + returns('Exit code 3\nno such file', true))
    expect(drafts[1]).toMatchObject({ kind: 'tool-result', data: { name: 'Bash', toolUseId: 't1', isError: true, exitCode: 3 } })
    expect(parse(calls('Write', { file_path: 'a', content: 'é'.repeat(70_000) })).drafts[0]!.data).toMatchObject({ input: { content: expect.stringMatching(/\[8928 bytes left off\]$/) } })
  })

  it('show the parts of a result that are text, and name the others', () => {
    expect(parse(returns([{ type: 'text', text: 'a' }, { type: 'image', source: { data: 'AAAA' } }])).drafts[0]!.text).toBe('a\n[image]')
  })

  it('hold no control characters but newline and tab', () => {
    expect(parse(says('a\u0000b\u001b[1mc\u0007\r\nd\te\u009b2Jf')).drafts[0]!.text).toBe('abc\nd\tef')
  })

  it('never end in half a character', () => {
    expect(parse(says(`${'x'.repeat(MAX_TEXT - 1)}😀`)).drafts[0]!.text).toHaveLength(MAX_TEXT - 1)
  })

  it('tell of a limit once, and when it is over', () => {
    const limit = (status: string) => line({ type: 'rate_limit_event', rate_limit_info: { status, rateLimitType: 'five_hour', resetsAt: 1_795_350_882 } })
    expect(parse(limit('allowed') + limit('allowed_warning') + limit('allowed_warning') + limit('rejected') + limit('allowed')).drafts.map((draft) => draft.text)).toEqual([
      'The five-hour limit is near; it resets at 2026-11-22 12:34 UTC', 'The five-hour limit is reached; it resets at 2026-11-22 12:34 UTC', 'The five-hour limit is no longer reached',
    ])
  })

  it('tell of hooks that failed, not of those that did their work', () => {
    const hook = (outcome: string) => line({ type: 'system', subtype: 'hook_response', hook_name: 'PreToolUse:Write', outcome, stderr: 'boom', exit_code: 2 })
    expect(parse(hook('success') + hook('error')).drafts.map((draft) => draft.text)).toEqual(['The hook PreToolUse:Write failed: boom'])
  })
})

describe('the summary', () => {
  it('keeps the last result, and the cost of all', () => {
    const since = (costUSD: number) => ({ model_usage_since_last_result: { m: { costUSD, inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheCreationInputTokens: 4 } } })
    const { summary } = parse(result({ ...since(0.1), total_cost_usd: 1.1 }) + line({ type: 'system', subtype: 'init' }) + result({ ...since(0.2), total_cost_usd: 1.3, result: 'Later.' }))
    expect(summary).toMatchObject({ results: 2, last: { result: 'Later.' }, totalCostUsd: 1.3, usage: { inputTokens: 2, outputTokens: 4, cacheReadTokens: 6, cacheWriteTokens: 8 } })
    expect(summary.costUsd).toBeCloseTo(0.3, 10)
  })

  it('takes the difference where Claude does not say what the run cost', () => {
    expect(parse(result({ total_cost_usd: 1.5 }), { baselineCostUsd: 1.2 }).summary.costUsd).toBeCloseTo(0.3, 10)
    expect(parse(result({ total_cost_usd: 1 }), { baselineCostUsd: 1.2 }).summary.costUsd).toBe(0)
    expect(parse(says('x'), { baselineCostUsd: 1.2 }).summary.costUsd).toBe(0)
  })

  it('counts an answer once, though it comes in several events', () => {
    const part = line({ type: 'assistant', message: { id: 'm1', content: [], usage: { input_tokens: 5, output_tokens: 7 } } })
    expect(parse(part + part).summary.usage).toMatchObject({ inputTokens: 5, outputTokens: 7 })
  })

  it('counts a refused call once, with its input', () => {
    const denied = line({ type: 'system', subtype: 'permission_denied', tool_name: 'Write', tool_use_id: 't1' })
    const refused = [{ tool: 'Write', input: { file_path: 'a' } }]
    expect(parse(calls('Write', { file_path: 'a' }) + denied).summary.refusedTools).toEqual(refused)
    expect(parse(denied + result({ permission_denials: [{ tool_name: 'Write', tool_use_id: 't1', tool_input: { file_path: 'a' } }] })).summary.refusedTools).toEqual(refused)
  })

  it('forgets an error and a limit once an answer came through', () => {
    const failed = line({ type: 'assistant', error: 'overloaded', message: { model: '<synthetic>', content: [] } })
    const limit = line({ type: 'rate_limit_event', rate_limit_info: { status: 'rejected', rateLimitType: 'five_hour', resetsAt: 5 } })
    expect(parse(failed + limit).summary).toMatchObject({ lastError: 'overloaded', rateLimit: { resetsAt: 5000, kind: 'five_hour' } })
    expect(parse(failed + limit + says('fine')).summary).toMatchObject({ lastError: null, rateLimit: null })
  })
})
