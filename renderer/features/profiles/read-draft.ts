import { ProfileEdit, ProfileName, type Profile, type ProfileSpecInput } from '../../../contract/profile.ts'
import { profileWords } from '../../words/profiles.ts'
import { SETUP_MS, type Draft, type DraftKey, type EnvRow, type WindowRow } from './draft.ts'
import { parseSpan } from '../../ui/span.ts'

/** What is wrong, by field. */
export type Faults = Partial<Record<DraftKey, string>>
/** A draft as far as it can be read: fields that cannot are missing from `values` and named in `faults`. */
export interface Reading { values: ProfileEdit; faults: Faults }

const fromLines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** Reads what was typed and holds it against the engine's own schema. */
export function readDraft(draft: Draft): Reading {
  const faults: Faults = {}
  const span = (key: 'askTimeoutMs' | 'timeoutMs' | 'silenceMs' | 'setupTimeoutMs'): number | undefined => {
    const ms = parseSpan(draft[key])
    if (ms === null) faults[key] = profileWords.spanWrong(draft[key])
    return ms ?? undefined
  }
  const number = (key: 'maxTurns' | 'budgetUsd' | 'slots', empty: null | undefined): number | null | undefined => {
    const text = draft[key].trim()
    if (text === '' && empty === null) return null
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
    faults[key] = profileWords.numberWrong(text)
    return undefined
  }
  const setupMs = draft.setup.trim() === '' ? SETUP_MS : span('setupTimeoutMs')
  const typed = {
    description: draft.description, auth: toAuth(draft), env: readEnv(draft.env, faults), inheritEnv: draft.inheritEnv.split(/[\s,]+/).filter((name) => name !== ''), home: draft.home, permissionMode: draft.permissionMode,
    allow: fromLines(draft.allow), deny: fromLines(draft.deny), tools: draft.allTools ? null : fromLines(draft.tools), prompts: draft.prompts, askTimeoutMs: span('askTimeoutMs'), repositories: fromLines(draft.repositories),
    trustProjectSettings: draft.trustProjectSettings, setup: draft.setup.trim() === '' ? null : setupMs === undefined ? undefined : { command: draft.setup.trim(), timeoutMs: setupMs }, copy: fromLines(draft.copy), mcpServers: readServers(draft.mcpServers, faults),
    sandbox: draft.sandbox, appendSystemPrompt: draft.appendSystemPrompt.trim() === '' ? null : draft.appendSystemPrompt, model: orNull(draft.model), maxTurns: number('maxTurns', null), budgetUsd: number('budgetUsd', null),
    timeoutMs: span('timeoutMs'), silenceMs: draft.silenceMs.trim() === '' ? null : span('silenceMs'), windows: draft.windows.map(toWindow), slots: number('slots', undefined), onInterrupt: draft.onInterrupt, claude: orNull(draft.claude),
  }
  const parsed = ProfileEdit.safeParse(Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined)))
  if (parsed.success) return { values: parsed.data, faults }
  const wrong = new Set<PropertyKey>()
  for (const issue of parsed.error.issues) {
    wrong.add(issue.path[0]!)
    faults[toKey(issue.path.map(String))] ??= `${typeof issue.path[1] === 'number' ? (issue.path[0] === 'windows' ? profileWords.window.at : profileWords.line)(issue.path[1] + 1) : ''}${issue.message}`
  }
  const rest = ProfileEdit.safeParse(Object.fromEntries(Object.entries(typed).filter(([key, value]) => value !== undefined && !wrong.has(key))))
  return { values: rest.success ? rest.data : {}, faults }
}

const toWindow = ({ from, to, days, zone }: WindowRow): Profile['windows'][number] => ({ ...(days.length === 0 ? {} : { days: [...days] }), from: from.trim(), to: to.trim(), ...(zone.trim() === '' ? {} : { zone: zone.trim() }) })

function toAuth({ authKind, secret }: Draft): ProfileEdit['auth'] {
  const given = secret.trim() === '' ? null : secret.trim()
  if (authKind === 'login') return { kind: 'login' }
  if (authKind === 'token') return given === null ? { kind: 'token' } : { kind: 'token', token: given }
  return given === null ? { kind: 'api-key' } : { kind: 'api-key', key: given }
}

function readEnv(rows: readonly EnvRow[], faults: Faults): Record<string, string> {
  const named = rows.filter((row) => row.name.trim() !== '' || row.value !== '').map((row) => [row.name.trim(), row.value] as const)
  const twice = named.find(([name], at) => named.findIndex(([other]) => other === name) !== at)
  if (twice) faults.env = profileWords.envTwice(twice[0])
  return Object.fromEntries(named)
}

function readServers(text: string, faults: Faults): ProfileEdit['mcpServers'] {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ProfileEdit['mcpServers']
  } catch { /* said below */ }
  faults.mcpServers = profileWords.jsonWrong
  return undefined
}

/** The field of the form a path of the engine's belongs to. */
function toKey(path: readonly string[]): DraftKey {
  if (path[0] === 'auth') return path.length > 1 && path[1] !== 'kind' ? 'secret' : 'authKind'
  if (path[0] === 'setup' && path[1] === 'timeoutMs') return 'setupTimeoutMs'
  return path[0] as DraftKey
}

/** A refusal of the engine's as a fault at its field; null when it names none of the form. */
export function toFault(refusal: { message: string; details?: Record<string, unknown> | undefined }): Faults | null {
  const field = refusal.details?.['field']
  if (typeof field !== 'string' || field === '') return null
  const key = toKey(field.split('.'))
  if (!(key in profileWords.fields) && key !== 'name') return null
  return { [key]: refusal.message.startsWith(`${field}: `) ? refusal.message.slice(field.length + 2) : refusal.message }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Only what differs from the profile the draft began with: laid over a newer version it changes nothing else. */
export function toEdit(values: ProfileEdit, base: Profile): ProfileEdit {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => {
    if (key !== 'auth') return !same(value, base[key as keyof Profile])
    const auth = value as NonNullable<ProfileEdit['auth']>
    return auth.kind !== base.auth.kind || (auth.kind === 'api-key' && auth.key !== undefined) || (auth.kind === 'token' && auth.token !== undefined)
  })) as ProfileEdit
}

/** Whether a login needs a secret that is neither stored nor typed. */
export function lacksSecret(draft: Draft, base: Profile | null): boolean {
  return draft.authKind !== 'login' && draft.secret.trim() === '' && !(base?.auth.kind === draft.authKind && base.auth.stored)
}

/** A whole new profile. */
export function toSpec(draft: Draft): { spec: ProfileSpecInput; faults: Faults } {
  const { values, faults } = readDraft(draft)
  const name = ProfileName.safeParse(draft.name.trim())
  return { spec: { ...values, name: draft.name.trim() }, faults: name.success ? faults : { name: name.error.issues[0]!.message, ...faults } }
}

/** What the draft would mean: fields that cannot be read yet count as they were. */
export function toPreview(base: Profile, values: ProfileEdit): Profile {
  const { auth, ...rest } = values
  return { ...base, ...(rest as Partial<Profile>), auth: { kind: auth?.kind ?? base.auth.kind, stored: true } }
}
