import type { Check, CheckKind, CheckStep } from './check.ts'

/** The profile of a reviewer for which none is named. */
export const REVIEW_PROFILE = 'read-only'

/** A check's members in the order they are asked, each in a few words. */
export function describeCheck(check: Check): { kind: CheckKind; text: string }[] {
  const { files, schema, command, prompt, profile } = check
  const asked: [CheckKind, string | undefined][] = [
    ['files', files && [files.changed && `changed ${files.changed.join(', ')}`, files.unchanged && `unchanged ${files.unchanged.join(', ')}`].filter(Boolean).join('; ')],
    ['schema', schema && JSON.stringify(schema)],
    ['command', command],
    ['prompt', prompt && `${prompt}${profile === undefined ? '' : ` (as ${profile})`}`],
  ]
  return asked.flatMap(([kind, text]) => (text === undefined ? [] : [{ kind, text }]))
}

/** What the members are called. */
export const CHECK_NAMES: Record<CheckKind, string> = { files: 'files', schema: 'result', command: 'command', prompt: 'reviewer' }

/** A step in one line: "files: passed". */
export const nameStep = ({ kind, result }: Pick<CheckStep, 'kind' | 'result'>): string => `${CHECK_NAMES[kind]}: ${result}`
