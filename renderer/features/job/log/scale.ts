/** Browsers make no element higher than 17 to 33 million px, and lose parts of a pixel long before. A longer log is scrolled on a range this long. */
export const MOST_PX = 4_000_000

/** How high everything is, and how high the part that is seen. */
export interface Scale { total: number; view: number }

/** Length of the scrolled range. */
export const rangeOf = ({ total }: Scale): number => Math.min(total, MOST_PX)

/** How far the range scrolls for something that begins at `y`. Both ends of the log are at the ends of the range. */
export function toScroll(y: number, scale: Scale): number {
  const most = Math.max(0, rangeOf(scale) - scale.view)
  const part = scale.total <= MOST_PX ? y : y / (scale.total - scale.view) * most
  return Math.round(Math.max(0, Math.min(part, most)))
}

/** What begins at the top when the range is scrolled this far. */
export function toPlace(scrolled: number, scale: Scale): number {
  return scale.total <= MOST_PX ? scrolled : scrolled / (rangeOf(scale) - scale.view) * (scale.total - scale.view)
}

/** More than this in one step is a jump (the thumb was drawn, or somebody pressed on the track): the range tells the place. Less is a way of so many pixels. */
export const isJump = (delta: number, view: number): boolean => Math.abs(delta) > Math.max(1200, 2 * view)
