// Makes sure the tests have the real `claude`: DISPATCH_CLAUDE, else the one in the cache, else npm installs it there.
// Run by the project's own node, which strips types; prints one line, exit code 0 or 1.
import { join } from 'node:path'
import { cachedClaude, installClaude, readClaudeVersion, TESTED_CLAUDE_VERSION } from '../main/practice/find-claude.ts'

const cacheFolder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'dispatch-claude')

async function findReady() {
  const found = []
  for (const path of [process.env.DISPATCH_CLAUDE, cachedClaude(cacheFolder)]) {
    if (!path) continue
    const version = await readClaudeVersion(path)
    if (version === TESTED_CLAUDE_VERSION) return { path, found }
    if (version) found.push(`${path} is ${version}`)
  }
  return { path: null, found }
}

const { path, found } = await findReady()
if (path) console.log(`claude ${TESTED_CLAUDE_VERSION}: ${path}`)
else {
  const result = await installClaude(cacheFolder)
  if (result.ok) console.log(`claude ${TESTED_CLAUDE_VERSION}: installed ${result.path}`)
  else console.error(`install-claude: ${[...found, result.message].join('; ')}`)
  process.exitCode = result.ok ? 0 : 1
}
