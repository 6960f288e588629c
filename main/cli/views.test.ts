import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Diff, Graph } from '../../contract/api.ts'
import type { Job } from '../../contract/job.ts'
import { claimed, started } from '../queue/transition.ts'
import { moveJob } from '../store/jobs.ts'
import { openStore } from '../store/open.ts'
import { addBuiltIns } from '../store/profiles.ts'
import { addJob } from '../store/testing.ts'
import { toDot, toMermaid, toTree } from '../../contract/graph-text.ts'
import { runLine, toFinished, toJob, useTestEngine } from './testing.ts'
import { textWidth } from './width.ts'

const place = useTestEngine()
const { start } = place
// oxlint-disable-next-line no-control-regex -- colours begin with one
const bare = (text: string) => text.replace(/\u001b\[[\d;]*m/g, '')

test('ls and status without an engine say that nothing runs, whatever the list shows', async () => {
  const opened = openStore(place.home)
  if (!opened.ok) throw new Error(opened.message)
  await opened.value.writer.write((db) => {
    addBuiltIns(db, 0)
    const { seq } = addJob(db)
    moveJob(db, seq, claimed(), 1)
    moveJob(db, seq, started(), 1)
  })
  opened.value.close()
  for (const command of ['ls', 'status']) expect(await runLine(place.home, [command])).toMatchObject({ exit: 0, err: expect.stringContaining('1 job is shown as the last engine left it, and nothing runs now') as string })
})

const many = [toJob({ title: 'Evil\u001b[2J\ntitle '.repeat(9) }), toJob({ id: 'jbbbbbbbbb', title: '日本語のとても長い題名'.repeat(4), state: 'held', startedAt: null, createdAt: Date.now() - 65_000, costUsd: 0.42 }), toFinished('failed', { id: 'jccccccccc' })]

test('ls: newest first, unfinished by default, fits the terminal, no control characters', async () => {
  const { calls } = await start({ 'jobs.list': () => ({ jobs: many, next: null, total: 3 }) })
  for (const width of [160, 100, 60]) {
    const { out } = await runLine(place.home, ['ls'], { tty: width })
    const lines = bare(out).trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    for (const each of lines) expect(textWidth(each)).toBeLessThanOrEqual(width)
    expect(out).not.toContain('\u001b[2J')
  }
  expect(calls[0]!.args).toEqual({ state: 'unfinished', limit: 100 })
})

test('ls: no colour without a terminal, with NO_COLOR, with --no-color; full titles when piped', async () => {
  await start({ 'jobs.list': () => ({ jobs: many, next: null, total: 3 }) })
  expect((await runLine(place.home, ['ls'], { tty: 100 })).out).toContain('\u001b[')
  for (const [argv, more] of [[['ls'], {}], [['ls'], { tty: 100, env: { NO_COLOR: '1' } }], [['--no-color', 'ls'], { tty: 100 }]] as const) expect((await runLine(place.home, argv, more)).out).not.toContain('\u001b')
  expect((await runLine(place.home, ['ls'])).out).toContain('日本語のとても長い題名'.repeat(4))
})

test('ls: filters, and pages up to the limit', async () => {
  const { calls } = await start({ 'jobs.list': ({ limit, cursor }) => ({ jobs: Array.from({ length: limit }, () => toJob()), next: cursor ? 'c2' : 'c1', total: 5000 }) })
  const { out, err } = await runLine(place.home, ['ls', '--all', '--profile', 'p', '--label', 'k=v', '--search', 'a b', '--limit', '1500'])
  expect(out.trimEnd().split('\n')).toHaveLength(1501)
  expect(err).toContain('1500 of 5,000 jobs shown')
  expect(calls.map(({ args }) => args)).toEqual([{ profile: 'p', label: 'k=v', search: 'a b', limit: 1000 }, { profile: 'p', label: 'k=v', search: 'a b', limit: 500, cursor: 'c1' }])
  expect(JSON.parse((await runLine(place.home, ['ls', '--json', '--limit', '1'])).out)).toMatchObject({ jobs: [{ id: 'j4k9m2p3q0' }], next: 'c1' })
})

test('show keeps the three facts apart', async () => {
  const run = { number: 1, startedAt: 0, endedAt: 252_000, sessionId: null, execution: { exitCode: 0, signal: null, stoppedBy: null }, claimed: { subtype: 'success', isError: false, terminalReason: null, apiErrorStatus: null, errorWord: null, result: 'All done\u0007', turns: 3, refusedTools: [{ tool: 'Bash', input: {} }] }, verified: { result: 'failed' as const, exitCode: 1, output: '2 failing' }, costUsd: 0.42, usage: { inputTokens: 12_000, outputTokens: 900, cacheReadTokens: 400, cacheWriteTokens: 0 } }
  await start({ 'jobs.get': () => toFinished('failed', { runs: [run], prompt: 'a\nb' }) })
  const { out } = await runLine(place.home, ['show', 'j4k9'])
  for (const each of ['✕ failed  Write tests for pay', 'Failed: npm test exited 1. Read what the check said, then retry it.', 'run 1  4m 12s, $0.42, 12.4k in and 900 out', 'execution   exit code 0', 'claimed     done, 3 turns, refused Bash', 'verified    failed (exit code 1)\n    2 failing', '    All done\n', 'prompt\n  a\n  b\n']) expect(out).toContain(each)
})

test('a run whose engine died is not said to have failed to start, and what to do is said once', async () => {
  const run = { number: 1, startedAt: 0, endedAt: 1, sessionId: null, execution: { exitCode: null, signal: null, stoppedBy: 'engine' as const }, claimed: null, verified: null, costUsd: 0, usage: null }
  await start({ 'jobs.get': () => toFinished('lost', { runs: [run], outcome: { kind: 'lost', reason: 'lost', message: 'The engine ended. Retry it to run it again.' } }) })
  const { out } = await runLine(place.home, ['show', 'j4k9'])
  expect(out).toContain('execution   its end was not seen: the engine ended first')
  expect(out.match(/Retry it/g)).toHaveLength(1)
})

const node = (id: string, title = id): Graph['nodes'][number] => ({ id, title, state: 'queued', outcome: null, reason: null, profile: 'p', repository: '/r', any: false })
const edge = (parent: string, child: string, when: 'success' | 'failure' | 'done' = 'success', otherwise: 'cancel' | 'hold' = 'cancel') => ({ parent, child, when, otherwise })
const diamond: Graph = { nodes: [node('a'), node('b'), node('c', 'x"]; click c "javascript:1'), node('d')], edges: [edge('a', 'b'), edge('a', 'c', 'failure', 'hold'), edge('b', 'd'), edge('c', 'd', 'done')], cut: false }

test('a tree draws a job with several parents once', () => {
  expect(toTree(diamond.nodes.map(({ id }) => ({ id, label: id })), diamond.edges)).toEqual(['a', '├─ b', '│  └─ d', '└─ (if it fails, else hold) c', '   └─ (when done) d ↑ see above'])
})
test('a chain of thousands is no problem', () => {
  const ids = Array.from({ length: 2000 }, (_, index) => `n${index}`)
  expect(toTree(ids.map((id) => ({ id, label: id })), ids.slice(1).map((id, index) => edge(ids[index]!, id)))).toHaveLength(2000)
})
test('titles cannot break out of mermaid or dot', () => {
  expect(toMermaid(diamond)[3]).toBe('  c["○ x#34;#93;#59; click c #34;javascript:1 (c)"]')
  expect(toMermaid(diamond).slice(5)).toEqual(['  a --> b', '  a -.->|if it fails, else hold| c', '  b --> d', '  c -.->|when done| d'])
  expect(toDot(diamond)[5]).toBe('  "c" [label="○ x\\"]; click c \\"javascript:1 (c)"];')
})
test('graph prints the format asked for', async () => {
  const { calls } = await start({ 'graph.get': () => diamond })
  expect((await runLine(place.home, ['graph'])).out).toContain('└─ (if it fails, else hold) ○ c')
  expect((await runLine(place.home, ['graph', 'j4k9', '--format', 'dot'])).out).toMatch(/^digraph dispatch \{\n/)
  expect(calls.map(({ args }) => args)).toEqual([{}, { root: 'j4k9' }])
})

test('a graph of more edges than a call takes arguments is printed whole, however it is asked for', async () => {
  const ids = Array.from({ length: 500 }, (_, index) => `n${index}`)
  const edges = ids.flatMap((child, index) => ids.slice(0, index).map((parent) => edge(parent, child)))
  const job = (id: string, index: number) => ({ alias: id, id: null, title: id, profile: 'p', repository: '/r', state: 'queued', check: null, any: false, after: ids.slice(0, index).map((alias) => ({ alias, when: 'success' as const, otherwise: 'cancel' as const })) })
  await start({
    'graph.get': () => ({ nodes: ids.map((id) => node(id)), edges, cut: false }),
    'plans.submit': () => ({ pipeline: null, title: 'dense', dryRun: true, jobs: ids.map(job) }),
    'pipelines.get': () => ({ id: 'p1', title: 'dense', createdAt: 0, counts: { queued: 500 }, total: 500, costUsd: 0, startedAt: null, endedAt: null }),
    'jobs.list': () => ({ jobs: ids.map((id, index) => toJob({ id, state: 'queued', after: ids.slice(0, index).map((parent) => ({ job: parent, when: 'success', otherwise: 'cancel' })) })).reverse(), next: null, total: null }),
  })
  writeFileSync(join(place.home, 'plan.yaml'), 'jobs: {}\n')
  for (const argv of [['graph', 'n0'], ['graph', 'n0', '--format', 'mermaid'], ['graph', 'n0', '--format', 'dot'], ['plan', 'plan.yaml', '--dry-run'], ['pipeline', 'show', 'p1']]) {
    const { exit, out, err } = await runLine(place.home, argv)
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(out.split('\n').length, argv.join(' ')).toBeGreaterThan(edges.length)
  }
})

const patch = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\r\n+new\u001b[31m\r\n'
const change: Diff = { job: 'j', base: 'a', head: 'b', branch: 'br', files: [{ path: 'x', added: 12, removed: 3 }, { path: 'bin', added: null, removed: null }], patch, cut: false }
test('diff: the exact patch when piped, coloured and harmless in a terminal', async () => {
  await start({ 'jobs.diff': () => change })
  expect((await runLine(place.home, ['diff', 'j4k9'])).out).toBe(patch)
  const { out } = await runLine(place.home, ['diff', 'j4k9', '--no-pager'], { tty: 80 })
  expect(out).toContain('\u001b[32m+new\u001b[0m')
  expect(out).toContain('\u001b[1m--- a/x\u001b[0m')
  expect((await runLine(place.home, ['diff', 'j4k9', '--stat'])).out).toBe(' x   | +12 −3\n bin | binary\n 2 files changed, +12 −3\n')
})

test('diff of a job in place says that it is the folder as it is now, beside the patch', async () => {
  await start({ 'jobs.diff': () => ({ ...change, folder: '/code/shop', cut: true }) })
  const { out, err } = await runLine(place.home, ['diff', 'j4k9'])
  expect(out).toBe(patch)
  expect(err).toMatch(/This is how \/code\/shop is now.*\n.*`git diff a`/)
})

test('plan sends the text and its folder; a dry run prints the graph', async () => {
  writeFileSync(join(place.home, 'plan.yaml'), 'jobs: {}\n')
  const job = (alias: string, after: string[]) => ({ alias, id: `j${alias}`, title: `Do ${alias}`, profile: 'default', repository: '/r', state: 'queued', check: alias === 'b' ? 'npm test' : null, any: false, after: after.map((each) => ({ alias: each, when: 'success' as const, otherwise: 'cancel' as const })) })
  const { calls } = await start({ 'plans.submit': ({ dryRun }) => ({ pipeline: dryRun ? null : 'p123', title: 'release', dryRun, jobs: [job('a', []), job('b', ['a'])] }) })
  expect((await runLine(place.home, ['plan', 'plan.yaml', '--dry-run'])).out).toBe('release: 2 jobs in /r, nothing submitted\na  Do a  default\n└─ b  Do b  default · check: npm test\n')
  expect((await runLine(place.home, ['plan', 'plan.yaml'])).out.split('\n')[0]).toBe('p123  release  2 jobs')
  expect((await runLine(place.home, ['plan', 'plan.yaml', '-q'])).out).toBe('p123\n')
  expect(calls[0]!.args).toEqual({ plan: 'jobs: {}\n', folder: place.home, set: {}, dryRun: true })
  await runLine(place.home, ['plan', '--set', 'a=b=c', '--set', 'd=', 'plan.yaml'])
  expect(calls.at(-1)!.args).toMatchObject({ set: { a: 'b=c', d: '' } })
  expect(await runLine(place.home, ['plan', 'plan.yaml', '--set', '=x'])).toMatchObject({ exit: 2, err: expect.stringContaining('--set name=value') as string })
})

test('plan tells of jobs that may change the same files, beside the graph and not in what scripts read', async () => {
  writeFileSync(join(place.home, 'plan.yaml'), 'jobs: {}\n')
  const overlaps = { pairs: [{ jobs: ['a', 'b'] as [string, string], globs: ['src/**', 'src/a.ts'] as [string, string] }], more: 3 }
  await start({ 'plans.submit': ({ dryRun }) => ({ pipeline: dryRun ? null : 'p123', title: 'release', dryRun, jobs: [], overlaps }) })
  for (const more of [['--dry-run'], []]) {
    const { exit, out, err } = await runLine(place.home, ['plan', 'plan.yaml', ...more])
    expect([exit, out]).not.toContain('src/**')
    expect(err).toMatch(/^dispatch: These may change the same files, [^\n]+:\n {2}a and b: b’s src\/a\.ts meets src\/\*\*\n {2}and 3 more pairs\n/)
  }
  expect(await runLine(place.home, ['plan', 'plan.yaml', '--json', '--dry-run'])).toMatchObject({ out: expect.stringContaining('"overlaps":{"pairs"') as string, err: '' })
  expect(await runLine(place.home, ['plan', 'plan.yaml', '-q'])).toEqual({ exit: 0, out: 'p123\n', err: '' })
})

test('plan export prints the file as it is; a file of that name is a file with ./', async () => {
  writeFileSync(join(place.home, 'export'), 'jobs: {}\n')
  const text = 'jobs:\n  a:\n    prompt: |+\n      x\n\n'
  const { calls } = await start({ 'plans.export': ({ format }) => ({ title: 't', jobs: 1, format, text, notes: ['a also waits for b'] }), 'plans.submit': ({ dryRun }) => ({ pipeline: 'p1', title: 't', dryRun, jobs: [] }) })
  expect(await runLine(place.home, ['plan', 'export', 'p123'])).toMatchObject({ exit: 0, out: text, err: 'dispatch: a also waits for b\n' })
  expect(await runLine(place.home, ['plan', '--format', 'json', 'export', 'p123'])).toMatchObject({ exit: 2 })
  expect((await runLine(place.home, ['plan', 'export', 'p123', '--format', 'json', '--json'])).out).toContain('"format":"json"')
  expect((await runLine(place.home, ['plan', './export', '-q'])).out).toBe('p1\n')
  expect(calls.map((call) => call.name)).toEqual(['plans.export', 'plans.export', 'plans.submit'])
  expect((await runLine(place.home, ['plan', '--help'])).out).toMatch(/--set[^]*plan export ID[^]*\.\/export/)
})

test('pipeline show: how far it is, when it may end and through which jobs, and what conflicts; nothing of that once it has ended', async () => {
  const of = (id: string, title: string, after: string[] = []): Job => toJob({ id, title, pipeline: 'p123456789', state: after.length > 0 ? 'blocked' : 'queued', outcome: null, runs: [], run: 0, startedAt: null, endedAt: null, after: after.map((job) => ({ job, when: 'success', otherwise: 'cancel' })) })
  const chain = Array.from({ length: 9 }, (_, at) => of(`j00000000${at}`, `Step ${at}`, at > 0 ? [`j00000000${at - 1}`] : []))
  const pipeline = { id: 'p123456789', title: 'release', createdAt: 0, total: 10, counts: { succeeded: 1, queued: 1, blocked: 8 }, costUsd: 0, startedAt: null, endedAt: null }
  const conflict = { jobs: ['j000000001', 'j000000002'] as [string, string], files: ['a.ts'] }
  const forecast = { criticalPath: chain.map((job) => job.id), etaMs: 720_000, etaAt: Date.now() + 720_000, obstacle: null, judged: 6, of: 9 }
  const { calls } = await start({ 'pipelines.get': ({ id }) => ({ ...pipeline, ...(id === 'p999' ? { endedAt: 5, counts: { succeeded: 10 }, conflicts: [] } : { forecast, conflicts: [conflict, ...Array.from({ length: 11 }, () => conflict)] }) }), 'jobs.list': () => ({ jobs: chain.toReversed(), next: null, total: 9 }) })
  const { out } = await runLine(place.home, ['pipeline', 'show', 'p123'])
  const lines = out.split('\n')
  expect(lines[1]).toBe('1 of 10 ended · 1 succeeded, 1 queued, 8 blocked · not started')
  expect(lines[2]).toMatch(/^About 12 min left, ends about (\d{4}-\d\d-\d\d )?\d\d:\d\d, judged by past runs of 6 of the 9 jobs left\.$/)
  expect(lines[3]).toBe('Critical path: j000000000 Step 0 → j000000001 Step 1 → j000000002 Step 2 → j000000003 Step 3 → … 4 more … → j000000008 Step 8')
  expect(lines[4]).toBe('The work of j000000001 ‘Step 1’ and j000000002 ‘Step 2’ conflicts in a.ts: a job after both would be held for it.')
  expect(lines[14]).toBe('… and 2 more conflicts')
  expect(lines[15]).toBe('')
  expect(JSON.parse((await runLine(place.home, ['pipeline', 'show', 'p123', '--json'])).out)).toMatchObject({ forecast, conflicts: { length: 12 } })
  expect((await runLine(place.home, ['pipeline', 'show', 'p999'])).out).not.toMatch(/left|Critical|conflict|of 10 ended/)
  expect(calls.find((call) => call.name === 'pipelines.get')!.args).toMatchObject({ figures: false })
})
