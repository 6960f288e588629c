import type { DoctorCheck, DoctorReport } from '../../../contract/engine.ts'

/** What needs a person first: broken, then what could be better, then the rest; otherwise as the engine told it. */
export function inOrder(checks: readonly DoctorCheck[]): DoctorCheck[] {
  const rank = { error: 0, warning: 1, ok: 2 } as const
  return checks.map((check, at) => ({ check, at })).sort((a, b) => rank[a.check.level] - rank[b.check.level] || a.at - b.at).map(({ check }) => check)
}

export function countLevels(checks: readonly DoctorCheck[]): { errors: number; warnings: number } {
  return { errors: checks.filter(({ level }) => level === 'error').length, warnings: checks.filter(({ level }) => level === 'warning').length }
}

/** A fix as words and the commands between them, which stand between backticks; a single word there is only a name. */
export function splitFix(fix: string): { kind: 'text' | 'command'; text: string }[] {
  return fix.split(/(`[^`]* [^`]*`)/).flatMap((part, at) => {
    const text = at % 2 === 1 ? part.slice(1, -1) : part.replace(/^[\s,.;]+/, '').trim()
    return text === '' ? [] : [{ kind: at % 2 === 1 ? 'command' : 'text', text }]
  })
}

/** The profile a line is about, if it is about one. */
export function profileOf(check: Pick<DoctorCheck, 'name'>): string | null {
  return /^profile (\S+)$/.exec(check.name)?.[1] ?? null
}

/** The report as plain text, for a question to somebody else. */
export function toText(report: DoctorReport): string {
  return report.checks.map((check) => `${check.level === 'ok' ? 'ok     ' : check.level.padEnd(7)} ${check.name}: ${check.found}${check.fix === null ? '' : `\n        fix: ${check.fix}`}`).join('\n')
}
