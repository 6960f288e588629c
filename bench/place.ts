import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeRepository } from '../e2e/fixtures/repository.ts'
import { tempFolder } from '../e2e/fixtures/temp.ts'
import type { CallArgs, CallName, CallResult } from '../contract/api.ts'
import { startEngine, type Engine } from '../main/engine.ts'
import { openCore } from '../main/api/local-door.ts'

export { tempFolder }

/** An engine of its own in a temporary folder, with a small repository and a stand-in for Claude. */
export interface Place {
  home: string
  repository: string
  engine: Engine
  call<Name extends CallName>(name: Name, args: Record<string, unknown>): Promise<CallResult<Name>>
}

/** A program that answers `--version` like Claude Code and otherwise does what `script` (bash) says. */
export function makeStandIn(script: string): string {
  const file = join(tempFolder('claude'), 'claude')
  writeFileSync(file, `#!/bin/bash\nif [ "$1" = --version ]; then echo '2.1.330 (Claude Code)'; exit; fi\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

/** What Claude Code prints at the end of a run that went well. */
export const RESULT = JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result: 'done', num_turns: 1, duration_ms: 1, total_cost_usd: 0.01, permission_denials: [], session_id: '0' })

/** Finished jobs with one run each, as months of work leave them. Ids are digits, which are letters of our ids too. */
export async function fillHistory(home: string, count: number, repository: string): Promise<void> {
  const core = await openCore(home, (message, error) => { throw new Error(message, { cause: error }) })
  const at = Date.now() - 90 * 86_400_000
  await core.store.writer.write((db) => {
    const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
    db.prepare(`${numbers} INSERT INTO conversation (id, profile, repository, created_at) SELECT printf('c%09d', i), 'default', ?, ? FROM n`).run(repository, at)
    db.prepare(`${numbers} INSERT INTO job (id, state, outcome, reason, message, title, repository, profile, profile_version, priority, labels, context, conversation, isolation, retry_max, retry_backoff_ms,
      not_before, submitted_from, device, run, attempts, created_at, queued_at, started_at, ended_at, prompt)
      SELECT printf('j%09d', i), 'finished', iif(i % 10, 'succeeded', 'failed'), iif(i % 10, 'ok', 'check-failed'), 'As it ended.', 'Job number ' || i, ?, 'default', 1, 0, '{}', 'branch', printf('c%09d', i), 'worktree', 0, 10000,
      0, 'cli', 'local', 1, 1, ?1 + i, ?1 + i, ?1 + i, ?1 + i, 'Look at part ' || i || ' of the program and mend what is broken in it. ' || hex(randomblob(100)) FROM n`.replaceAll('?1', String(at))).run(repository)
    db.prepare(`${numbers} INSERT INTO run (job, number, started_at, ended_at, execution, claimed, cost_usd) SELECT i, 1, ${at} + i, ${at} + i, '{"exitCode":0,"signal":null,"stoppedBy":null}', NULL, 0.1 FROM n`).run()
  })
  core.store.close()
}

/** Builds the place and starts its engine. */
export async function openPlace(options: { history?: number; claude?: string; env?: Record<string, string>; slots?: number } = {}): Promise<Place> {
  process.env['DISPATCH_CLAUDE'] = options.claude ?? makeStandIn(`echo '${RESULT}'`)
  const home = tempFolder('home')
  const repository = makeRepository()
  if (options.history !== undefined) await fillHistory(home, options.history, repository)
  const engine = await startEngine({ home })
  const call: Place['call'] = (name, args) => engine.door.call(name, args as CallArgs<typeof name>, { from: 'api', device: 'local' }) as Promise<never>
  await call('profiles.add', { name: 'bench', prompts: 'deny', permissionMode: 'dontAsk', slots: options.slots ?? 4, env: options.env ?? {} })
  return { home, repository, engine, call }
}

/** Longest time the event loop was away while `work` ran: a ticker of 1 ms that sees how late it comes. */
export async function watchLoop<Value>(work: () => Promise<Value>): Promise<{ value: Value; blockedMs: number }> {
  let blockedMs = 0
  let last = performance.now()
  const look = () => {
    const now = performance.now()
    blockedMs = Math.max(blockedMs, now - last - 1)
    last = now
  }
  const ticker = setInterval(look, 1)
  const value = await work()
  look()
  clearInterval(ticker)
  return { value, blockedMs }
}
