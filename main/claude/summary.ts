import type { Claimed, Usage } from '../../contract/job.ts'
import { cutStrings } from './clean.ts'
import type { ClaudeEvent } from './read-event.ts'
import { listOf, numberOf, recordOf, textOf } from './read-event.ts'

/** What the last result event said, as it came. */
export interface LastResult {
  subtype: string | null
  isError: boolean
  terminalReason: string | null
  stopReason: string | null
  apiErrorStatus: number | null
  apiError: string | null
  /** Claude's answer, or its words for what went wrong. */
  result: string
  errors: string[]
  turns: number | null
  /** Why Claude could not start, when it says so: bypass_root, config_file_invalid … */
  startupFailure: string | null
  durationMs: number | null
}

/** One window of a subscription's limit. `resetsAt` epoch ms. */
export interface LimitWindow { kind: string; status: string; utilization: number | null; resetsAt: number | null }

/** What a run's stream said, all of it taken together. */
export interface ClaudeSummary {
  sessionId: string | null
  model: string | null
  version: string | null
  sawInit: boolean
  /** How many result events came; background work makes more than one. */
  results: number
  last: LastResult | null
  /** Claude's word for the last failed answer, until an answer succeeds. */
  lastError: string | null
  /** The session's total as Claude reports it, earlier runs of a resumed session included. */
  totalCostUsd: number
  /** This run's part of it. */
  costUsd: number
  usage: Usage
  /** Set while a limit refuses requests. `resetsAt` epoch ms. */
  rateLimit: { resetsAt: number | null; kind: string } | null
  windows: LimitWindow[]
  refusedTools: Claimed['refusedTools']
  /** The call a hook parked. */
  deferred: { tool: string; input: unknown } | null
  /** The end of what was written that is no event. */
  stderrTail: string
  apiKeySource: string | null
  /** Names of servers that did not start. */
  mcpFailures: string[]
}

const TAIL = 4096
const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }

/** Gathers the summary, event by event. */
export interface SummaryTaker {
  take(event: ClaudeEvent): void
  noise(text: string): void
  summary(): ClaudeSummary
}

/** What was gathered so far; `ClaudeSummary` is made of it. */
interface Gathered {
  facts: Omit<ClaudeSummary, 'costUsd' | 'usage' | 'refusedTools'>
  /** Inputs of calls by id, for refusals that do not repeat them. */
  inputs: Map<string, unknown>
  refused: Map<string, { tool: string; input: unknown }>
  /** Usage of each answer by id: one answer comes in several events. */
  answers: Map<string, Usage>
  /** Sums over results; not complete once a result did not say what it cost. */
  spent: { costUsd: number; usage: Usage; complete: boolean }
}

/** `baselineCostUsd`: the session's total before this run, for a resumed one; used only where Claude does not say what the run cost. */
export function createSummaryTaker(baselineCostUsd: number): SummaryTaker {
  const gathered: Gathered = {
    facts: { sessionId: null, model: null, version: null, sawInit: false, results: 0, last: null, lastError: null, totalCostUsd: 0, rateLimit: null, windows: [], deferred: null, stderrTail: '', apiKeySource: null, mcpFailures: [] },
    inputs: new Map(), refused: new Map(), answers: new Map(), spent: { costUsd: 0, usage: NO_USAGE, complete: true },
  }
  const { facts } = gathered
  return {
    take(event) {
      facts.sessionId = textOf(event['session_id']) ?? facts.sessionId
      if (event.type === 'system') takeSystem(gathered, event)
      else if (event.type === 'assistant') takeAssistant(gathered, event)
      else if (event.type === 'result') takeResult(gathered, event)
      else if (event.type === 'rate_limit_event') takeLimit(gathered, event)
    },
    noise(text) {
      facts.stderrTail = `${facts.stderrTail}${text}\n`.slice(-TAIL)
    },
    summary: () => toSummary(gathered, baselineCostUsd),
  }
}

function toSummary({ facts, spent, answers, refused }: Gathered, baselineCostUsd: number): ClaudeSummary {
  const complete = facts.results > 0 && spent.complete
  return {
    ...facts,
    costUsd: complete ? spent.costUsd : Math.max(0, facts.totalCostUsd - baselineCostUsd),
    usage: complete ? spent.usage : [...answers.values()].reduce(addUsage, NO_USAGE),
    refusedTools: [...refused.values()],
    stderrTail: facts.stderrTail.trim(),
  }
}

function takeSystem(gathered: Gathered, event: ClaudeEvent): void {
  const { facts, refused, inputs } = gathered
  if (event['subtype'] === 'permission_denied') {
    const id = String(event['tool_use_id'])
    if (!refused.has(id)) refused.set(id, { tool: String(event['tool_name']), input: inputs.get(id) ?? null })
  }
  if (event['subtype'] !== 'init') return
  facts.sawInit = true
  facts.model = textOf(event['model']) ?? facts.model
  facts.version = textOf(event['claude_code_version']) ?? facts.version
  facts.apiKeySource = textOf(event['apiKeySource']) ?? facts.apiKeySource
  const failed = listOf(event['mcp_servers']).map(recordOf).filter((server) => server['status'] === 'failed').map((server) => String(server['name']))
  facts.mcpFailures = [...new Set([...facts.mcpFailures, ...failed])]
}

function takeAssistant({ facts, inputs, answers }: Gathered, event: ClaudeEvent): void {
  const message = recordOf(event['message'])
  const error = textOf(event['error'])
  if (error !== null) facts.lastError = error
  else if (message['model'] !== '<synthetic>') {
    facts.lastError = null
    // An answer came through, so the limit is over.
    facts.rateLimit = null
    const id = textOf(message['id'])
    if (id !== null) answers.set(id, fromUsage(recordOf(message['usage'])))
  }
  for (const block of listOf(message['content']).map(recordOf)) if (block['type'] === 'tool_use') inputs.set(String(block['id']), cutStrings(block['input']))
}

function takeResult({ facts, spent, refused }: Gathered, event: ClaudeEvent): void {
  facts.results += 1
  facts.last = toLast(event)
  facts.totalCostUsd = numberOf(event['total_cost_usd']) ?? facts.totalCostUsd
  const since = event['model_usage_since_last_result']
  if (typeof since === 'object' && since !== null) {
    spent.costUsd += sumOf(recordOf(since), 'costUSD')
    spent.usage = addUsage(spent.usage, fromModelUsage(recordOf(since)))
  } else spent.complete = false
  for (const denial of listOf(event['permission_denials']).map(recordOf)) refused.set(String(denial['tool_use_id']), { tool: String(denial['tool_name']), input: cutStrings(denial['tool_input'] ?? null) })
  const deferred = recordOf(event['deferred_tool_use'])
  facts.deferred = typeof deferred['name'] === 'string' ? { tool: deferred['name'], input: deferred['input'] ?? null } : null
}

function takeLimit({ facts }: Gathered, event: ClaudeEvent): void {
  const info = recordOf(event['rate_limit_info'])
  const kind = textOf(info['rateLimitType']) ?? 'unknown'
  facts.rateLimit = info['status'] === 'rejected' ? { resetsAt: toMs(info['resetsAt']), kind } : null
  const named = Object.entries(recordOf(info['unifiedWindows'])).map(([name, value]) => ({ name, value: recordOf(value) }))
  const all = named.some(({ name }) => name === kind) || kind === 'unknown' ? named : [{ name: kind, value: info }, ...named]
  facts.windows = all.map(({ name, value }) => ({ kind: name, status: textOf(value['status']) ?? 'unknown', utilization: numberOf(value['utilization']), resetsAt: toMs(value['resetsAt']) }))
}

function toLast(event: ClaudeEvent): LastResult {
  const errors = listOf(event['errors']).filter((each): each is string => typeof each === 'string')
  return {
    subtype: textOf(event['subtype']),
    isError: event['is_error'] === true,
    terminalReason: textOf(event['terminal_reason']),
    stopReason: textOf(event['stop_reason']),
    apiErrorStatus: numberOf(event['api_error_status']),
    apiError: textOf(event['api_error']),
    result: textOf(event['result']) ?? errors.join('\n'),
    errors,
    turns: numberOf(event['num_turns']),
    startupFailure: textOf(event['startup_failure_reason']),
    durationMs: numberOf(event['duration_ms']),
  }
}

/** Claude counts in seconds since 1970. */
function toMs(value: unknown): number | null {
  const seconds = numberOf(value)
  return seconds === null ? null : Math.round(seconds * 1000)
}

function fromUsage(usage: Record<string, unknown>): Usage {
  return {
    inputTokens: numberOf(usage['input_tokens']) ?? 0,
    outputTokens: numberOf(usage['output_tokens']) ?? 0,
    cacheReadTokens: numberOf(usage['cache_read_input_tokens']) ?? 0,
    cacheWriteTokens: numberOf(usage['cache_creation_input_tokens']) ?? 0,
  }
}

function fromModelUsage(models: Record<string, unknown>): Usage {
  return {
    inputTokens: sumOf(models, 'inputTokens'),
    outputTokens: sumOf(models, 'outputTokens'),
    cacheReadTokens: sumOf(models, 'cacheReadInputTokens'),
    cacheWriteTokens: sumOf(models, 'cacheCreationInputTokens'),
  }
}

function sumOf(models: Record<string, unknown>, key: string): number {
  return Object.values(models).reduce<number>((sum, model) => sum + (numberOf(recordOf(model)[key]) ?? 0), 0)
}

function addUsage(left: Usage, right: Usage): Usage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    cacheReadTokens: left.cacheReadTokens + right.cacheReadTokens,
    cacheWriteTokens: left.cacheWriteTokens + right.cacheWriteTokens,
  }
}
