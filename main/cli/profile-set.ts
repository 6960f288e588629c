import type { Profile } from '../../contract/profile.ts'
import { usage } from './failure.ts'

type Values = Record<string, unknown>

/** Members that are texts whatever they look like, and lists that a single text stands for. */
const TEXTS = ['description', 'appendSystemPrompt', 'model', 'claude', 'auth.key', 'auth.token']
const LISTS = ['allow', 'deny', 'tools', 'inheritEnv', 'repositories', 'copy']

/** One `--set key=value`. */
export interface Setting { path: string[]; value: unknown }

/** Reads `key=value`; the value is JSON if it parses, else a text. `secret` is asked for `auth.key=-`. */
export async function parseSetting(text: string, secret: (name: string) => Promise<string>): Promise<Setting> {
  const at = text.indexOf('=')
  const key = at < 0 ? '' : text.slice(0, at).trim()
  // The text itself is not repeated: it may hold a secret.
  if (key === '' || key.split('.').includes('')) throw usage('expected key=value for --set, found something else: write for example --set slots=2 or --set auth.kind=api-key')
  const raw = text.slice(at + 1)
  const isSecret = key === 'auth.key' || key === 'auth.token'
  const dot = key.indexOf('.')
  const path = key.startsWith('env.') ? ['env', key.slice(dot + 1)] : key.split('.')
  if (isSecret && raw === '-') return { path, value: await secret(key) }
  return { path, value: toValue(key, raw) }
}

function toValue(key: string, raw: string): unknown {
  if (key === 'auth.key' || key === 'auth.token' || key.startsWith('env.')) return raw
  const value = parseJson(raw)
  if (TEXTS.includes(key) && value !== null && typeof value !== 'string') return raw
  return LISTS.includes(key) && typeof value === 'string' ? [value] : value
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return raw
  }
}

/** Lays settings over a profile's values; `before` gives the rest of a member of which only a part is set. */
export function applySettings(values: Values, settings: readonly Setting[], before: Partial<Profile> | null): Values {
  const result: Values = structuredClone(values)
  for (const { path, value } of settings) {
    const [head, ...rest] = path
    if (rest.length === 0) result[head!] = value
    else result[head!] = setDeep(result[head!] ?? startOf(head!, before), rest, value)
  }
  const auth = result.auth as Values | undefined
  if (auth && typeof auth === 'object' && settings.some(({ path }) => path[0] === 'auth')) result.auth = completeAuth(auth, settings)
  return result
}

function startOf(head: string, before: Partial<Profile> | null): unknown {
  if (!before || !(head in before)) return {}
  if (head === 'auth') return { kind: before.auth?.kind ?? 'login' }
  return structuredClone((before as Values)[head] ?? {})
}

function setDeep(target: unknown, [head, ...rest]: readonly string[], value: unknown): Values {
  const object = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...(target as Values) } : {}
  object[head!] = rest.length === 0 ? value : setDeep(object[head!], rest, value)
  return object
}

/** Whoever sets a key means an API key, whoever sets a token a token, unless the kind is said; the other kind's secret never travels along. */
function completeAuth(auth: Values, settings: readonly Setting[]): Values {
  const names = settings.map(({ path }) => path.join('.'))
  if (names.includes('auth') || names.includes('auth.kind')) return auth
  const { key, token, ...rest } = auth
  return names.lastIndexOf('auth.token') > names.lastIndexOf('auth.key') ? { ...rest, kind: 'token', token } : { ...rest, kind: 'api-key', key }
}
