import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The transcript of a session in a profile's config folder, or null when there is none with anything in it.
 * Claude names the folder after the working directory in a way that cannot be reversed, so all of them are looked at.
 */
export function findTranscript(configDir: string, sessionId: string): string | null {
  // The id becomes a file name.
  if (!/^[A-Za-z0-9-]{1,64}$/.test(sessionId)) return null
  const projects = join(configDir, 'projects')
  for (const folder of listFolders(projects)) {
    const path = join(projects, folder, `${sessionId}.jsonl`)
    const found = statSync(path, { throwIfNoEntry: false })
    // An empty one cannot be resumed: "No conversation found".
    if (found?.isFile() && found.size > 0) return path
  }
  return null
}

function listFolders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  } catch {
    return []
  }
}
