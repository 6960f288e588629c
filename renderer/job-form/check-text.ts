import type { Check, FilesCheck } from '../../contract/check.ts'
import { jobFormWords as words } from '../words/job-form.ts'
import { toSpanText } from '../ui/span.ts'
import type { Draft } from './draft.ts'
import type { Faults } from './read.ts'

/** What the engine takes when no time limit is given for a check. */
export const CHECK_MS = 600_000

/** A check as it is typed. */
export type CheckText = Pick<Draft, 'check' | 'checkTimeout' | 'checkChanged' | 'checkUnchanged' | 'checkSchema' | 'checkPrompt' | 'checkProfile'>

/** A check as it would have been typed. */
export function toCheckText(check: Check | null): CheckText {
  return {
    check: check?.command ?? '', checkTimeout: check === null || check.timeoutMs === CHECK_MS ? '' : toSpanText(check.timeoutMs),
    checkChanged: (check?.files?.changed ?? []).join('\n'), checkUnchanged: (check?.files?.unchanged ?? []).join('\n'),
    checkSchema: check?.schema === undefined ? '' : JSON.stringify(check.schema, null, 2), checkPrompt: check?.prompt ?? '', checkProfile: check?.profile ?? '',
  }
}

/** What of a check was typed; null where nothing was. A schema that is no JSON is a fault, any other is the engine's to judge. */
export function readCheck(draft: CheckText, timeoutMs: number, faults: Faults = {}): Check | null {
  const [command, prompt] = [draft.check.trim(), draft.checkPrompt.trim()]
  const [files, schema] = [readFiles(draft), readSchema(draft.checkSchema, faults)]
  const check = {
    ...(files === null ? {} : { files }), ...(schema === null ? {} : { schema }), ...(command === '' ? {} : { command }),
    ...(prompt === '' ? {} : { prompt, ...(draft.checkProfile === '' ? {} : { profile: draft.checkProfile }) }),
  }
  return Object.keys(check).length === 0 ? null : { ...check, timeoutMs }
}

/** What stands in a field of patterns, one a line. */
export const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '')

function readFiles({ checkChanged, checkUnchanged }: CheckText): FilesCheck | null {
  const [changed, unchanged] = [linesOf(checkChanged), linesOf(checkUnchanged)]
  return changed.length + unchanged.length === 0 ? null : { ...(changed.length === 0 ? {} : { changed }), ...(unchanged.length === 0 ? {} : { unchanged }) }
}

function readSchema(text: string, faults: Faults): Record<string, unknown> | null {
  if (text.trim() === '') return null
  try {
    const schema: unknown = JSON.parse(text)
    if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema as Record<string, unknown>
    faults.checkSchema = words.schemaWrong
  } catch (error) {
    faults.checkSchema = words.schemaUnread(error instanceof Error ? error.message : String(error))
  }
  return null
}

/** Whether anything of a check is typed. */
export const hasCheck = ({ check, checkChanged, checkUnchanged, checkSchema, checkPrompt }: CheckText): boolean => [check, checkChanged, checkUnchanged, checkSchema, checkPrompt].some((text) => text.trim() !== '')
