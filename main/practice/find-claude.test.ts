import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { removeTempFolders, tempFolder } from '../../e2e/fixtures/temp.ts'
import { cachedClaude, findClaude, installClaude, platformPackage, readClaudeVersion, TESTED_CLAUDE_VERSION } from './find-claude.ts'

afterEach(removeTempFolders)

/** A real program at the path: a shell script. */
function program(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

test('finds configured, then DISPATCH_CLAUDE, then PATH, then the cache', () => {
  const folder = tempFolder('find')
  const cacheFolder = join(folder, 'cache')
  const cached = program(cachedClaude(cacheFolder)!, 'true')
  const onPath = program(join(folder, 'bin', 'claude'), 'true')
  const told = program(join(folder, 'told'), 'true')
  const configured = program(join(folder, 'configured'), 'true')
  const env = { DISPATCH_CLAUDE: told, PATH: `relative:${dirname(onPath)}` }
  expect(findClaude({ env, configured, cacheFolder })).toBe(configured)
  expect(findClaude({ env, configured: null, cacheFolder })).toBe(told)
  expect(findClaude({ env: { PATH: env.PATH, DISPATCH_CLAUDE: '' }, cacheFolder })).toBe(onPath)
  expect(findClaude({ env: { PATH: join(folder, 'nothing') }, cacheFolder })).toBe(cached)
  expect(findClaude({ env: {} })).toBeNull()
})

test('what is named but is no program is not replaced by another', () => {
  const folder = tempFolder('find')
  program(join(folder, 'bin', 'claude'), 'true')
  writeFileSync(join(folder, 'text'), 'no program')
  const env = { PATH: join(folder, 'bin') }
  expect(findClaude({ env, configured: join(folder, 'absent') })).toBeNull()
  expect(findClaude({ env, configured: join(folder, 'text') })).toBeNull()
  expect(findClaude({ env, configured: folder })).toBeNull()
  expect(findClaude({ env, configured: 'claude' })).toBe(join(folder, 'bin', 'claude'))
})

test('names the package of a platform', () => {
  expect([platformPackage('linux', 'x64', false), platformPackage('linux', 'arm64', true), platformPackage('darwin', 'arm64', false), platformPackage('sunos', 'x64', false), platformPackage('linux', 'ppc64', false)])
    .toEqual(['@anthropic-ai/claude-code-linux-x64', '@anthropic-ai/claude-code-linux-arm64-musl', '@anthropic-ai/claude-code-darwin-arm64', null, null])
})

test('reads the version, and null from what does not answer', async () => {
  const folder = tempFolder('find')
  expect(await readClaudeVersion(program(join(folder, 'a'), 'echo "2.1.330 (Claude Code)"'))).toBe('2.1.330')
  expect(await readClaudeVersion(program(join(folder, 'b'), 'echo 2.1.330; exit 1'))).toBeNull()
  expect(await readClaudeVersion(join(folder, 'absent'))).toBeNull()
})

test('installs with npm into the folder, and checks what came', async () => {
  const cacheFolder = join(tempFolder('install'), 'cache')
  const path = cachedClaude(cacheFolder)!
  const claude = `mkdir -p '${dirname(path)}'; printf '#!/bin/sh\\necho "$VERSION (Claude Code)"\\n' > '${path}'; chmod +x '${path}'; echo "$@" > '${cacheFolder}/args'`
  const npm = (version: string) => program(join(cacheFolder, 'npm'), claude.replace('$VERSION', version))
  const said: string[] = []
  expect(await installClaude(cacheFolder, { npm: npm(TESTED_CLAUDE_VERSION), onProgress: (line) => said.push(line) })).toEqual({ ok: true, path })
  expect(said[0]).toContain('175 MB')
  expect(await installClaude(cacheFolder, { npm: npm('1.0.0') })).toMatchObject({ ok: false, message: expect.stringContaining('found 1.0.0') })
})

test('says what npm said, how large it is, and gives up in time', async () => {
  const cacheFolder = join(tempFolder('install'), 'cache')
  const failing = await installClaude(cacheFolder, { npm: program(join(cacheFolder, 'fails'), 'echo "npm error network is down" >&2; exit 7') })
  expect(failing).toMatchObject({ ok: false, message: expect.stringMatching(/175 MB.*exit code 7.*network is down/) })
  const slow = await installClaude(cacheFolder, { npm: program(join(cacheFolder, 'slow'), 'exec sleep 60'), limitMs: 200 })
  expect(slow).toMatchObject({ ok: false, message: expect.stringContaining('still at work') })
  expect(await installClaude(cacheFolder, { npm: join(cacheFolder, 'absent') })).toMatchObject({ ok: false, message: expect.stringContaining('ENOENT') })
})
