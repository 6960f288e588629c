import { readFileSync } from 'node:fs'
import type { Profile } from '../../contract/profile.ts'
import { findSecret } from '../profiles/secrets.ts'

/** Shorter values would blot out ordinary words. */
const SHORTEST = 8

/** A profile's key or token, for the one purpose of keeping it out of logs; null when it has none. */
export function readSecret(home: string, profile: Profile): string | null {
  if (profile.auth.kind === 'login') return null
  const path = findSecret(home, { profile: profile.name, version: profile.version, kind: profile.auth.kind })
  if (path === null) return null
  try {
    const value = readFileSync(path, 'utf8').trim()
    return value.length >= SHORTEST ? value : null
  } catch {
    return null
  }
}
