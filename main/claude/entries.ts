import type { LogDraft, LogKind } from '../../contract/log.ts'
import { cutStrings, cutText, toLine, toPlain } from './clean.ts'
import { toClock } from './limits.ts'
import type { ClaudeEvent } from './read-event.ts'
import { listOf, numberOf, recordOf, textOf } from './read-event.ts'
import { toToolLine } from './tool-line.ts'

/** Turns events into log entries. It remembers the names of calls, so that a result can say whose it is. */
export interface EntryWriter {
  /** The entries of one event; none for what a person has no use for. */
  toEntries(event: ClaudeEvent): LogDraft[]
}

interface Known { cwd: string | null; tools: Map<string, string>; started: boolean; failedServers: Set<string>; limit: string }

/** A writer for the events of one run. */
export function createEntryWriter(): EntryWriter {
  const known: Known = { cwd: null, tools: new Map(), started: false, failedServers: new Set(), limit: '' }
  return {
    toEntries(event) {
      switch (event.type) {
        case 'assistant':
          return fromAssistant(event, known)
        case 'user':
          return fromUser(event, known)
        case 'system':
          return fromSystem(event, known)
        case 'result':
          return [fromResult(event)]
        case 'rate_limit_event':
          return fromLimit(event, known)
        default:
          return []
      }
    },
  }
}

/** An entry with its text made plain and cut. */
export function toEntry(kind: LogKind, text: string, data: Record<string, unknown> | null = null): LogDraft {
  const { text: kept, cut } = cutText(toPlain(text))
  return { kind, text: kept, data: cut === 0 ? data : { ...data, cut } }
}

/** Whose words these are, when a helper of Claude's speaks. */
function parentOf(event: ClaudeEvent): Record<string, unknown> {
  const parent = textOf(event['parent_tool_use_id'])
  return parent === null ? {} : { parent }
}

function orNull(data: Record<string, unknown>): Record<string, unknown> | null {
  return Object.keys(data).length === 0 ? null : data
}

function fromAssistant(event: ClaudeEvent, known: Known): LogDraft[] {
  const error = textOf(event['error'])
  const data = orNull({ ...parentOf(event), ...(error === null ? {} : { error }) })
  return listOf(recordOf(event['message'])['content']).map(recordOf).flatMap((block): LogDraft[] => {
    if (block['type'] === 'text') return textOf(block['text'])?.trim() ? [toEntry('text', textOf(block['text'])!, data)] : []
    if (block['type'] === 'thinking') return textOf(block['thinking'])?.trim() ? [toEntry('thinking', textOf(block['thinking'])!, data)] : []
    if (block['type'] !== 'tool_use' && block['type'] !== 'server_tool_use') return []
    const [id, name, input] = [String(block['id']), textOf(block['name']) ?? 'tool', recordOf(block['input'])]
    known.tools.set(id, name)
    return [toEntry('tool-call', toToolLine(name, input, known.cwd), { id, name, input: cutStrings(input), ...parentOf(event) })]
  })
}

function fromUser(event: ClaudeEvent, known: Known): LogDraft[] {
  const content = recordOf(event['message'])['content']
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content).map(recordOf)
  return blocks.flatMap((block): LogDraft[] => {
    if (block['type'] === 'tool_result') return [fromToolResult(block as Record<string, unknown>, event, known)]
    // What else is said in the person's name are the prompt and Claude's own reminders.
    const text = block['type'] === 'text' ? textOf(block['text']) : null
    return text?.startsWith('[Request interrupted') ? [toEntry('note', text)] : []
  })
}

function fromToolResult(block: Record<string, unknown>, event: ClaudeEvent, known: Known): LogDraft {
  const id = String(block['tool_use_id'])
  const text = typeof block['content'] === 'string' ? block['content'] : listOf(block['content']).map(recordOf).map(toBlockText).join('\n')
  const name = known.tools.get(id)
  const isError = block['is_error'] === true
  const exitCode = isError && name === 'Bash' ? /^Exit code (\d+)/.exec(text)?.[1] : undefined
  return toEntry('tool-result', text, { toolUseId: id, isError, ...(name === undefined ? {} : { name }), ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }), ...parentOf(event) })
}

function toBlockText(block: Record<string, unknown>): string {
  return textOf(block['text']) ?? `[${textOf(block['type']) ?? 'content'}]`
}

function fromSystem(event: ClaudeEvent, known: Known): LogDraft[] {
  switch (event['subtype']) {
    case 'init':
      return fromInit(event, known)
    case 'permission_denied':
      // Who answers over a hook has said it in the entry before, and Claude says it in the result of the call.
      return [toEntry('permission', `Refused: ${toLine(`${textOf(event['tool_name']) ?? 'a tool'}`)}${event['decision_reason_type'] === 'hook' ? '' : toReason(event)}`, { tool: event['tool_name'], toolUseId: event['tool_use_id'], reason: event['decision_reason_type'] ?? null })]
    case 'api_retry':
      return [fromRetry(event)]
    case 'task_started':
      return event['is_backgrounded'] === true ? [toEntry('note', `Started in the background: ${toLine(textOf(event['description']) ?? 'a task')}`, { task: event['task_id'] })] : []
    case 'task_notification':
      return [toEntry('note', textOf(event['summary']) ?? `Background task ${textOf(event['status']) ?? 'ended'}`, { task: event['task_id'], status: event['status'] })]
    case 'hook_response':
      return fromHook(event)
    case 'informational':
      return textOf(event['content'])?.trim() ? [toEntry('note', textOf(event['content'])!, { level: event['level'] ?? null })] : []
    case 'compact_boundary':
      return [toEntry('note', 'The conversation was shortened to fit the model')]
    default:
      return []
  }
}

function toReason(event: ClaudeEvent): string {
  const reason = textOf(event['message']) ?? textOf(event['decision_reason'])
  return reason === null ? '' : ` · ${toLine(reason, 500)}`
}

function fromInit(event: ClaudeEvent, known: Known): LogDraft[] {
  known.cwd = textOf(event['cwd']) ?? known.cwd
  const drafts: LogDraft[] = []
  if (!known.started) {
    const [version, model, mode] = [textOf(event['claude_code_version']), textOf(event['model']), textOf(event['permissionMode'])]
    drafts.push(toEntry('note', `Claude Code ${version ?? '?'} started with ${model ?? 'its default model'}`, { sessionId: event['session_id'] ?? null, version, model, permissionMode: mode, cwd: known.cwd }))
    known.started = true
  }
  for (const server of listOf(event['mcp_servers']).map(recordOf)) {
    const name = String(server['name'])
    if (server['status'] !== 'failed' || known.failedServers.has(name)) continue
    known.failedServers.add(name)
    drafts.push(toEntry('note', `The MCP server ${toLine(name)} did not start; its tools are missing`, { server: name, status: 'failed' }))
  }
  return drafts
}

function fromRetry(event: ClaudeEvent): LogDraft {
  const [attempt, most, delay, status] = [numberOf(event['attempt']), numberOf(event['max_retries']), numberOf(event['retry_delay_ms']), numberOf(event['error_status'])]
  const why = `${(textOf(event['error']) ?? 'unknown').replaceAll('_', ' ')}${status === null ? '' : ` (${status})`}`
  return toEntry('retry', `The API did not answer: ${why}. Retry ${attempt ?? '?'} of ${most ?? '?'} in ${((delay ?? 0) / 1000).toFixed(1)} s`, { attempt, maxRetries: most, delayMs: delay, status, error: event['error'] ?? null })
}

function fromHook(event: ClaudeEvent): LogDraft[] {
  const outcome = textOf(event['outcome'])
  if (outcome === null || outcome === 'success') return []
  const words = textOf(event['stderr'])?.trim() || textOf(event['stdout'])?.trim() || ''
  return [toEntry('note', `The hook ${toLine(textOf(event['hook_name']) ?? '?')} ${outcome === 'cancelled' ? 'was cancelled' : 'failed'}${words === '' ? '' : `: ${toLine(words, 500)}`}`, { hook: event['hook_name'] ?? null, outcome, exitCode: numberOf(event['exit_code']) })]
}

/** Claude reports limits with every answer of a subscription; only a change is worth an entry. */
function fromLimit(event: ClaudeEvent, known: Known): LogDraft[] {
  const info = recordOf(event['rate_limit_info'])
  const [status, kind, resets] = [textOf(info['status']) ?? 'unknown', textOf(info['rateLimitType']) ?? 'usage', numberOf(info['resetsAt'])]
  const state = `${status} ${kind}`
  if (state === known.limit || (status === 'allowed' && known.limit === '')) return []
  known.limit = state
  const name = kind.replaceAll('_', '-')
  const until = resets === null ? '' : `; it resets at ${toClock(resets * 1000, Number.NEGATIVE_INFINITY)}`
  const text = status === 'rejected' ? `The ${name} limit is reached${until}` : status === 'allowed' ? `The ${name} limit is no longer reached` : `The ${name} limit is near${until}`
  return [toEntry('limit', text, { status, kind, resetsAt: resets === null ? null : resets * 1000, windows: info['unifiedWindows'] ?? null })]
}

function fromResult(event: ClaudeEvent): LogDraft {
  const [turns, cost, duration] = [numberOf(event['num_turns']), numberOf(event['total_cost_usd']), numberOf(event['duration_ms'])]
  const failed = event['is_error'] === true
  const words = textOf(event['result']) ?? listOf(event['errors']).join('\n')
  const facts = [turns === null ? null : `${turns} ${turns === 1 ? 'turn' : 'turns'}`, duration === null ? null : `${(duration / 1000).toFixed(1)} s`, cost === null ? null : `$${cost.toFixed(4)}`].filter((each) => each !== null).join(', ')
  return toEntry('result', `${failed ? 'Ended with an error' : 'Done'} (${facts})${failed ? `: ${words}` : ''}`, {
    subtype: event['subtype'] ?? null, isError: failed, terminalReason: event['terminal_reason'] ?? null, stopReason: event['stop_reason'] ?? null, apiErrorStatus: event['api_error_status'] ?? null,
    turns, totalCostUsd: cost, durationMs: duration, usage: event['usage'] ?? null, modelUsage: event['modelUsage'] ?? null, refused: listOf(event['permission_denials']).length, result: cutStrings(words),
  })
}
