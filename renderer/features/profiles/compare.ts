import { describeProfile } from '../../../contract/describe-profile.ts'
import type { Profile } from '../../../contract/profile.ts'
import { describeWindow, ownZone } from '../../../contract/window-times.ts'
import { diffTexts, type DiffLine } from '../../ui/diff.ts'
import { profileWords } from '../../words/profiles.ts'
import { toSpanText } from '../../ui/span.ts'

/** How one field differs between two versions: a short value before and after, or lines. */
export type Change = { field: string; label: string } & ({ kind: 'value'; before: string; after: string } | { kind: 'lines'; lines: DiffLine[] })
/** Sentences of the plain-language description, with what became of them. */
export interface Sentence { text: string; kind: DiffLine['kind'] }

type Key = Exclude<keyof typeof profileWords.fields, 'allTools' | 'setupTimeoutMs' | 'authKind' | 'secret'>
const KEYS = (Object.keys(profileWords.fields) as (keyof typeof profileWords.fields)[]).filter((key): key is Key => key !== 'allTools' && key !== 'setupTimeoutMs' && key !== 'authKind' && key !== 'secret')

/** Every field that differs, in the order of the form. */
export function compareProfiles(before: Profile, after: Profile): Change[] {
  const changes = KEYS.flatMap((key): Change[] => {
    const [old, now] = [toShown(before, key), toShown(after, key)]
    if (JSON.stringify(old) === JSON.stringify(now)) return []
    const named = { field: key, label: profileWords.fields[key].label }
    if (key === 'appendSystemPrompt') return [{ ...named, kind: 'lines', lines: diffTexts(String(old), String(now)) }]
    if (Array.isArray(old) && Array.isArray(now)) return [{ ...named, kind: 'lines', lines: compareLists(old, now) }]
    return [{ ...named, kind: 'value', before: toText(old), after: toText(now) }]
  })
  const auth = before.auth.kind === after.auth.kind ? [] : [{ field: 'auth', label: profileWords.fields.authKind.label, kind: 'value' as const, before: profileWords.choices.authKind[before.auth.kind], after: profileWords.choices.authKind[after.auth.kind] }]
  return [...auth, ...changes]
}

/** Items that went, then items that came; order alone says nothing in these lists. */
function compareLists(before: readonly string[], after: readonly string[]): DiffLine[] {
  const line = (kind: DiffLine['kind']) => (text: string): DiffLine => ({ kind, text, before: null, after: null })
  return [...before.filter((item) => !after.includes(item)).map(line('removed')), ...after.filter((item) => !before.includes(item)).map(line('added'))]
}

/** What the two versions let Claude do, told as one list. */
export function compareSentences(before: Profile, after: Profile): Sentence[] {
  const [old, now] = [describeProfile(before), describeProfile(after)]
  const gone = old.filter((text) => !now.includes(text))
  return [...gone.map((text): Sentence => ({ text, kind: 'removed' })), ...now.map((text): Sentence => ({ text, kind: old.includes(text) ? 'same' : 'added' }))]
}

const toText = (value: string | string[]): string => (Array.isArray(value) ? value.join(', ') : value) || profileWords.versions.none

function toShown(profile: Profile, key: Key): string | string[] {
  switch (key) {
    case 'tools': return profile.tools ?? profileWords.fields.allTools.label
    case 'env': return Object.entries(profile.env).map(([name, value]) => `${name}=${value}`)
    case 'mcpServers': return Object.entries(profile.mcpServers).map(([name, server]) => `${name}: ${JSON.stringify(server)}`)
    case 'setup': return profile.setup === null ? '' : `${profile.setup.command} (${toSpanText(profile.setup.timeoutMs)})`
    case 'askTimeoutMs': case 'timeoutMs': return toSpanText(profile[key])
    case 'silenceMs': return profile.silenceMs === null ? '' : toSpanText(profile.silenceMs)
    case 'windows': return profile.windows.map((window) => describeWindow(window, ownZone()))
    case 'permissionMode': return profileWords.choices.permissionMode[profile.permissionMode]
    case 'prompts': return profileWords.choices.prompts[profile.prompts]
    case 'sandbox': return profileWords.choices.sandbox[profile.sandbox]
    case 'home': return profileWords.choices.home[profile.home]
    case 'onInterrupt': return profileWords.choices.onInterrupt[profile.onInterrupt]
    case 'trustProjectSettings': return profile.trustProjectSettings ? 'yes' : 'no'
    case 'allow': case 'deny': case 'repositories': case 'copy': case 'inheritEnv': return profile[key]
    default: return profile[key] === null ? '' : String(profile[key])
  }
}
