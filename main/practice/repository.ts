import { execFile } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Given with every call, so that a machine without any git settings will do and nobody's hooks, keys or names get in. */
const OWN_SETTINGS = [
  '-c', 'user.name=Practice', '-c', 'user.email=practice@localhost', '-c', 'commit.gpgSign=false', '-c', 'tag.gpgSign=false',
  '-c', 'core.hooksPath=/dev/null', '-c', 'core.autocrlf=false', '-c', 'init.templateDir=',
]

/** Without the variables that would point git at another repository, such as inside a hook. */
function environment(): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))), GIT_TERMINAL_PROMPT: '0' }
}

/** Runs git with settings of its own; gives its trimmed output. Throws when git fails. */
export async function runPracticeGit(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute('git', [...OWN_SETTINGS, ...args], { cwd: folder, env: environment() })
  return stdout.trim()
}

export const GREET_JS = `/** What we say to whoever comes in. */
export function greet() {
  return 'Hello.'
}
`

const GREET_TEST_JS = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { greet } from './greet.js'

test('greets', () => {
  assert.equal(greet(), 'Hello.')
})
`

const README_MD = `# Greeter

A very small program that greets.

## Use

    import { greet } from './greet.js'

    greet() // Hello.

## Test

    node --test
`

const FILES: Record<string, string> = {
  'package.json': `${JSON.stringify({ name: 'greeter', version: '1.0.0', private: true, type: 'module', scripts: { test: 'node --test' } }, null, 2)}\n`,
  'greet.js': GREET_JS,
  'greet.test.js': GREET_TEST_JS,
  'README.md': README_MD,
}

export type PracticeRepository = { ok: true; path: string; commit: string } | { ok: false; message: string }

/** Makes a small real project with one commit on `main`. The folder is made; it must be empty if it is there. */
export async function makePracticeRepository(folder: string): Promise<PracticeRepository> {
  try {
    await mkdir(folder, { recursive: true })
    if ((await readdir(folder)).length > 0) return { ok: false, message: `expected an empty folder for the practice repository, found files in ${folder}: name another one or empty it` }
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text)
    await runPracticeGit(folder, 'init', '--quiet', '--initial-branch=main')
    await runPracticeGit(folder, 'add', '--all')
    await runPracticeGit(folder, 'commit', '--quiet', '--message', 'A greeter')
    return { ok: true, path: folder, commit: await runPracticeGit(folder, 'rev-parse', 'HEAD') }
  } catch (error) {
    const { code, message, stderr } = error as NodeJS.ErrnoException & { stderr?: string }
    if (code === 'ENOENT') return { ok: false, message: 'expected git on PATH, found none: install git 2.28 or later' }
    return { ok: false, message: `expected to make a git repository in ${folder}, found: ${(stderr || message).trim()}` }
  }
}
