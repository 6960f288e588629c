import { realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import picomatch from 'picomatch'

/**
 * Whether a profile may be used in a folder. No patterns: anywhere. `~` is the person's home; a plain folder covers all below it; `!` takes away.
 * What counts is where the folder really is, so that a link cannot lead out of what is allowed.
 */
export function isAllowedIn(patterns: readonly string[], repositoryPath: string, home: string): boolean {
  if (patterns.length === 0) return true
  const path = toReal(resolve(repositoryPath))
  const matches = (pattern: string) => toForms(pattern, home).some((form) => isMatch(form, path))
  const [without, within] = [patterns.filter((each) => each.startsWith('!')).map((each) => each.slice(1)), patterns.filter((each) => !each.startsWith('!'))]
  if (without.some(matches)) return false
  return within.length === 0 || within.some(matches)
}

function isMatch(pattern: string, path: string): boolean {
  if (!picomatch.scan(pattern).isGlob) return path === pattern || path.startsWith(pattern.endsWith(sep) ? pattern : `${pattern}${sep}`)
  return picomatch.isMatch(path, pattern, { dot: true, nonegate: true })
}

/** The pattern as written and with its fixed part resolved, because that may be a link itself. */
function toForms(written: string, home: string): string[] {
  const pattern = written === '~' ? home : written.startsWith('~/') ? `${home}/${written.slice(2)}` : written
  const { base, glob, isGlob } = picomatch.scan(pattern)
  if (!isGlob) return [resolve(pattern), toReal(resolve(pattern))]
  if (base === '') return [pattern]
  return [pattern, `${escapeGlob(toReal(base))}/${glob}`]
}

function escapeGlob(path: string): string {
  return path.replace(/[\\*?[\]{}()!+@|]/g, '\\$&')
}

/** Resolves links as far as the path exists. */
function toReal(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(toReal(parent), path.slice(parent.length))
  }
}
