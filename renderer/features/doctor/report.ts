import type { DoctorCheck, DoctorReport } from '../../../contract/engine.ts'

/** What needs a person first: broken, then what could be better, then the rest; otherwise as the engine told it. */
export function inOrder(checks: readonly DoctorCheck[]): DoctorCheck[] {
  const rank = { error: 0, warning: 1, ok: 2 } as const
  return checks.map((check, at) => ({ check, at })).sort((a, b) => rank[a.check.level] - rank[b.check.level] || a.at - b.at).map(({ check }) => check)
}

export function countLevels(checks: readonly DoctorCheck[]): { errors: number; warnings: number } {
  return { errors: checks.filter(({ level }) => level === 'error').length, warnings: checks.filter(({ level }) => level === 'warning').length }
}

/** The commands a fix names: what stands between backticks. */
export function commandsIn(fix: string): string[] {
  return [...fix.matchAll(/`([^`]+)`/g)].map(([, command]) => command!).filter((command) => command.includes(' '))
}

/** The profile a line is about, if it is about one. */
export function profileOf(check: Pick<DoctorCheck, 'name'>): string | null {
  return /^profile (\S+)$/.exec(check.name)?.[1] ?? null
}

/** The report as plain text, for a question to somebody else. */
export function toText(report: DoctorReport): string {
  return report.checks.map((check) => `${check.level === 'ok' ? 'ok     ' : check.level.padEnd(7)} ${check.name}: ${check.found}${check.fix === null ? '' : `\n        fix: ${check.fix}`}`).join('\n')
}
