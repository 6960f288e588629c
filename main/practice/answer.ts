/** One call of a tool. `id` is made up when absent. */
export interface ToolCall { name: string; input: Record<string, unknown>; id?: string }

/** Tokens an answer claims to have cost; what is absent is estimated from its text. */
export interface ClaimedUsage { input_tokens?: number; output_tokens?: number; cache_read_input_tokens?: number; cache_creation_input_tokens?: number }

/** What every answer that is a message may add. */
interface MessageParts {
  thinking?: string
  /** Wait before the first byte, and between pieces when streaming. */
  delayMs?: number
  headers?: Record<string, string>
  usage?: ClaimedUsage
}

export type LimitWindow = 'five_hour' | 'seven_day'

/**
 * What the practice API says to one request.
 * - `text`: a plain answer, end_turn
 * - `tool`: asks for one or several tool calls, with or without words before them
 * - `slow`: a plain answer in pieces, `delayMs` apart
 * - `refusal`, `max-tokens`: a message that stops for that reason
 * - `error`: an API error as JSON
 * - `limit`: 429 with the rate-limit headers of a subscription, or of an API key (no window named, as the real API does)
 * - `hang`: headers (and `text`, if any) are sent, then nothing until the request is dropped
 * - `cut`: the connection is destroyed after `after` events of the stream
 */
export type Answer =
  | ({ kind: 'text'; text: string } & MessageParts)
  | ({ kind: 'tool'; text?: string; calls: ToolCall[] } & MessageParts)
  | ({ kind: 'slow'; text: string; delayMs: number; pieces?: number } & MessageParts)
  | ({ kind: 'refusal'; text?: string } & MessageParts)
  | ({ kind: 'max-tokens'; text: string } & MessageParts)
  | { kind: 'error'; status: number; type: string; message: string; headers?: Record<string, string> }
  | { kind: 'limit'; auth: 'subscription' | 'api-key'; window?: LimitWindow; resetsAt?: number; message?: string }
  | { kind: 'hang'; text?: string }
  | { kind: 'cut'; text?: string; after?: number }

export type MessageAnswer = Extract<Answer, { kind: 'text' | 'tool' | 'slow' | 'refusal' | 'max-tokens' }>

type Block =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: Record<string, unknown> }

/** A message as the API returns it when it is not streamed. */
export interface WireMessage {
  id: string
  type: 'message'
  role: 'assistant'
  model: string
  content: Block[]
  stop_reason: 'end_turn' | 'tool_use' | 'refusal' | 'max_tokens'
  stop_sequence: null
  usage: Required<ClaimedUsage>
}

const STOP = { text: 'end_turn', slow: 'end_turn', tool: 'tool_use', refusal: 'refusal', 'max-tokens': 'max_tokens' } as const

/** The answer as a whole message. `nextId` gives a new suffix for every id. */
export function toMessage(answer: MessageAnswer, model: string, nextId: () => string): WireMessage {
  const content: Block[] = []
  if (answer.thinking) content.push({ type: 'thinking', thinking: answer.thinking, signature: 'practice' })
  if (answer.text) content.push({ type: 'text', text: answer.text })
  if (answer.kind === 'tool') for (const call of answer.calls) content.push({ type: 'tool_use', id: call.id ?? `toolu_practice${nextId()}`, name: call.name, input: call.input })
  const words = Math.ceil(JSON.stringify(content).length / 4)
  const usage = { input_tokens: 12, output_tokens: words, cache_read_input_tokens: 1000, cache_creation_input_tokens: 0, ...answer.usage }
  return { id: `msg_practice${nextId()}`, type: 'message', role: 'assistant', model, content, stop_reason: STOP[answer.kind], stop_sequence: null, usage }
}

export interface WireEvent { type: string; [key: string]: unknown }

/** The same message as the events of a stream. Text is cut into `pieces`. */
export function toEvents(message: WireMessage, pieces: number): WireEvent[] {
  const events: WireEvent[] = [{
    type: 'message_start',
    message: { ...message, content: [], stop_reason: null, usage: { ...message.usage, output_tokens: 1 } },
  }]
  message.content.forEach((block, index) => {
    events.push({ type: 'content_block_start', index, content_block: emptied(block) })
    for (const delta of deltas(block, pieces)) events.push({ type: 'content_block_delta', index, delta })
    events.push({ type: 'content_block_stop', index })
  })
  events.push({ type: 'message_delta', delta: { stop_reason: message.stop_reason, stop_sequence: null }, usage: message.usage })
  events.push({ type: 'message_stop' })
  return events
}

function emptied(block: Block): unknown {
  switch (block.type) {
    case 'thinking': return { type: 'thinking', thinking: '', signature: '' }
    case 'text': return { type: 'text', text: '' }
    case 'tool_use': return { ...block, input: {} }
  }
}

function deltas(block: Block, pieces: number): unknown[] {
  switch (block.type) {
    case 'thinking': return [...split(block.thinking, pieces).map((thinking) => ({ type: 'thinking_delta', thinking })), { type: 'signature_delta', signature: block.signature }]
    case 'text': return split(block.text, pieces).map((text) => ({ type: 'text_delta', text }))
    case 'tool_use': return split(JSON.stringify(block.input), 2).map((partial_json) => ({ type: 'input_json_delta', partial_json }))
  }
}

/** Splits between characters, never inside a surrogate pair. */
function split(text: string, pieces: number): string[] {
  const characters = [...text]
  const size = Math.max(1, Math.ceil(characters.length / pieces))
  const parts: string[] = []
  for (let at = 0; at < characters.length; at += size) parts.push(characters.slice(at, at + size).join(''))
  return parts
}

const LIMIT_MESSAGE = 'This request would exceed your account\'s rate limit. Please try again later.'
/** How the headers abbreviate a window. */
const SHORT: Record<LimitWindow, string> = { five_hour: '5h', seven_day: '7d' }
const LENGTH_S: Record<LimitWindow, number> = { five_hour: 5 * 3600, seven_day: 7 * 24 * 3600 }

/** Status, headers and body of an answer that is not a message. `nowS` is epoch seconds. */
export function toErrorResponse(answer: Extract<Answer, { kind: 'error' | 'limit' }>, nowS: number): { status: number; headers: Record<string, string>; body: unknown } {
  if (answer.kind === 'error') {
    return { status: answer.status, headers: answer.headers ?? {}, body: { type: 'error', error: { type: answer.type, message: answer.message } } }
  }
  const headers = answer.auth === 'subscription' ? subscriptionLimitHeaders(answer.window ?? 'five_hour', answer.resetsAt, nowS) : keyLimitHeaders(answer.resetsAt, nowS)
  return { status: 429, headers, body: { type: 'error', error: { type: 'rate_limit_error', message: answer.message ?? LIMIT_MESSAGE } } }
}

function subscriptionLimitHeaders(window: LimitWindow, resetsAt: number | undefined, nowS: number): Record<string, string> {
  const other: LimitWindow = window === 'five_hour' ? 'seven_day' : 'five_hour'
  const reset = resetsAt ?? nowS + LENGTH_S[window] / 2
  return {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(reset),
    'anthropic-ratelimit-unified-representative-claim': window,
    'anthropic-ratelimit-unified-overage-status': 'rejected',
    'anthropic-ratelimit-unified-overage-disabled-reason': 'org_level_disabled',
    ...windowHeaders(window, { utilization: 1, reset, status: 'rejected' }),
    ...windowHeaders(other, { utilization: 0.11, reset: nowS + LENGTH_S[other] / 2, status: 'allowed' }),
  }
}

function windowHeaders(window: LimitWindow, state: { utilization: number; reset: number; status: string }): Record<string, string> {
  const name = `anthropic-ratelimit-unified-${SHORT[window]}`
  return { [`${name}-utilization`]: String(state.utilization), [`${name}-reset`]: String(state.reset), [`${name}-status`]: state.status }
}

function keyLimitHeaders(resetsAt: number | undefined, nowS: number): Record<string, string> {
  const reset = resetsAt ?? nowS + 60
  return {
    'retry-after': String(Math.max(1, reset - nowS)),
    'anthropic-ratelimit-requests-limit': '50',
    'anthropic-ratelimit-requests-remaining': '0',
    'anthropic-ratelimit-requests-reset': new Date(reset * 1000).toISOString(),
  }
}

/** Headers of a good answer that tell a subscription how much of its windows is used (0 to 1). */
export function usageHeaders(used: { fiveHour: number; sevenDay: number }, nowS: number): Record<string, string> {
  const reset = nowS + LENGTH_S.five_hour / 2
  return {
    'anthropic-ratelimit-unified-status': 'allowed',
    'anthropic-ratelimit-unified-reset': String(reset),
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    ...windowHeaders('five_hour', { utilization: used.fiveHour, reset, status: 'allowed' }),
    ...windowHeaders('seven_day', { utilization: used.sevenDay, reset: nowS + LENGTH_S.seven_day / 2, status: 'allowed' }),
  }
}
