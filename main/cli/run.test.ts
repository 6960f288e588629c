import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { COMMANDS } from './commands.ts'
import { defaultHome, findHome } from '../home.ts'
import { splitArgs } from './run.ts'
import { runLine, tempHome } from './testing.ts'

const { home, remove } = tempHome()
afterAll(remove)
const line = (...argv: string[]) => runLine(home, argv)

test('global options may stand before the command', () => {
  expect(splitArgs(['--json', '--home', '/x', 'submit', '-', '--wait'])).toEqual({ globals: ['--json', '--home', '/x'], name: 'submit', rest: ['-', '--wait'], help: false, version: false })
  expect(splitArgs(['--help', 'ls'])).toMatchObject({ name: 'ls', help: true, globals: [] })
  expect(() => splitArgs(['--home'])).toThrow(/expected a folder after --home/)
})

test('version and help', async () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
  expect(await line('--version')).toEqual({ exit: 0, out: `${version}\n`, err: '' })
  expect(await line('--version', '--json')).toEqual({ exit: 0, out: `${JSON.stringify({ version })}\n`, err: '' })
  const help = await line('help')
  for (const name of Object.keys(COMMANDS)) expect(help.out).toContain(`  ${name.padEnd(11)} `)
  expect(await line()).toEqual(help)
  expect((await line('--help', 'ls')).out).toContain('--search <text>')
  expect((await line('help', 'profile', 'add')).out).toContain('--set <key=value>')
  expect((await line('profile', '--help')).out).toContain('login')
})

test('help as JSON is one object, wherever --json stands', async () => {
  for (const argv of [['--json'], ['help', '--json'], ['--json', 'help'], ['help', 'help'], ['--help', '--json'], ['help', 'submit', '--json'], ['submit', '--help', '--json'], ['--json', 'profile', '--help'], ['profile', 'add', '-h', '--json']]) {
    const { exit, out, err } = await line(...argv.includes('--json') ? argv : [...argv, '--json'])
    expect({ exit, err, keys: Object.keys(JSON.parse(out) as object) }, argv.join(' ')).toEqual({ exit: 0, err: '', keys: ['help'] })
    expect((JSON.parse(out) as { help: string }).help).toContain('dispatch')
  }
})

test('every command loads, and its help names it', async () => {
  for (const [name, entry] of Object.entries(COMMANDS)) {
    const names = 'load' in entry ? [name] : Object.keys(await entry.loadGroup()).map((inner) => `${name} ${inner}`)
    for (const each of names) expect((await line(...each.split(' '), '--help')).out).toContain(`Usage: dispatch ${each} [options]`)
  }
})

test.each([
  [['submt'], 'did you mean `dispatch submit`?'],
  [['profile', 'lss'], 'did you mean `dispatch profile ls`?'],
  [['profile'], 'expected a command after `dispatch profile`, found nothing'],
  [['constructor'], 'expected a command of `dispatch`, found "constructor"'],
  [['submit', 'x', '--repoo', 'y'], 'found --repoo: did you mean --repo?'],
  [['--jsn', 'ls'], 'expected a command, found the option --jsn: did you mean --json?'],
  [['wait'], 'expected ID after `dispatch wait`, found nothing'],
  [['submit', 'fix', 'the', 'bug'], 'expected 1 argument after `dispatch submit`, found 3: put a text of several words in quotes'],
  [['submit', 'x', '--repo'], 'expected a value after --repo, found nothing'],
  [['submit', ' \n'], 'expected a prompt, found only blank space'],
  [['submit'], 'expected a prompt, found nothing'],
  [['submit', 'x', '--prompt-file', 'y'], 'found both PROMPT and --prompt-file'],
  [['submit', '--prompt-file', 'missing.md'], 'expected a file, found none at'],
  [['submit', '--prompt-file', '.'], 'found the folder'],
  [['submit', 'x', '--when', 'done'], 'expected --after with --when'],
  [['submit', 'x', '--timeout', '90'], 'write 90s, 90m or 90h'],
  [['submit', 'x', '--timeout', '0'], 'expected at least 1s for --timeout, found 0: write for example 30s'],
  [['submit', 'x', '--timeout', '0s'], 'expected at least 1s for --timeout, found 0s: write for example 30s'],
  [['submit', 'x', '--check-timeout', '5m'], 'expected --check with --check-timeout, found none'],
  [['edit', 'j4k9', '--no-check', '--check-timeout', '5m'], 'expected --check with --check-timeout, found --no-check'],
  [['continue', 'j4k9', 'x', '--check-timeout', '5m'], 'expected --check with --check-timeout, found none'],
  [['submit', 'x', '--isolation', 'tree'], 'expected worktree or none for --isolation'],
  [['wait', 'j4k9', '--timeout', 'soon'], 'expected a duration'],
  [['ls', '--state', 'runing'], 'for --state, found "runing"'],
  [['ls', '--label', 'x'], 'expected key=value'],
  [['logs', 'j4k9', '--raw', '--grep', 'x'], 'expected --raw alone'],
  [['edit', 'j4k9'], 'expected something to change'],
  [['serve', '--lan'], 'needs TLS, not in this version'],
  [['graph', '--format', 'svg'], 'expected tree, mermaid or dot'],
])('%j is refused with exit code 2', async (argv, message) => {
  const { exit, out, err } = await line(...argv)
  expect(err).toContain(message)
  expect(err).toMatch(/^dispatch: [^\n]+\n$/)
  expect({ exit, out }).toEqual({ exit: 2, out: '' })
})

test('with --json a failure is an object on standard error, wherever --json stands', async () => {
  for (const argv of [['--json', 'submit', ''], ['submit', '', '--json']]) {
    const { exit, err } = await line(...argv)
    expect(exit).toBe(2)
    expect(JSON.parse(err)).toEqual({ error: { code: 'bad-input', message: expect.stringContaining('expected a prompt') as string } })
  }
  // After -- it is a text.
  expect((await line('submit', '--nope', '--', '--json')).err).toMatch(/^dispatch: /)
})

test('a prompt over 4 MiB is refused before anything is sent', async () => {
  const big = 'x'.repeat(4 * 1024 * 1024)
  expect(await runLine(home, ['submit', '-'], { stdin: `${big}x` })).toMatchObject({ exit: 2, err: expect.stringContaining('at most 4 MiB') as string })
  expect(await runLine(home, ['submit', `${big.slice(3)}éé`])).toMatchObject({ exit: 2, err: expect.stringContaining('at most 4 MiB') as string })
})

test('the data folder', () => {
  expect(findHome('rel', { DISPATCH_HOME: '/b' }, '/a')).toBe('/a/rel')
  expect(findHome(undefined, { DISPATCH_HOME: '/b' }, '/a')).toBe('/b')
  expect(defaultHome({ XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/dispatch')
  expect(defaultHome({ XDG_DATA_HOME: 'relative' }, 'linux')).toMatch(/\/\.local\/share\/dispatch$/)
  expect(defaultHome({}, 'darwin')).toMatch(/Library\/Application Support\/Dispatch$/)
})
