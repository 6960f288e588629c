import type { IncomingHttpHeaders } from 'node:http'
import type { Answer } from './answer.ts'

export interface ToolResult { id: string; content: string; isError: boolean }

/** One request, read the way a script wants it. */
export interface Turn {
  body: Record<string, unknown>
  headers: IncomingHttpHeaders
  sessionId: string
  /** First words of the person in this session. */
  prompt: string
  /** Last words of the person: the prompt itself, or a follow-up. */
  lastUserText: string
  /** Results in the last user message. */
  toolResults: ToolResult[]
  /** Answers given so far in this session. */
  turnNumber: number
  /** The folder Claude says it works in; empty when it does not say. */
  cwd: string
}

/** What decides each answer. */
export type Script = (turn: Turn) => Answer | Promise<Answer>

interface Block { type?: string; text?: string; content?: unknown; tool_use_id?: string; is_error?: boolean }
interface Message { role?: string; content?: string | Block[] }

/** A request's body and headers as a turn. */
export function toTurn(body: Record<string, unknown>, headers: IncomingHttpHeaders): Turn {
  const messages = (Array.isArray(body.messages) ? body.messages : []) as Message[]
  const users = messages.filter((message) => message.role === 'user')
  const spoken = users.flatMap((message) => wordsOf(message))
  return {
    body,
    headers,
    sessionId: String(headers['x-claude-code-session-id'] ?? ''),
    prompt: spoken[0] ?? '',
    lastUserText: spoken.at(-1) ?? '',
    toolResults: blocksOf(users.at(-1)).filter((block) => block.type === 'tool_result')
      .map((block) => ({ id: block.tool_use_id ?? '', content: textOf(block.content), isError: block.is_error === true })),
    turnNumber: messages.filter((message) => message.role === 'assistant').length,
    cwd: cwdIn(body),
  }
}

/** The given answers in turn, per session; the last one is repeated. */
export function sequence(answers: readonly (Answer | Script)[]): Script {
  const given = new Map<string, number>()
  return (turn) => {
    const at = given.get(turn.sessionId) ?? 0
    given.set(turn.sessionId, at + 1)
    const next = answers[Math.min(at, answers.length - 1)]
    if (next === undefined) return { kind: 'error', status: 500, type: 'api_error', message: 'The practice script has no answer.' }
    return typeof next === 'function' ? next(turn) : next
  }
}

/** The script of the first pattern found in the session's first words, or in the last ones where sessions are continued. */
export function byPrompt(scripts: readonly (readonly [RegExp, Script | Answer])[], words: 'prompt' | 'lastUserText' = 'prompt'): Script {
  return (turn) => {
    const found = scripts.find(([pattern]) => pattern.test(turn[words]))
    if (!found) return { kind: 'text', text: `Nothing is scripted for: ${turn[words].slice(0, 200)}` }
    return typeof found[1] === 'function' ? found[1](turn) : found[1]
  }
}

function blocksOf(message: Message | undefined): Block[] {
  if (!message || message.content === undefined) return []
  return typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content
}

function wordsOf(message: Message): string[] {
  return blocksOf(message).filter((block) => block.type === 'text').map((block) => (block.text ?? '').trim())
    .filter((text) => text !== '' && !text.startsWith('<system-reminder>'))
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? (content as Block[]).map((block) => block.text ?? '').join('') : ''
}

/**
 * Claude names its folder in its own words: " - Primary working directory: /repo", in a system message, and again with
 * " (was /before)" when a session goes on elsewhere. The last one counts.
 */
function cwdIn(body: Record<string, unknown>): string {
  const messages = (Array.isArray(body.messages) ? body.messages : []) as Message[]
  const texts = [textOf(body.system), ...messages.filter((message) => message.role === 'system').map((message) => textOf(message.content))]
  const found = texts.flatMap((text) => [...text.matchAll(/^ - Primary working directory: (.+?)(?: \(was \/.*\))?$/gm)].map((match) => match[1]!))
  return found.at(-1) ?? ''
}
