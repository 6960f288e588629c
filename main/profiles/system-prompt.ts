import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'

/** More is no instruction but material; Claude can read it as a file. */
const MAX_INSTRUCTIONS_BYTES = 200 * 1024
/** Where a repository keeps what everybody's Claude should know. CLAUDE.local.md is one person's and not looked at. */
const INSTRUCTION_FILES = ['CLAUDE.md', join('.claude', 'CLAUDE.md')]

/**
 * What is added to Claude's own system prompt: the profile's words and the job's, and, unless Claude reads them itself, the repository's CLAUDE.md.
 * Null when there is nothing.
 */
export function toSystemPrompt(appended: readonly (string | null)[], repositoryFolder: string, trustProjectSettings: boolean): string | null {
  const parts = appended.map((each) => each?.trim() ?? '').filter((each) => each !== '')
  // With the repository's settings trusted Claude reads these files by itself.
  if (!trustProjectSettings) parts.push(...INSTRUCTION_FILES.flatMap((name) => readInstructions(repositoryFolder, name)))
  return parts.length === 0 ? null : `${parts.join('\n\n')}\n`
}

function readInstructions(folder: string, name: string): string[] {
  try {
    // A link may lead to a file outside the repository that nobody meant to send.
    const path = realpathSync(join(folder, name))
    if (!path.startsWith(`${realpathSync(folder)}${sep}`) || !statSync(path).isFile()) return []
    const bytes = readFileSync(path)
    if (bytes.includes(0)) return []
    const text = bytes.subarray(0, MAX_INSTRUCTIONS_BYTES).toString('utf8').replace(/\ufffd$/, '').trim()
    const cut = bytes.length > MAX_INSTRUCTIONS_BYTES ? `\n[The file goes on; ${name} in the repository has all of it.]` : ''
    return text === '' ? [] : [`Instructions of this repository, from its file ${name}:\n\n${text}${cut}`]
  } catch {
    return []
  }
}
