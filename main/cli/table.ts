import { fitText, padText, textWidth } from './width.ts'

/** One column: `flex` may be cut to fit the terminal, down to `least` columns; `drop` goes first when even that is too wide (highest first). */
export interface Column { head: string; flex?: number; least?: number; drop?: number; right?: boolean }
/** A cell: its text, and how it is coloured once its width is settled. */
export interface Cell { text: string; paint?: (text: string) => string }

const GAP = 2

/** Lines of a table that fits `width` columns; null = as wide as it is. Columns without any text are left out. */
export function layTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number | null): string[] {
  const natural = columns.map((column, index) => Math.max(textWidth(column.head), ...rows.map((row) => textWidth(row[index]!.text))))
  let shown = columns.map((_, index) => index).filter((index) => rows.some((row) => row[index]!.text !== ''))
  const least = (index: number) => (columns[index]!.flex ? Math.min(natural[index]!, columns[index]!.least ?? 8) : natural[index]!)
  const total = (indexes: readonly number[], size: (index: number) => number) => indexes.reduce((sum, index) => sum + size(index), 0) + GAP * Math.max(0, indexes.length - 1)
  while (width !== null && total(shown, least) > width) {
    const victim = shown.filter((index) => columns[index]!.drop).sort((a, b) => columns[b]!.drop! - columns[a]!.drop!)[0]
    if (victim === undefined) break
    shown = shown.filter((index) => index !== victim)
  }
  const widths = new Map(shown.map((index) => [index, natural[index]!]))
  if (width !== null) shrink({ columns, shown, widths, least, excess: total(shown, (index) => widths.get(index)!) - width })
  const line = (cells: (index: number) => Cell) => shown
    .map((index, place) => layCell(cells(index), widths.get(index)!, { last: place === shown.length - 1, right: columns[index]!.right === true }))
    .join(' '.repeat(GAP)).trimEnd()
  return [line((index) => ({ text: columns[index]!.head })), ...rows.map((row) => line((index) => row[index]!))]
}

interface Shrink { columns: readonly Column[]; shown: readonly number[]; widths: Map<number, number>; least: (index: number) => number; excess: number }

/** Takes the excess from the flexible columns, always from the one widest for its share. */
function shrink({ columns, shown, widths, least, excess }: Shrink): void {
  for (let left = excess; left > 0; left--) {
    const victim = shown.filter((index) => columns[index]!.flex && widths.get(index)! > least(index))
      .sort((a, b) => widths.get(b)! / columns[b]!.flex! - widths.get(a)! / columns[a]!.flex!)[0]
    if (victim === undefined) return
    widths.set(victim, widths.get(victim)! - 1)
  }
}

function layCell(cell: Cell, width: number, place: { last: boolean; right: boolean }): string {
  const text = fitText(cell.text, width)
  const painted = cell.paint && text ? cell.paint(text) : text
  const blanks = padText(text, width).slice(text.length)
  if (place.right) return blanks + painted
  return place.last ? painted : painted + blanks
}
