import { describe, expect, it } from 'vitest'
import { type ClaudeLaunch, toArgv } from './argv.ts'

const launch: ClaudeLaunch = {
  session: { kind: 'new', id: 'new-id' }, name: 'job 1', permissionMode: 'manual', settingSources: 'user', settingsFile: '/run/settings.json', mcpConfigFile: null, tools: null, model: null,
  maxTurns: null, budgetUsd: null, appendSystemPromptFile: null, interactive: false,
}

describe('toArgv', () => {
  it('always passes mode, sources and the strict list of servers', () => {
    for (const interactive of [true, false]) expect(toArgv({ ...launch, interactive }).join(' ')).toContain('--permission-mode manual --setting-sources user --strict-mcp-config --settings=/run/settings.json')
  })

  it('asks for events of a queued run', () => {
    expect(toArgv(launch)).toEqual(['-p', '--output-format', 'stream-json', '--verbose', '--include-partial-messages', '--session-id', 'new-id', '--name=job 1',
      '--permission-mode', 'manual', '--setting-sources', 'user', '--strict-mcp-config', '--settings=/run/settings.json'])
  })

  it.each([
    [{ session: { kind: 'resume', id: 'x' } }, ['--resume', 'x']],
    [{ session: { kind: 'fork', from: 'x', id: 'y' } }, ['--resume', 'x', '--fork-session', '--session-id', 'y']],
    [{ tools: [] }, ['--tools=']],
    [{ tools: ['Read', 'Edit'] }, ['--tools=Read,Edit']],
    [{ model: '--dangerously-skip-permissions' }, ['--model=--dangerously-skip-permissions']],
    [{ name: '--print\nx' }, ['--name=--print x']],
    [{ maxTurns: 3, budgetUsd: 0.000001 }, ['--max-turns', '3', '--max-budget-usd', '0.000001']],
    [{ budgetUsd: 5 }, ['--max-budget-usd', '5']],
    [{ mcpConfigFile: '/m', appendSystemPromptFile: '/s' }, ['--mcp-config=/m', '--append-system-prompt-file=/s']],
  ] satisfies [Partial<ClaudeLaunch>, string[]][])('%j', (more, expected) => {
    expect(toArgv({ ...launch, ...more })).toEqual(expect.arrayContaining(expected))
  })

  it('leaves limits and events out of a take-over', () => {
    const argv = toArgv({ ...launch, session: { kind: 'resume', id: 'x' }, maxTurns: 3, budgetUsd: 1, interactive: true })
    expect(argv.filter((each) => /^(-p|--output-format|--max-.*)$/.test(each))).toEqual([])
  })
})
