import { deflateSync, inflateSync } from 'node:zlib'
import { chunk } from './picture.ts'

const SIGNATURE_BYTES = 8
/** A palette holds no more. */
const MOST_COLOURS = 256

/** A browser's picture with a palette of 256 colours, every other as the nearest of them: a third of the bytes. */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, pixels } = readPixels(png)
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const palette = choosePalette(counts)
  const nearest = new Map(palette.map((colour, at) => [colour, at]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let at = 0; at < pixels.length; at++) {
    const pixel = pixels[at]!
    let found = nearest.get(pixel)
    if (found === undefined) nearest.set(pixel, found = findNearest(palette, pixel))
    rows[Math.floor(at / width) + 1 + at] = found
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([png.subarray(0, SIGNATURE_BYTES), chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/**
 * One colour after the other, each the one that would look most wrong without it: far from those there are, and not only a pixel or two.
 * The colours used most alone would be the greys of letters' edges, and the few pixels of a mark would lose their hue.
 */
function choosePalette(counts: ReadonlyMap<number, number>): number[] {
  const colours = [...counts].sort((a, b) => b[1] - a[1])
  const palette: number[] = []
  const away = colours.map(() => Infinity)
  for (let next = 0; palette.length < Math.min(MOST_COLOURS, colours.length);) {
    const chosen = colours[next]![0]
    palette.push(chosen)
    let worst = -1
    for (let at = 0; at < colours.length; at++) {
      const [colour, count] = colours[at]!
      away[at] = Math.min(away[at]!, distance(chosen, colour))
      const wrong = away[at]! * Math.sqrt(count)
      if (wrong > worst) [next, worst] = [at, wrong]
    }
  }
  return palette
}

function findNearest(palette: readonly number[], pixel: number): number {
  let [best, least] = [0, Infinity]
  for (let at = 0; at < palette.length; at++) {
    const away = distance(palette[at]!, pixel)
    if (away < least) [best, least] = [at, away]
  }
  return best
}

/** How different two colours look, roughly. */
function distance(one: number, other: number): number {
  const [red, green, blue] = [(one >> 16) - (other >> 16), ((one >> 8) & 255) - ((other >> 8) & 255), (one & 255) - (other & 255)]
  return red * red * 2 + green * green * 4 + blue * blue * 3
}

/** Pixels as 0xRRGGBB of an opaque PNG with 8 bits a channel, as browsers write them. */
function readPixels(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const channels = png[25] === 6 ? 4 : png[25] === 2 ? 3 : 0
  if (channels === 0 || png[24] !== 8 || png[28] !== 0) throw new Error(`expected a plain PNG with 8 bits a channel, found colour type ${png[25]}, ${png[24]} bits`)
  const parts: Buffer[] = []
  for (let at = SIGNATURE_BYTES; at < png.length;) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const data = inflateSync(Buffer.concat(parts))
  const [stride, pixels] = [width * channels, new Uint32Array(width * height)]
  let above = Buffer.alloc(stride)
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1)
    const row = data.subarray(start + 1, start + 1 + stride)
    unfilter(data[start]!, row, above, channels)
    for (let x = 0; x < width; x++) pixels[y * width + x] = (row[x * channels]! << 16) | (row[x * channels + 1]! << 8) | row[x * channels + 2]!
    above = row
  }
  return { width, height, pixels }
}

/** Takes back, in place, what PNG does to a row so that it packs better. */
function unfilter(kind: number, row: Buffer, above: Buffer, channels: number): void {
  for (let x = 0; x < row.length; x++) {
    const left = x < channels ? 0 : row[x - channels]!
    const corner = x < channels ? 0 : above[x - channels]!
    const up = above[x]!
    const guess = kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : kind === 4 ? paeth(left, up, corner) : 0
    row[x] = (row[x]! + guess) & 255
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner
}
