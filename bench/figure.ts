/** One line of the table. `ok` is null where there is nothing to reach, only something to know. */
export interface Figure { name: string; target: string | null; measured: string; ok: boolean | null }

/** What a file of this folder exports: it measures one thing and says what came out. */
export type Measure = () => Promise<Figure[]>

/** The value below which that part of all values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Processor time since `process.cpuUsage()` was read: what other work on the machine does not change much. */
export function cpuMs(since: NodeJS.CpuUsage): number {
  const used = process.cpuUsage(since)
  return (used.user + used.system) / 1000
}

/** Three digits that matter. */
export function round(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** Minimum, median and p99 with their number. */
export function spread(values: readonly number[], unit: string): string {
  const tail = values.length >= 100 ? `p99 ${round(quantile(values, 0.99))}` : `max ${round(Math.max(...values))}`
  return `min ${round(Math.min(...values))} · median ${round(median(values))} · ${tail} ${unit} (n=${values.length})`
}

/** A figure that must stay below its target: `at` says which value of the spread is held against it. */
export function below(name: string, values: readonly number[], target: { at: 'min' | 'median' | 'p99' | 'max'; limit: number; unit: string }): Figure {
  const value = target.at === 'p99' ? quantile(values, 0.99) : target.at === 'median' ? median(values) : target.at === 'min' ? Math.min(...values) : Math.max(...values)
  return { name, target: `${target.at} < ${target.limit} ${target.unit}`, measured: spread(values, target.unit), ok: value < target.limit }
}

/** A rate that must be reached by the median of the rounds. */
export function atLeast(name: string, values: readonly number[], limit: number, unit: string): Figure {
  return { name, target: `≥ ${limit.toLocaleString('en-US')} ${unit}`, measured: `min ${round(Math.min(...values))} · median ${round(median(values))} · max ${round(Math.max(...values))} ${unit} (n=${values.length})`, ok: median(values) >= limit }
}

/** Something worth knowing without a target. */
export const know = (name: string, measured: string): Figure => ({ name, target: null, measured, ok: null })

/** The table as text: columns as wide as their widest cell. */
export function layFigures(figures: readonly Figure[]): string {
  const rows = [['figure', 'target', 'measured', ''], ...figures.map((each) => [each.name, each.target ?? '', each.measured, each.ok === null ? '' : each.ok ? 'ok' : 'MISSED'])]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}
